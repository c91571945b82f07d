"""Which weeks have a board: from the organisation's first to the present one."""

import re
from datetime import date, timedelta

from webapp.game.days import today, week_of
from webapp.people.who import Who

WEEK = timedelta(days=7)
ADDRESS = re.compile(r"([0-9]{4})-W([0-9]{2})")
SHOWN = 8  # as many before the one that is looked at


def monday(address: str) -> date | None:
    """The Monday of the week « 2026-W47 »; None for what names no week."""
    said = ADDRESS.fullmatch(address)
    if said is None:
        return None
    try:
        return date.fromisocalendar(int(said[1]), int(said[2]), 1)
    except ValueError:
        return None


def address(week: date) -> str:
    """A week as addresses write it, by its Monday."""
    year, number, _ = week.isocalendar()
    return f"{year}-W{number:02}"


def first(who: Who) -> date:
    """The week in which the organisation began."""
    return week_of(today(who.organisation_since, who.organisation_zone))


def around(week: date, first: date, present: date) -> list[date]:
    """The weeks to choose from, newest first: from the present one to some before `week`."""
    oldest = max(first, week - SHOWN * WEEK)
    return [present - n * WEEK for n in range((present - oldest).days // 7 + 1)]
