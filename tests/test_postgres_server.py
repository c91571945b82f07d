"""The PostgreSQL of the tests goes with the test run, however that ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.phone import until
from tests.support.postgres import Server

ROOT = Path(__file__).resolve().parent.parent
RUN = """
from tests.support.postgres import Server
server = Server()
print(server.folder, server._process.pid, flush=True)
input()
"""


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.processes
def test_a_test_run_that_is_killed_leaves_no_server_behind():
    with subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        folder, pid = run.stdout.readline().split()
        assert is_alive(int(pid))
        run.send_signal(signal.SIGKILL)
    until(lambda: not is_alive(int(pid)), why="the server's end")
    until(lambda: not Path(folder).exists(), why="its folder's end")


@pytest.mark.processes
def test_a_server_that_is_stopped_takes_its_folder_and_its_watcher_along():
    server = Server()
    server.goes_away()
    server.comes_back()
    server.stop()
    assert not server.folder.exists()
    assert server._watcher.poll() == 0
