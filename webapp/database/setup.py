"""Set-up of the database in the app."""

from flask import Flask

from webapp.database.engine import CONNECT_TIMEOUT_SECONDS, POOL_SIZES, _configure_sqlite, db
from webapp.database.transactions import _run_group
from webapp.database.write_queue import WriteQueue


def init_app(app: Flask) -> None:
    """Set up the database of the app, and configure SQLite."""
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
    app.extensions["rebond.write_queue"] = WriteQueue(_run_group)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _configure_sqlite(db.engine)
