"""Parsing of an entry's own fields that more than one kind has: a date, a time on the wall."""

import re
from datetime import date, time

from webapp.game.days import parse_day

FIRST_YEAR, LAST_YEAR = 2000, 2199
HH_MM = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def parse_date(value: object) -> date | None:
    """A date in ISO form of a year that somebody may mean; None for anything else."""
    day = parse_day(value) if isinstance(value, str) else None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def parse_time(value: object) -> time | None:
    """A time as HH:MM; None for anything else."""
    if not isinstance(value, str) or not HH_MM.fullmatch(value):
        return None
    return time.fromisoformat(value)
