"""A real Chromium, the real server, and a network between them that does as it is told."""

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psutil
import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, Playwright
from werkzeug.serving import WSGIRequestHandler, make_server

import webapp.clock as clock
from tests.browser.live_server import Server
from tests.browser.phone import Phone, behind
from tests.cast import START, Ids, Person
from tests.conftest import ARGS
from webapp.app import create_app
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.progress.rebuild.rebuild import rebuild

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "locale": "fr-FR",
    "timezone_id": "Europe/Paris",
    "has_touch": True,
    "reduced_motion": "reduce",
}


@dataclass
class World:
    """The server that all tests of this worker share, and an app on the same database to look."""

    app: Flask
    server: Server
    organisation_id: UUID
    team_id: UUID

    def member(self, name: str) -> Person:
        """Somebody new in team Nantes, for one test alone."""
        with self.app.app_context(), write_transaction():
            now = clock.now()
            email = f"{new_id().hex}@ouest.test"
            member_id = company.add_member(
                self.organisation_id, name, now, email=email, role="member", team_id=self.team_id
            )
            who = company.mark_joined(self.organisation_id, member_id, now)
            assert who is not None
            self.app.extensions["rebond"].hooks.on_member_facts_changed(who, who.joined_on, now)
        return Person(self.app, self.organisation_id, member_id)


@pytest.fixture(scope="session")
def world(
    sqlite_template: tuple[Path, Ids], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("server")
    template, ids = sqlite_template
    shutil.copyfile(template, folder / "rebond.sqlite3")
    yield from _world(f"sqlite:///{folder / 'rebond.sqlite3'}", ids, folder)


def _world(url: str, ids: Ids, folder: Path) -> Iterator[World]:
    app = create_app({"REBOND_MODE": "test", "DATABASE_URL": url})
    server = Server(url, folder)
    yield World(app, server, ids["ines"][0], ids["nantes"][1])
    server.stop()
    is_as_recomputed(app)
    with app.app_context():
        db.engine.dispose()


def is_as_recomputed(app: Flask) -> None:
    """Whatever the tests did, `rebond rebuild` finds no difference.

    Not before the companies were founded: a test may have set the clock to an earlier autumn.
    """
    with app.app_context():
        assert list(rebuild(at=max(clock.now(), START)).differences) == []


@pytest.fixture
def falling(database: tuple[str, Ids], tmp_path: Path) -> Iterator[World]:
    """A server of this test's own, on both databases, to be killed."""
    yield from _world(*database, tmp_path)


@pytest.fixture
def ines(world: World) -> Person:
    return world.member("Inès")


@pytest.fixture
def theo(world: World) -> Person:
    return world.member("Théo")


@pytest.fixture
def phones(browser: Browser, world: World) -> Iterator[Callable[..., Phone]]:
    """Make a phone, with its own network and nothing on it."""
    with contextlib.ExitStack() as stack:

        def make(at: World = world, **options: object) -> Phone:
            proxy = stack.enter_context(behind(at.server.port))
            context = browser.new_context(**(PHONE | options))  # type: ignore[arg-type]
            stack.callback(context.close)
            return Phone(context, proxy, at.app)

        yield make


@pytest.fixture
def clock_port(app: Flask) -> Iterator[int]:
    """The port of a server in this process, whose clock is the test's (`at`)."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()
    is_as_recomputed(app)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def travellers(browser: Browser, clock_port: int, app: Flask) -> Iterator[Callable[..., Phone]]:
    """Make a phone before the clocked server: its zone and the instant on its clock are said."""
    with contextlib.ExitStack() as stack:

        def make(zone: str = "Europe/Paris") -> Phone:
            proxy = stack.enter_context(behind(clock_port))
            context = browser.new_context(**(PHONE | {"timezone_id": zone}))  # type: ignore[arg-type]
            stack.callback(context.close)
            return Phone(context, proxy, app)

        yield make


@pytest.fixture
def phone(phones: Callable[..., Phone]) -> Phone:
    return phones()


class Pocket:
    """A phone whose browser can be killed and opened again, its profile kept on disk."""

    def __init__(self, playwright: Playwright, chromium: str, folder: Path, world: World) -> None:
        self._playwright, self._chromium, self._folder = playwright, chromium, folder
        self._app = world.app
        self._network = behind(world.server.port)
        self.proxy = self._network.__enter__()
        self.open()

    def open(self) -> Phone:
        """Start the browser; every tab of before is gone."""
        context = self._playwright.chromium.launch_persistent_context(
            self._folder,
            executable_path=self._chromium,
            args=ARGS,
            **PHONE,  # type: ignore[arg-type]
        )
        self.phone = Phone(context, self.proxy, self._app)
        return self.phone

    def kill(self) -> None:
        """kill -9 for the browser: nothing is told to anyone."""
        for process in psutil.process_iter(["cmdline"]):
            argv = process.info["cmdline"] or []
            if f"--user-data-dir={self._folder}" in argv and not any("--type=" in s for s in argv):
                process.kill()
                process.wait(10)
        for lock in self._folder.glob("Singleton*"):
            lock.unlink()

    def close(self) -> None:
        with contextlib.suppress(Error):
            self.phone.context.close()
        self._network.__exit__(None, None, None)


@pytest.fixture
def pocket(playwright: Playwright, chromium: str, tmp_path: Path, world: World) -> Iterator[Pocket]:
    own_pocket = Pocket(playwright, chromium, tmp_path / "profile", world)
    yield own_pocket
    own_pocket.close()
