"""Which weeks have a board: from the organisation's first to the present one."""

from datetime import date, timedelta

from webapp.game.days import today, week_of
from webapp.people.who import Who

WEEK = timedelta(days=7)
SHOWN = 8  # as many before the one that is looked at


def first(who: Who) -> date:
    """The week in which the organisation began."""
    return week_of(today(who.organisation_since, who.organisation_zone))


def around(week: date, first: date, present: date) -> list[date]:
    """The weeks to choose from, newest first: from the present one to some before `week`."""
    oldest = max(first, week - SHOWN * WEEK)
    return [present - n * WEEK for n in range((present - oldest).days // 7 + 1)]
