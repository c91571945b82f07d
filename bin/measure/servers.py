"""The servers that are measured, each in processes of its own on a free port of loopback."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bin.measure import baseline_app as least
from webapp.server.start import THREADS, WORKER

ROOT = Path(__file__).resolve().parents[2]
START = 120
SERVE = "from webapp.cli import main; main()"


@dataclass(frozen=True)
class Server:
    """A production server, by its port and its first process."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(child) for child in children.read_text().split()]


@contextmanager
def floor(folder: Path, *, keeps: bool = False, loads: Sequence[str] = ()) -> Iterator[Server]:
    """The least that Flask and SQLite can do, served as Rebond is, on a new file of its own.

    `keeps` its connections open; `loads` these modules and does nothing with them.
    """
    file = folder / f"floor-{'kept' if keeps else 'opened'}.sqlite3"
    least.make(str(file), logs=keeps)
    environ = {"FLOOR": str(file), "FLOOR_KEEPS": str(int(keeps))}
    environ["FLOOR_LOADS"] = " ".join(loads)
    with _started(_gunicorn("bin.measure.baseline_app:app"), **environ) as server:
        yield server


@contextmanager
def rebond(url: str, workers: int = 1) -> Iterator[Server]:
    """Rebond as `rebond serve` serves it."""
    command = [sys.executable, "-c", SERVE, "serve"]
    with _started(command, **_settings(url), WEB_WORKERS=str(workers)) as server:
        yield server


def memory(pid: int) -> tuple[float, float]:
    """A process's megabytes: its share of what several hold (PSS), and all that it holds (RSS)."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    pss, rss = (re.search(rf"^{name}:\s+(\d+) kB", text, re.M) for name in ("Pss", "Rss"))
    return (int(pss[1]) / 1024 if pss else 0.0, int(rss[1]) / 1024 if rss else 0.0)


def _gunicorn(module: str) -> list[str]:
    """The same settings as those of `rebond serve`."""
    command = [sys.executable, "-m", "gunicorn", module, "--worker-class", WORKER]
    command += ["--threads", str(THREADS), "--timeout", "60"]
    return [*command, "--log-level", "warning", "--no-control-socket"]


def _settings(url: str) -> dict[str, str]:
    return {"DATABASE_URL": url, "REBOND_MODE": "test"}


@contextmanager
def _started(command: list[str], **environ: str) -> Iterator[Server]:
    port = _free()
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": "/nonexistent",
    } | environ
    environ |= {"PORT": str(port), "HOST": "127.0.0.1"}
    if "gunicorn" in command:
        command = [*command, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("The server did not start.")


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
