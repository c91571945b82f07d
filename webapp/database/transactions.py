"""Transactions: one that writes, one that reads, and writers that share a commit."""

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import Any, TypeVar

from flask import current_app
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    Connection,
    CursorResult,
    Executable,
    Select,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import scoped_session

from webapp.database.engine import db, is_on_sqlite
from webapp.database.write_queue import BatchAbortedError, QueuedWrite, WriteQueue

DEADLOCK_SQLSTATE = "40P01"  # PostgreSQL's name for it
MAX_ATTEMPTS = 6
Result = TypeVar("Result")
_write_lock = threading.Lock()
_local = threading.local()


@contextmanager
def write_transaction() -> Iterator[scoped_session[Session]]:
    """A transaction that writes, the only way to: committed at the end, or rolled back whole.

    Closes whatever was being read. On SQLite the writers of this process queue, and the transaction
    begins IMMEDIATE, so that nothing read in it is stale when it writes. It does not nest: whoever
    is called inside it writes into the transaction that is open.
    """
    refuse_nesting()
    session = db.session
    session.rollback()
    with _write_lock if is_on_sqlite() else nullcontext():
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
    """Group commit: what `act` returns, done in a transaction that writes; for what many do at
    once.

    On SQLite those of this process who wait at the same time share one transaction and its commit,
    each behind a savepoint, so that what one raises undoes that one alone; `act` may then run in
    another thread than its caller's, and knows nothing of the request. On PostgreSQL each has its
    own transaction, tried again where the server undid it to end a deadlock.
    """
    refuse_nesting()
    if not is_on_sqlite():
        return retry_on_deadlock(lambda: _write_alone(act))
    db.session.rollback()  # whoever waits keeps nothing open
    queue: WriteQueue = current_app.extensions["rebond.write_queue"]
    return queue.submit(act)


def release_connection() -> None:
    """Release the connection to the pool: for whoever now waits for a client.

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
    """Call `act` just before the open transaction commits, once for each name.

    For a row that many write: its lock is the last to be taken, so nobody who waits for it holds
    what its holder wants, and it is held no longer than the commit takes.
    """
    _local.last[name] = act


def after_commit(name: Hashable, act: Callable[[], object]) -> None:
    """Call `act` once the open transaction is committed, once for each name; never if
    it is undone.
    """
    _local.after[name] = act


def retry_on_deadlock(act: Callable[[], Result]) -> Result:
    """Retry `act` where PostgreSQL undid it whole to end a deadlock; what it returns.

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
    """A transaction whose statements read one and the same state, whatever others write
    meanwhile.
    """
    refuse_nesting()
    session = db.session
    session.rollback()
    if is_on_sqlite():
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
    """Execute a Core statement, in the transaction that is open: the way of what is asked often.

    What the session does beside it for mapped objects was an eighth of a log's time in a profile.
    """
    connection: Connection | None = getattr(_local, "connection", None)
    return (connection or db.session.connection()).execute(statement, values)


def _begin(how: str) -> Connection:
    """Open the transaction that SQLite would not open by itself; PostgreSQL has one open always."""
    connection = db.session.connection()
    if is_on_sqlite():
        connection.exec_driver_sql(f"BEGIN {how}")
    return connection


def lock_rows(rows: Select[Any], values: Mapping[str, Any] | None = None) -> bool:
    """Lock these rows until the transaction ends; False if there are none.

    Rows that only name them by a foreign key may come and go meanwhile, which is what keeps two
    first logs of a team's week from waiting for each other. SQLite holds the whole file already,
    and is not asked whether there are any.
    """
    return is_on_sqlite() or execute_core(_with_row_lock(rows), values).first() is not None


@lru_cache(maxsize=32)
def _with_row_lock(rows: Select[Any]) -> Select[Any]:
    return rows.with_for_update(key_share=True)
