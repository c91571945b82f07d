"""Seed of the demo company: eight weeks of history, made only by entries through the door."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import delete, func, select

import webapp.clock as clock
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.demo import history
from webapp.demo.phone import ZONE
from webapp.demo.seeding import SEEDED, DemoSeeder
from webapp.game.days import today
from webapp.people.models import Audit, Organisation

STALE = timedelta(days=2)


def seed(app: Flask, now: datetime | None = None, weeks: int = 8) -> None:
    """Make the demo company, unless a fresh one is there.

    One whose history ends before yesterday, or that was not made to its end, is made anew in a
    database that holds nothing but the demo; in any other it stays as it is.
    """
    at = now or clock.now()
    with app.app_context():
        demos = list(db.session.scalars(select(Organisation.demo)))
        if any(demos) and (not all(demos) or _is_current(at)):
            return
        with _without_fsync() if all(demos) else nullcontext():
            _erase(any(demos))
            DemoSeeder(app, at).run(history.plan(at, weeks))


def _is_current(now: datetime) -> bool:
    """Whether the demo company was made to its end, today or yesterday."""
    seeded_at = db.session.scalar(select(func.max(Audit.at)).where(Audit.what == SEEDED))
    return seeded_at is not None and today(now, ZONE) - today(seeded_at, ZONE) < STALE


def _erase(there: bool) -> None:
    """Empty a database that holds nothing but the demo."""
    if there:
        with write_transaction() as session:
            for table in reversed(db.metadata.sorted_tables):
                session.execute(delete(table))


@contextmanager
def _without_fsync() -> Iterator[None]:
    """SQLite without waiting for the disk: what is made here can be made again."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    _waits_for_disk("OFF")
    try:
        yield
    finally:
        _waits_for_disk("FULL")


def _waits_for_disk(how: str) -> None:
    db.session.rollback()
    connection = db.engine.raw_connection()
    connection.cursor().execute(f"PRAGMA synchronous={how}")
    connection.close()
