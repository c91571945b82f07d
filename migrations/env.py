"""Alembic's environment: the app's own engine, metadata and column types."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from webapp.database.columns import CachedUuid, FractionText, UtcDateTime
from webapp.database.engine import db

PLAIN = {
    UtcDateTime: "sa.DateTime(timezone=True)",
    FractionText: "sa.String()",
    CachedUuid: "sa.Uuid()",
}


def rendered(kind: str, item: Any, _autogen: AutogenContext) -> str | bool:
    """Write our own column types as what they are in the database, all others as Alembic does: a
    migration means the same whatever becomes of the app.
    """
    return kind == "type" and PLAIN.get(type(item), False)


def run() -> None:
    """Migrate in one transaction; SQLite without foreign keys, which its batches would follow.

    SQLite is told that before the transaction begins, as it does not listen to it afterwards.
    """
    with db.engine.connect() as connection, _without_foreign_keys(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=rendered,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


run()
