"""What tests of the agenda do with a calendar: connected as if it had just been read."""

from datetime import datetime, timedelta

import webapp.clock as clock
from tests.cast import PARIS, instant
from webapp.agenda import calendars
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
    return connect_calendar(person, host, now, *busy, day=day)


def connect_calendar(person, host, now, *busy, day=None):
    """The same at that instant, with times of its day."""
    day = day or f"{now.astimezone(PARIS):%Y-%m-%d}"
    times = tuple(busy_at(each, day) if isinstance(each, str) else each for each in busy)
    with person.app.app_context():
        reading = Reading(window_at(now, of_file=not host), times)
        address = f"https://{host}/secret.ics" if host else None
        return calendars.connect_calendar(person.who, host, address, reading, now)


def on_wall(times):
    return [f"{each.at}-{each.until}" for each in times]


def instants(*texts: str) -> list[datetime]:
    return [instant(text) for text in texts]
