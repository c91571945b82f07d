"""The engine and its connections: SQLite by default, PostgreSQL by its address."""

from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Engine,
    event,
)

from webapp.database.columns import Base
from webapp.text_folding import fold_text

BUSY_TIMEOUT_MS = 5000
# Kept open: opening one costs more than a log; who waits holds none. One to a file holds memory of
# its own, and the interpreter lets few threads read at once; one to a server waits for its answers.
POOL_SIZES = {"sqlite": 8, "postgresql": 16}
CONNECT_TIMEOUT_SECONDS = 10  # to a server that does not answer; the driver would wait two minutes
db = SQLAlchemy(model_class=Base)


def is_on_sqlite() -> bool:
    """Whether the app of this context stands on SQLite."""
    return db.engine.dialect.name == "sqlite"


def _configure_sqlite(engine: Engine) -> None:
    """SQLite as TRUST wants it: WAL, durable, patient, foreign keys on, our own BEGIN.

    A statement outside of `write_transaction()` and `read_transaction()` is a transaction by
    itself, as with READ COMMITTED on PostgreSQL. An engine that listens to each BEGIN would be
    slower at all the others. What is erased is overwritten with zeros; its last copy leaves the WAL
    when that is reused.
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
