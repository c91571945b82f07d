"""What the machine is, in general terms: no name of it and none of its owner's."""

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path


def described(folder: Path) -> list[tuple[str, str]]:
    """Each property with what it is; `folder` is where the databases lie."""
    return [
        ("Cores", str(os.cpu_count())),
        ("Processor", _processor()),
        ("Memory", _memory()),
        ("Disk", _disk(folder)),
        ("System", _system()),
        ("Python", f"{platform.python_version()} ({platform.python_implementation()})"),
        ("SQLite", sqlite3.sqlite_version),
        ("gunicorn, waitress, Flask", ", ".join(map(version, ("gunicorn", "waitress", "flask")))),
    ]


def _processor() -> str:
    for line in _lines("/proc/cpuinfo"):
        if line.startswith("model name"):
            return f"{line.partition(':')[2].strip()}, {platform.machine()}"
    return platform.machine()


def _memory() -> str:
    for line in _lines("/proc/meminfo"):
        if line.startswith("MemTotal"):
            return f"{int(line.split()[1]) / 1024 / 1024:.0f} GB"
    return "unknown"


def _disk(folder: Path) -> str:
    """Whether it turns, and whether the machine itself has it or is lent it."""
    device = folder.stat().st_dev
    block = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    if not block.exists():
        return "none of its own (memory or network)"
    name = block.resolve().name
    turning = [
        path for path in (block / "queue", block.resolve().parent / "queue") if path.is_dir()
    ]
    if turning and (turning[0] / "rotational").read_text().strip() == "1":
        kind = "hard disk, or one that says so"
    else:
        kind = "solid state"
    return f"{kind}{' (virtual)' if name.startswith(('vd', 'xvd')) else ''}"


def _system() -> str:
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        name = platform.system()
    kernel = ".".join(platform.release().split(".")[:2])
    return f"{name}, {platform.system()} {kernel}"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
