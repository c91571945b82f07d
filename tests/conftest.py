"""What every test may ask for. The cast (Inès, Théo, Maya, Otto) has a file of its own."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import webapp.clock as clock
from tests.postgres import Server

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("test", deadline=None, print_blob=True)
settings.register_profile("check", parent=settings.get_profile("test"), max_examples=2000)
settings.load_profile("check" if os.environ.get("REBOND_CHECK") == "1" else "test")


@pytest.fixture(autouse=True)
def _the_real_time_again() -> Iterator[None]:
    yield
    clock.set_now(None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of this worker, started when the first test asks for it."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is. Without it a browser test fails and says what to install."""
    found = subprocess.run(
        [ROOT / "bin" / "chromium.sh"], capture_output=True, text=True, check=False
    )
    if found.returncode:
        pytest.fail(found.stderr, pytrace=False)
    return found.stdout.strip()
