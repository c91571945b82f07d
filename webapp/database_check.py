"""Check of a command's database: away, closed, empty or of before, in one sentence.

Only commands import it: it reads the migrations, which no web process loads.
"""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from webapp.database.engine import db
from webapp.migrations import MIGRATIONS

# What SQLite says of its file, not of a statement: all else is a mistake of ours.
OF_THE_FILE = (
    "unable to open database file",
    "readonly database",
    "database is locked",
    "database or disk is full",
    "disk I/O error",
    "file is not a database",
    "malformed",
)
LONGEST = 200  # signs of what the driver says


class DatabaseUnusableError(Exception):
    """The database cannot be used as it is; the message says why and what to do."""


def require_place() -> None:
    """Raise DatabaseUnusableError where SQLite's file could not even be made."""
    path = _file()
    if path is None:
        return
    if path.is_dir():
        raise DatabaseUnusableError(f"DATABASE_URL names {path}, which is a folder, not a file.")
    if not path.parent.is_dir():
        raise DatabaseUnusableError(
            f"There is no folder {path.parent} for the database: make it, or correct DATABASE_URL."
        )


def require_tables(makes: str) -> None:
    """Raise DatabaseUnusableError unless the tables are there, as this version has them.

    `makes` is the command that makes them. Nothing is made here, no empty file either.
    """
    path = _file()
    if path is not None and not path.exists():
        raise DatabaseUnusableError(f"There is no database at {path} yet: `{makes}` makes it.")
    with db.engine.connect() as connection:
        present = set(MigrationContext.configure(connection).get_current_heads())
    if not present:
        raise DatabaseUnusableError(f"The database has no tables yet: `{makes}` makes them.")
    script = ScriptDirectory(MIGRATIONS)
    known_revisions = {each.revision for each in script.walk_revisions()}
    if present <= known_revisions and present != set(script.get_heads()):
        raise DatabaseUnusableError(
            f"The database is from an earlier version: `{makes}` brings it up to date."
        )


def unusable(error: DBAPIError) -> DatabaseUnusableError | None:
    """The sentence for what the driver raised; None where a statement of ours is to blame."""
    message = " ".join(str(error.orig).split())
    path = _file()
    if path is not None:
        if not any(words in message for words in OF_THE_FILE):
            return None
        return DatabaseUnusableError(
            f"The database {path} cannot be used: {message}. Check the file, its folder and who "
            "may write there."
        )
    if getattr(error.orig, "sqlstate", None) and not error.connection_invalidated:
        return None
    return DatabaseUnusableError(
        f"PostgreSQL does not let Rebond in: {message[:LONGEST]}. Start it, or correct "
        "DATABASE_URL."
    )


def _file() -> Path | None:
    url = db.engine.url
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database).removeprefix("file:"))
