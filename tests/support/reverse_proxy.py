"""Caddy in front of a server, with the file that operators are given, where Caddy is installed."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.browser.live_server import Server, free_port

CADDYFILE = Path(__file__).resolve().parent.parent.parent / "deploy" / "Caddyfile"
SECONDS = 30


class Caddy:
    """The shipped file, but for its name, which becomes a port of loopback without HTTPS."""

    def __init__(self, server: Server, folder: Path) -> None:
        command = shutil.which("caddy")
        if command is None:
            pytest.skip("there is no Caddy here: only the bare port was tried")
        self.port = free_port()
        text = CADDYFILE.read_text(encoding="utf-8")
        for shipped, tried in (
            ("\n{\n", "\n{\n\tadmin off\n"),
            ("\nrebond.example.com {", f"\nhttp://127.0.0.1:{self.port} {{"),
            ("127.0.0.1:8000", f"127.0.0.1:{server.port}"),
        ):
            assert text.count(shipped) == 1, shipped
            text = text.replace(shipped, tried)
        (folder / "Caddyfile").write_text(text, encoding="utf-8")
        environ = {
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
        }
        with (folder / "caddy.log").open("wb") as log:
            self._process = subprocess.Popen(
                [command, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")],
                env=environ,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + SECONDS
        while not self._listens():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError((folder / "caddy.log").read_text(errors="replace"))
            time.sleep(0.05)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(SECONDS)

    def _listens(self) -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0
