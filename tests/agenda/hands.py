"""What tests of the agenda do with a calendar: connected as if it had just been read."""

from datetime import datetime, timedelta

import webapp.clock as clock
from tests.cast import instant
from webapp.agenda.calendars import connect_calendar
from webapp.agenda.reading import Reading, window_at
from webapp.game.gaps import Interval

MONDAY = "2026-11-16"  # on which a test begins, at half past nine


def busy_at(text, day=MONDAY):
    """« 11:00-12:00 » of that day on a wall in Paris."""
    begins, ends = (instant(f"{day} {at}") for at in text.split("-"))
    return Interval(begins, ends if ends > begins else ends + timedelta(days=1))


def connects(person, *busy, day=MONDAY, host="calendar.example.com", at=None):
    """Connect a calendar with these times; says its id."""
    now = clock.now() if at is None else instant(at)
    window = window_at(now, of_file=not host)
    times = tuple(busy_at(each, day) if isinstance(each, str) else each for each in busy)
    with person.app.app_context():
        reading = Reading(window.since, window.until, times)
        return connect_calendar(person.who, host, "secret" if host else None, reading, now)


def on_wall(times):
    return [f"{each.at}-{each.until}" for each in times]


def instants(*texts: str) -> list[datetime]:
    return [instant(text) for text in texts]
