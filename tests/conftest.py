"""What every test may ask for. The cast (Inès, Théo, Maya, Otto) has a file of its own."""

import gc
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Playwright, sync_playwright
from sqlalchemy import Engine, event
from werkzeug.routing import Rule

import tests.cast as the_cast
import tests.support.invalidation_guard as invalidation_guard
import tests.support.sql_recorder as sql_recorder
import webapp.clock as clock
from tests.cast import Ids, Nobody, Person
from tests.support.postgres import Server
from tests.support.quick import one_case_each
from tests.support.repetitions import CHECK, QUICK
from tests.support.sampling import mark_cases_beyond_sample
from tests.support.sent_mail import Letters
from webapp.app import create_app
from webapp.database.engine import db
from webapp.migrations import upgrade_database

ROOT = Path(__file__).resolve().parent.parent
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP rebond.test 127.0.0.1",
)

settings.register_profile("test", deadline=None, print_blob=True, derandomize=True, max_examples=60)
settings.register_profile("quick", settings.get_profile("test"), max_examples=10)
settings.register_profile("check", deadline=None, print_blob=True, max_examples=2000)
invalidation_guard.listen()
settings.load_profile("check" if CHECK else "quick" if QUICK else "test")


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: nobody need look for garbage in it again
    and again, which was a tenth of the suite's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.hookimpl(tryfirst=True)  # before cases are chosen by their marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A browser or a server that lost against a busy machine is tried once more, and named at the
    end; in `make check`, never. `make quick` runs one case of each test that is fast, `make test`
    a sample of the cases of some.
    """
    if QUICK:
        left_out = items[:]
        items[:] = one_case_each(items)
        config.hook.pytest_deselected(items=[item for item in left_out if item not in set(items)])
    mark_cases_beyond_sample(items)
    for item in items:
        if not CHECK and any(map(item.get_closest_marker, ("browser", "processes"))):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def _the_real_time_again() -> Iterator[None]:
    yield
    clock.set_now(None)


@pytest.fixture(autouse=True)
def _boards_are_told() -> Iterator[None]:
    """No transaction of the app changes people, teams or facts without saying so."""
    invalidation_guard.untold.clear()
    yield
    assert invalidation_guard.untold == []


@pytest.fixture(scope="session", autouse=True)
def _addresses_are_compiled_once() -> Iterator[None]:
    """Each test has an app of its own, and all have the same addresses, which Werkzeug would
    compile anew for each: most of the time that it takes to make one.
    """
    builders: dict[tuple[object, ...], Any] = {}
    compiled = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, rule.endpoint, repr(rule.defaults), append_unknown)
        if key not in builders:
            builders[key] = compiled(rule, append_unknown)
        return builders[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Rule, "_compile_builder", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _every_statement_is_heard() -> Iterator[None]:
    with sql_recorder.listening():
        yield


@pytest.fixture(autouse=True)
def _every_statement_says_whose_company(request: pytest.FixtureRequest) -> Iterator[None]:
    """A later split by company needs it: `sql_recorder` judges what the test sent."""
    yield
    if problems := sql_recorder.take_problems():
        pytest.fail(f"{request.node.nodeid}: " + "\n".join(problems), pytrace=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of this worker, started when the first test asks for it."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium(whole_chromium: str) -> str:
    """Where Chromium's engine is alone, if it is; in `make check` the whole browser."""
    return whole_chromium if CHECK else _found_chromium("--engine")


@pytest.fixture(scope="session")
def whole_chromium() -> str:
    """Where Chromium is. Without it a browser test fails and says what to install."""
    return _found_chromium()


