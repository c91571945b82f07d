"""The database: SQLite by default, PostgreSQL by its address, the same code on both."""

import secrets
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    Executable,
    Select,
    Table,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import scoped_session

import webapp.clock as clock
from webapp.columns import Base
from webapp.folding import fold_text
from webapp.lane import BatchAbortedError, QueuedWrite, WriteQueue

BUSY_TIMEOUT_MS = 5000
# Kept open: opening one costs more than a log; who waits holds none. One to a file holds memory of
# its own, and the interpreter lets few threads read at once; one to a server waits for its answers.
POOL_SIZES = {"sqlite": 8, "postgresql": 16}
CONNECT_TIMEOUT_SECONDS = 10  # to a server that does not answer; the driver would wait two minutes
DEADLOCK_SQLSTATE = "40P01"  # PostgreSQL's name for it
MAX_ATTEMPTS = 6

Result = TypeVar("Result")


db = SQLAlchemy(model_class=Base)
_write_lock = threading.Lock()
_local = threading.local()


def init_app(app: Flask) -> None:
    """Tie the database to the app and teach SQLite its manners."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    kind = "postgresql" if url.startswith("postgresql") else "sqlite"
    several: dict[str, object] = {"pool_size": POOL_SIZES[kind], "max_overflow": 0}
    if kind == "postgresql":
        several |= {"pool_pre_ping": True, "isolation_level": "READ COMMITTED"}
        if "connect_timeout=" not in url:
            several["connect_args"] = {"connect_timeout": CONNECT_TIMEOUT_SECONDS}
    several |= {"hide_parameters": True}  # a log has no use for codes, addresses and words
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {} if ":memory:" in url else several
    db.init_app(app)
    app.extensions["rebond.lane"] = WriteQueue(_run_group)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _configure_sqlite(db.engine)


def new_id(at: datetime | None = None) -> UUID:
    """A UUIDv7: 48 bits of milliseconds, then chance."""
    milliseconds = clock.to_milliseconds(at or clock.now())
    chance = secrets.randbits(74)
    return UUID(
        int=(milliseconds & (1 << 48) - 1) << 80
        | 7 << 76
        | (chance >> 62) << 64
        | 0b10 << 62
        | chance & (1 << 62) - 1
    )


@contextmanager
def write_transaction() -> Iterator[scoped_session[Session]]:
    """The one way to write: one transaction, committed at the end or undone whole.

    Closes whatever was being read. On SQLite the writers of this process queue in one lane and
    the transaction begins IMMEDIATE, so that nothing read in it is stale when it writes. It does
    not nest: whoever is called inside it writes into the transaction that is open.
    """
    refuse_nesting()
    session = db.session
    session.rollback()
    with _write_lock if _on_sqlite() else nullcontext():
        _local.writing, _local.last, _local.after = True, {}, {}
        try:
            _local.connection = _begin("IMMEDIATE")
            yield session
            for act in _local.last.values():
                act()
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            _local.writing, _local.connection = False, None
    for act in tuple(_local.after.values()):
        act()


def write_grouped(act: Callable[[], Result]) -> Result:
    """What `act` returns, done in a transaction that writes: the way of what many do at once.

    On SQLite those of this process who wait at the same time share one transaction and its commit,
    each behind a savepoint, so that what one raises undoes that one alone; `act` may then run in
    another thread than its caller's, and knows nothing of the request. On PostgreSQL each has its
    own transaction, tried again where the server undid it to end a deadlock.
    """
    refuse_nesting()
    if not _on_sqlite():
        return retry_on_deadlock(lambda: _write_alone(act))
    db.session.rollback()  # whoever waits keeps nothing open
    lane: WriteQueue = current_app.extensions["rebond.lane"]
    return lane.submit(act)


def release_connection() -> None:
    """Give the connection back by which something was read: for whoever now waits for a client.

    There are few, and a client may take as long as it likes.
    """
    db.session.rollback()


def refuse_nesting() -> None:
    """Raise where this thread writes: it would wait for itself, or undo what is open."""
    if getattr(_local, "writing", False):
        raise RuntimeError("A transaction that writes is open already.")


def _write_alone(act: Callable[[], Result]) -> Result:
    with write_transaction():
        return act()


def _run_group(group: Sequence[QueuedWrite[Any]]) -> None:
    """Run these in one transaction and keep what they did; who fails alone leaves nothing."""
    try:
        with write_transaction():
            for each in group:
                if len(group) == 1:
                    each.run()
                else:
                    _run_in_savepoint(each)
    except Exception as error:
        for each in group:
            each.fail(error)
    except BaseException:  # the leader's thread is ended: nobody may be told that theirs was kept
        for each in group:
            each.fail(BatchAbortedError())
        raise


def _run_in_savepoint(each: QueuedWrite[Any]) -> None:
    """Run it; where it fails it alone is undone. Raises if SQLite has undone more than that."""
    connection: Connection = _local.connection
    last, after = dict(_local.last), dict(_local.after)
    connection.exec_driver_sql("SAVEPOINT passenger")
    try:
        each.run()
    except Exception as error:
        connection.exec_driver_sql("ROLLBACK TO passenger")
        _local.last, _local.after = last, after
        each.fail(error)
    connection.exec_driver_sql("RELEASE passenger")


def before_commit(name: Hashable, act: Callable[[], object]) -> None:
    """Do this just before the open transaction commits, once for each name.

    For a row that many write: its lock is the last to be taken, so nobody who waits for it holds
    what its holder wants, and it is held no longer than the commit takes.
    """
    _local.last[name] = act


def after_commit(name: Hashable, act: Callable[[], object]) -> None:
    """Do this once the open transaction is committed, once for each name; never if it is undone."""
    _local.after[name] = act


def retry_on_deadlock(act: Callable[[], Result]) -> Result:
    """What `act` returns, tried again where PostgreSQL undid it whole to end a deadlock.

    `act` opens its own transaction, so that nothing of an undone try is left.
    """
    for _ in range(MAX_ATTEMPTS - 1):
        try:
            return act()
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != DEADLOCK_SQLSTATE:
                raise
    return act()


@contextmanager
def read_transaction() -> Iterator[scoped_session[Session]]:
    """Several statements that read one and the same state, whatever others write meanwhile."""
    refuse_nesting()
    session = db.session
    session.rollback()
    if _on_sqlite():
        _begin("DEFERRED")
    else:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield session
    finally:
        session.rollback()


def execute_core(
    statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
) -> CursorResult[*tuple[Any, ...]]:
    """Send a statement of tables, in the transaction that is open: the way of what is asked often.

    What the session does beside it for mapped objects was an eighth of a log's time in a profile.
    """
    connection: Connection | None = getattr(_local, "connection", None)
    return (connection or db.session.connection()).execute(statement, values)


def _begin(how: str) -> Connection:
    """Open the transaction that SQLite would not open by itself; PostgreSQL has one open always."""
    connection = db.session.connection()
    if _on_sqlite():
        connection.exec_driver_sql(f"BEGIN {how}")
    return connection


def lock_rows(wanted: Select[Any], values: Mapping[str, Any] | None = None) -> bool:
    """Keep other writers off these rows until the transaction ends; False if there are none.

    Rows that only name them by a foreign key may come and go meanwhile, which is what keeps two
    first logs of a team's week from waiting for each other. SQLite holds the whole file already,
    and is not asked whether there are any.
    """
    return _on_sqlite() or execute_core(_with_row_lock(wanted), values).first() is not None


@lru_cache(maxsize=32)
def _with_row_lock(wanted: Select[Any]) -> Select[Any]:
    return wanted.with_for_update(key_share=True)


def upsert(table: Table, rows: Sequence[Mapping[str, Any]], key: tuple[str, ...]) -> None:
    """Insert `rows`, or bring the rows that have these keys up to date; one statement.

    A table with a `version` counts in it how often each row was written.
    """
    if rows:
        statement = _upsert_statement(_dialect(), table, tuple(rows[0]), key)
        sent = [dict(row) for row in rows]
        execute_core(statement, sent if len(sent) > 1 else sent[0])


@lru_cache
def _upsert_statement(
    dialect: Any, table: Table, names: tuple[str, ...], key: tuple[str, ...]
) -> Any:
    """The statement without its values, so that it is made and compiled only once."""
    statement = dialect.insert(table)
    changed = {name: statement.excluded[name] for name in names if name not in key}
    if "version" in table.c:
        changed["version"] = table.c.version + 1
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


def insert_ignore(
    table: Any, rows: dict[str, Any] | list[dict[str, Any]], key: tuple[str, ...]
) -> Any:
    """Insert one row, or those of several, whose keys are not there."""
    return _dialect().insert(table).values(rows).on_conflict_do_nothing(index_elements=key)


def insert_from_select(table: Table, rows: Select[Any], key: tuple[str, ...]) -> Any:
    """Insert what is selected, column by column of the same name, where the key is not there."""
    names = [column.name for column in rows.selected_columns]
    statement = _dialect().insert(table).from_select(names, rows, include_defaults=False)
    return statement.on_conflict_do_nothing(index_elements=key)


def _dialect() -> Any:
    return sqlite if _on_sqlite() else postgresql


def _on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _configure_sqlite(engine: Engine) -> None:
    """SQLite as TRUST wants it: WAL, durable, patient, foreign keys on, our own BEGIN.

    A statement outside of `writing()` and `reading()` is a transaction by itself, as with READ
    COMMITTED on PostgreSQL. An engine that listens to each BEGIN would be slower at all the others.
    What is erased is overwritten with zeros; its last copy leaves the WAL when that is reused.
    """

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.create_function("folded", 1, fold_text, deterministic=True)
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()
