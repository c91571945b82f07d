"""Files that are their owner's alone: database, its logs, secret (TRUST, security)."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

UMASK = 0o077
OTHERS = stat.S_IRWXG | stat.S_IRWXO
BESIDE_SQLITE = ("", "-wal", "-shm", "-journal")


def restrict_new_files() -> None:
    """From now on this process, and what it becomes or starts, makes files for its owner alone."""
    os.umask(UMASK)


def restrict_files(folder: Path, paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Take group and others out of our folder, of all in it, and of these files elsewhere.

    Says which were open and no longer are, then which still are, as they belong to somebody else.
    Links are left alone: what they lead to may be somebody's on purpose.
    """
    closed, still_open = [], []
    for path in {*_inside(folder), *paths}:
        try:
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode) or not mode & OTHERS:
                continue
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
        except PermissionError:
            still_open.append(path)
        except OSError:  # it is not there
            continue
        else:
            closed.append(path)
    return sorted(closed), sorted(still_open)


def database_files(url: str, folder: Path) -> list[Path]:
    """The files of an SQLite database, by its address; none of another database.

    `folder` is where a relative path begins.
    """
    prefix = "sqlite:///"
    path = url.removeprefix(prefix).partition("?")[0].removeprefix("file:")
    if not url.startswith(prefix) or not path or path == ":memory:":
        return []
    return [folder / (path + ending) for ending in BESIDE_SQLITE]


def _inside(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield folder
        yield from folder.rglob("*")