def _found_chromium(*how: str) -> str:
    process = subprocess.run(
        [ROOT / "bin" / "chromium.sh", *how], capture_output=True, text=True, check=False
    )
    if process.returncode:
        pytest.fail(process.stderr, pytrace=False)
    return process.stdout.strip()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=chromium, args=ARGS)
    yield started
    started.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked both_databases runs on SQLite, then on PostgreSQL; all others on SQLite.

    A lengthy one runs on PostgreSQL in `make check` alone, unless it says `always=True`.
    """
    both = metafunc.definition.get_closest_marker("both_databases")
    if both and "database" in metafunc.fixturenames:
        lengthy = metafunc.definition.get_closest_marker("lengthy")
        marks = pytest.mark.slow if lengthy and not both.kwargs.get("always") else ()
        databases = ["sqlite", pytest.param("postgresql", marks=marks)]
        metafunc.parametrize("database", databases, indirect=True)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all the apps of this worker."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ids]:
    """A migrated SQLite file with both companies in it."""
    path = tmp_path_factory.mktemp("template") / "rebond.sqlite3"
    return path, _founded(f"sqlite:///{path}")


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> tuple[str, Ids]:
    """A migrated PostgreSQL database with both companies in it."""
    return "cast", _founded(postgres.create("cast"))


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Ids]]:
    """A database of this test's own: what DATABASE_URL says, and who is in it."""
    if getattr(request, "param", "sqlite") == "sqlite":
        template, ids = request.getfixturevalue("sqlite_template")
        shutil.copyfile(template, tmp_path / "rebond.sqlite3")
        (tmp_path / "rebond.sqlite3").chmod(0o600)
        yield f"sqlite:///{tmp_path / 'rebond.sqlite3'}", ids
    else:
        template, ids = request.getfixturevalue("postgres_template")
        server: Server = request.getfixturevalue("postgres")
        name = f"test_{os.urandom(6).hex()}"
        yield server.create(name, template), ids
        server.drop(name)


@pytest.fixture
def app(database: tuple[str, Ids], compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The app, on Monday 16 November 2026 at half past nine in Paris."""
    new_app = create_app({"REBOND_MODE": "test", "DATABASE_URL": database[0]})
    new_app.config["PROPAGATE_EXCEPTIONS"] = True
    new_app.jinja_env.bytecode_cache = compiled
    clock.set_now(the_cast.START)
    with new_app.app_context():
        _hasty(db.engine)
        _compiles_once(db.engine)
    yield new_app
    with new_app.app_context():
        db.engine.dispose()


@pytest.fixture
def at() -> Callable[[str | datetime], datetime]:
    """Set the clock: at("2026-11-20 09:30") on a wall in Paris; it runs on from there."""

    def set_to(text: str | datetime) -> datetime:
        instant = the_cast.instant(text)
        clock.set_now(instant)
        return instant

    return set_to


@pytest.fixture
def cast(app: Flask, database: tuple[str, Ids]) -> Callable[[str], Person]:
    """Anyone of the cast by short name: cast("awa")."""
    return lambda short: Person(app, *database[1][short])


@pytest.fixture
def nobody(app: Flask) -> Nobody:
    return Nobody(app)


@pytest.fixture
def letters(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Letters:
    """Every mail that has left, newest last, each with .recipient, .subject, .text and .html."""
    return Letters(app, monkeypatch)


@pytest.fixture
def ines(cast: Callable[[str], Person]) -> Person:
    return cast("ines")


@pytest.fixture
def theo(cast: Callable[[str], Person]) -> Person:
    return cast("theo")


@pytest.fixture
def maya(cast: Callable[[str], Person]) -> Person:
    return cast("maya")


@pytest.fixture
def otto(cast: Callable[[str], Person]) -> Person:
    return cast("otto")


def _hasty(engine: Engine) -> None:
    """SQLite without waiting for the disk: what a test writes need not outlive the machine."""
    if engine.dialect.name == "sqlite":
        event.listen(
            engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF")
        )


_first_engines: dict[str, Engine] = {}


def _compiles_once(engine: Engine) -> None:
    """What an engine of an earlier test has compiled, this one need not: that was a third of the
    time of a request to a new app.
    """
    if engine.dialect.name not in _first_engines:
        with engine.connect():  # its dialect asks the server what it is
            _first_engines[engine.dialect.name] = engine
    first = _first_engines[engine.dialect.name]
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache


def _founded(url: str) -> Ids:
    app = create_app({"REBOND_MODE": "test", "DATABASE_URL": url})
    try:
        with app.app_context():
            upgrade_database()
        return the_cast.create_companies(app)
    finally:
        with app.app_context():
            db.engine.dispose()
