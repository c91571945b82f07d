"""Migrations of the database, by Alembic.

No web process imports this module: Alembic would be an eighth of what it weighs.
"""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import Migrate, downgrade, upgrade

import webapp.app
from webapp.config import ROOT
from webapp.database.engine import db

MIGRATIONS = str(ROOT / "migrations")

_migrate = Migrate(directory=MIGRATIONS, render_as_batch=True)


def create_app() -> Flask:
    """The app as `flask db` wants it, which writes a migration."""
    app = webapp.app.create_app()
    init_app(app)
    return app


def init_app(app: Flask) -> None:
    """Tell the app where its migrations are."""
    _migrate.init_app(app, db)


class NewerDatabaseError(Exception):
    """The database was brought to a version that this one does not know; the message says what to
    do about it.
    """


def require_known_version() -> None:
    """Raise NewerDatabaseError where a newer Rebond has migrated this database; a fresh one, and
    one of an older version, pass.
    """
    with db.engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in known_versions():
        newest = known_versions()[0]
        raise NewerDatabaseError(
            f"This database is from a newer version of Rebond ({revision}) than the one that you "
            f"start, which knows versions up to {newest}. Nothing was changed.\n"
            "Start the newer version again; or, to go back to this one: take a backup, with the "
            f"newer version run `rebond migrate --to {newest}`, then start this one. "
            "The README says how (Going one version back)."
        )


def known_versions() -> list[str]:
    """The versions of the database that this Rebond knows, newest first."""
    return [script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions()]


def upgrade_database() -> None:
    """Run every migration that this database has not had yet, in the context of its app."""
    init_app(current_app)
    upgrade(directory=MIGRATIONS)


def migrate_to(version: str) -> None:
    """Run the migrations up or down to this version, one of `known_versions()`."""
    init_app(current_app)
    versions = known_versions()
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    back = present is not None and versions.index(present) < versions.index(version)
    (downgrade if back else upgrade)(directory=MIGRATIONS, revision=version)
