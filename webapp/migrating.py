"""The database's migrations.

No web process imports this module: Alembic would be an eighth of what it weighs.
"""

from flask import Flask, current_app
from flask_migrate import Migrate, upgrade

import webapp.app
from webapp.config import ROOT
from webapp.database import db

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


def bring_up_to_date() -> None:
    """Run every migration that this database has not had yet, in the context of its app."""
    init_app(current_app)
    upgrade(directory=MIGRATIONS)
