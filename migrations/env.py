"""Alembic's environment: the app's own engine, metadata and column types."""

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext

from webapp.database import Exact, UtcDateTime, db

OURS = (UtcDateTime, Exact)


def rendered(kind: str, item: Any, autogen: AutogenContext) -> str | bool:
    """Write our own column types by their names; all others as Alembic does."""
    if kind == "type" and isinstance(item, OURS):
        autogen.imports.add("from webapp.database import Exact, UtcDateTime")
        return f"{type(item).__name__}()"
    return False


def run() -> None:
    """Migrate in one transaction; SQLite without foreign keys, which its batches would follow."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
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
        if connection.dialect.name == "sqlite":
            connection.rollback()
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run()
