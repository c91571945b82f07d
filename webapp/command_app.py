"""The app as a command uses it, and the options that several commands have."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from webapp.app import create_app
from webapp.config_values import ConfigError
from webapp.database.engine import db
from webapp.database_check import (
    DatabaseUnusableError,
    require_place,
    require_tables,
    unusable,
)
from webapp.migrations import NewerDatabaseError, require_known_version

MIGRATE, SEED = "rebond migrate", "rebond seed"

host_option = click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
port_option = click.option(
    "--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535)
)


@contextmanager
def command_app(tables_by: str = "") -> Iterator[Flask]:
    """The app, in its own context; what it cannot work with ends the command in one sentence, a
    database of a newer version too.

    `tables_by` is the command that makes the tables, for one that needs them.
    """
    try:
        app = create_app()
    except ConfigError as refusal:
        raise click.ClickException(str(refusal)) from None
    with app.app_context():
        try:
            require_place()
            if tables_by:
                require_tables(tables_by)
            require_known_version()
            yield app
        except (DatabaseUnusableError, NewerDatabaseError) as error:
            raise click.ClickException(str(error)) from None
        except DBAPIError as error:
            sentence = unusable(error)
            if sentence is None:
                raise
            raise click.ClickException(str(sentence)) from None
        finally:
            db.engine.dispose()
