"""Two commands from a fresh clone, in an empty home, and again with no Node on the PATH."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.browser.live_server import free_port
from tests.conftest import ROOT

pytestmark = pytest.mark.slow
SECONDS = 900  # for what is installed and built
PATIENCE = 180
NODE = ("node", "nodejs", "npm", "npx", "corepack")
# How a machine reaches the registries is its own affair and stays as it is.
WAYS_OUT = re.compile(r"(?i)(https?|no|all)_proxy|(pip|npm_config|ssl)_.*|node_extra_ca_certs")
UNREACHABLE = re.compile(
    r"name resolution|Failed to establish a new connection|Network is unreachable|timed out"
    r"|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT"
)


@pytest.fixture(params=["with Node", "without Node"])
def environ(request, tmp_path):
    """What somebody has who has just got their machine: the programs, and nothing in the home."""
    home, programs = tmp_path / "home", tmp_path / "bin"
    home.mkdir()
    programs.mkdir()
    without = () if request.param == "with Node" else NODE
    if not without and not shutil.which("node"):
        pytest.skip("NO FRESH CLONE with Node: this machine has none")
    for folder in os.environ["PATH"].split(os.pathsep):
        for program in Path(folder).glob("*"):
            link = programs / program.name
            if program.name not in without and not program.is_relative_to(ROOT):
                link.is_symlink() or link.symlink_to(program)
    proxies = {name: value for name, value in os.environ.items() if WAYS_OUT.fullmatch(name)}
    python = Path(sys.base_prefix) / "bin" / "python3"
    mine = {"PATH": str(programs), "HOME": str(home), "LANG": "C.UTF-8", "PYTHON": str(python)}
    assert bool(shutil.which("node", path=str(programs))) == (not without)
    return proxies | mine


@pytest.fixture
def clone(environ, tmp_path):
    """The repository as it was last committed."""
    target = tmp_path / "rebond"
    cloned = _ran(["git", "clone", "--quiet", str(ROOT), str(target)], tmp_path, environ)
    if cloned.returncode:
        pytest.skip(f"NO FRESH CLONE: this is no repository: {cloned.stdout}")
    return target


def _ran(words, folder, environ):
    return subprocess.run(
        words,
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_two_commands_from_a_fresh_clone_lead_to_a_page(clone, environ, tmp_path):
    """`git clone`, then `make run` or `make serve`: each installs what is not there yet."""
    began = time.monotonic()
    built = _ran(["make", "build"], clone, environ)
    if built.returncode and UNREACHABLE.search(built.stdout):
        pytest.skip(f"NO FRESH CLONE: it needs a network. {built.stdout[-500:]}")
    assert built.returncode == 0, built.stdout
    print(f"make build: {time.monotonic() - began:.0f} s")
    for target, door in (("run", "/demo"), ("serve", "/sign-in")):
        began = time.monotonic()
        _started(target, door, clone, environ, tmp_path)
        print(f"make {target}: {time.monotonic() - began:.0f} s until {door} answers")
    assert _ran(["git", "status", "--porcelain"], clone, environ).stdout == ""


def _started(target, door, clone, environ, tmp_path):
    """Start it on a free port, wait for its door, and end it as Ctrl+C would."""
    port, log = free_port(), tmp_path / f"{target}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", target, f"PORT={port}"],
            cwd=clone,
            env=environ,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _waits(process, f"http://127.0.0.1:{port}", door, log)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        process.wait(PATIENCE)


def _waits(process, base, door, log):
    """Its door is open, and it is well."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            for path in (door, "/healthz"):
                with urllib.request.urlopen(base + path, timeout=10) as answer:
                    assert answer.status == 200
                    assert answer.url == base + path
            return
        except (urllib.error.URLError, ConnectionError):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(log.read_text(errors="replace"))
            time.sleep(0.2)
