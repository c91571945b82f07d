"""What the files still hold of who was erased: SQLite's log, PostgreSQL's pages."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

import webapp.clock as clock
import webapp.database.cleanup as database_cleanup
from webapp.app import create_app
from webapp.auth.erasure import personal_tables
from webapp.database.engine import BUSY_TIMEOUT_MS, db
from webapp.me import erasure

WORD = "Inesquarzword"
THEO = b"theo@ouest.test"
on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def log(app):
    """The write-ahead log, with something in it."""
    with app.app_context():
        return Path(f"{db.engine.url.database}-wal")


@pytest.fixture
def reader(app, ines):
    """Somebody who reads the database, and has not read what Inès does now."""
    with app.app_context():
        connection = sqlite3.connect(db.engine.url.database, isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM members").fetchone()
    ines.sends(ines.taps("refusal"))
    yield connection
    connection.close()


def cut(app):
    with app.app_context():
        database_cleanup.truncate_wal()
        return db.session.execute(text("PRAGMA busy_timeout")).scalar()


def warned(caplog):
    return [r.getMessage() for r in caplog.records if r.name == "webapp.database.cleanup"]


def test_a_log_that_is_read_is_cut_when_its_reader_is_done(app, reader, log, monkeypatch, caplog):
    monkeypatch.setattr(database_cleanup.time, "sleep", lambda _: reader.rollback())
    assert log.stat().st_size > 0
    assert cut(app) == BUSY_TIMEOUT_MS
    assert log.stat().st_size == 0
    assert warned(caplog) == []


def test_a_log_that_stays_read_is_told_with_what_to_do(app, reader, log, monkeypatch, caplog):
    paused = []
    monkeypatch.setattr(database_cleanup.time, "sleep", paused.append)
    assert cut(app) == BUSY_TIMEOUT_MS
    assert paused == [*database_cleanup.RETRY_DELAYS_SECONDS]
    (warning,) = warned(caplog)
    assert str(log) in warning
    assert "`rebond sweep` tries again" in warning
    reader.rollback()
    cut(app)
    assert log.stat().st_size == 0
    assert len(warned(caplog)) == 1


@on_postgresql
def test_no_row_of_theirs_is_left_in_a_page_of_postgresql(app, erased):
    assert names_in_pages(app, erased) == erased
    with app.app_context():
        erasure.clean_files()
    assert names_in_pages(app, erased | {THEO}) == {THEO}


@on_postgresql
def test_the_planner_keeps_no_sample_of_theirs(app, erased):
    assert "ines@ouest.test" in sampled(app)
    with app.app_context():
        erasure.clean_files()
    assert THEO.decode() in sampled(app)
    assert [each for each in ("ines@ouest.test", "Inès", WORD) if each in sampled(app)] == []


@on_postgresql
def test_a_full_vacuum_leaves_no_byte_of_theirs_in_the_files(app, erased, postgres):
    """What README offers to who wants more: it takes the tables away from everybody meanwhile."""
    asks(app, "CHECKPOINT")
    assert {each for each in erased if each in files(app, postgres)} == erased
    with app.app_context():
        erasure.clean_files()
    asks(app, "VACUUM FULL", "CHECKPOINT")
    left = files(app, postgres)
    assert {each for each in erased if each in left} == set()
    assert THEO in left


@on_postgresql
def test_tables_that_are_not_ours_to_vacuum_are_told(app, database, caplog):
    asks(app, "CREATE ROLE web LOGIN", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO web")
    address = database[0].replace("rebond@", "web@")
    other = create_app({"REBOND_MODE": "test", "DATABASE_URL": address})
    with other.app_context():
        database_cleanup.vacuum(["members", "accounts"])
        db.engine.dispose()
    asks(app, "DROP OWNED BY web", "DROP ROLE web")
    assert ["members" in warning for warning in warned(caplog)] == [True, False]
    assert "as the owner of the tables" in warned(caplog)[0]


@on_postgresql
def test_a_vacuum_that_fails_is_told_and_fails_nothing(app, caplog):
    with app.app_context():
        database_cleanup.vacuum(["no such table"])
    (warning,) = warned(caplog)
    assert "no such table" in warning


@pytest.fixture
def erased(app, ines, theo, at):
    """Inès and Théo practise, PostgreSQL samples it, Inès is erased: the bytes of hers."""
    for person, word in ((ines, WORD), (theo, "other")):
        calls = [person.taps("refusal") for _ in range(5)]
        lessons = [person.draws(each, text=f"{word} {n}") for n, each in enumerate(calls)]
        assert set(person.sends(*calls, *lessons)) == {"accepted"}
    asks(app, "CREATE EXTENSION pageinspect", "ANALYZE")
    ines.submits("/me/leave", {"sure": "1"})
    at("2026-12-17 10:00")
    with app.app_context():
        assert erasure.erase_due(clock.now()) == 1
        db.session.remove()
    return {"Inès".encode(), b"ines@ouest.test", WORD.encode(), ines.id.bytes}


def names_in_pages(app, names):
    """Which of these are in a row, living or dead, or in an entry of an index."""
    with app.app_context():
        pages = b"".join(_tuples())
        db.session.rollback()
    return {each for each in names if each in pages}


def _tuples():
    for table in personal_tables():
        pages = f"generate_series(0, pg_relation_size('{table}') / 8192 - 1) page"
        items = f"heap_page_items(get_raw_page('{table}', page::int))"
        yield from _query(f"SELECT t_data FROM {pages}, {items} WHERE t_data IS NOT NULL")
        for index in _query(f"SELECT indexname FROM pg_indexes WHERE tablename = '{table}'"):
            pages = f"generate_series(1, pg_relation_size('{index}') / 8192 - 1) page"
            alive = f"bt_page_stats('{index}', page) stats"
            items = f"bt_page_items('{index}', page)"
            entries = _query(
                f"SELECT data FROM {pages}, {alive}, {items} WHERE type <> 'd' AND data <> ''"
            )
            yield from map(bytes.fromhex, entries)


def sampled(app):
    """What the planner knows of columns by heart."""
    statement = "SELECT concat(most_common_vals::text, histogram_bounds::text) FROM pg_stats"
    with app.app_context():
        return " ".join(_query(f"{statement} WHERE schemaname = 'public'"))


def files(app, postgres):
    """Every byte of the database's folder."""
    with app.app_context():
        (oid,) = _query("SELECT oid FROM pg_database WHERE datname = current_database()")
    folder = postgres.folder / "data" / "base" / str(oid)
    return b"".join(path.read_bytes() for path in folder.iterdir())


def asks(app, *statements):
    """As the server's owner, each a transaction of its own."""
    with app.app_context():
        db.session.remove()
        at_once = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with at_once as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)


def _query(statement):
    return db.session.scalars(text(statement)).all()
