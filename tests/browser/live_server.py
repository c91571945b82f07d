"""The real server, as `make serve` starts it, in a process that a test may kill."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from webapp.server.start import WORKER

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 30


class Server:
    """gunicorn with one worker on a port of its own; `dies` lets it fall after its next commit."""

    def __init__(self, url: str, folder: Path, **environ: str) -> None:
        self.port = free_port()
        self._dies = folder / f"dies-{self.port}"
        self._log = folder / f"server-{self.port}.log"
        self._environ = {
            "PATH": os.environ["PATH"],
            "REBOND_MODE": "test",
            "DATABASE_URL": url,
            "REBOND_DIES": str(self._dies),
        } | environ
        self._start()

    def dies(self) -> None:
        """Its process kills itself with -9 after the next commit at the door, before it answers."""
        self._dies.touch()

    def has_died(self) -> bool:
        """Whether it has, since it was told to; gunicorn starts another one at once."""
        return not self._dies.exists()

    def kill(self) -> None:
        """kill -9 for all of it."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(SECONDS)

    def restart(self) -> None:
        self._start()

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(SECONDS)

    def _start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env=self._environ,
                start_new_session=True,
            )
        deadline = time.monotonic() + SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(self._log.read_text(errors="replace"))
            time.sleep(0.05)

    def _command(self) -> list[str]:
        options = {"bind": f"127.0.0.1:{self.port}", "worker-class": WORKER, "threads": "8"}
        command = [sys.executable, "-m", "gunicorn", "tests.browser.crashing_app:app"]
        return [*command, *(f"--{name}={value}" for name, value in options.items())]

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
