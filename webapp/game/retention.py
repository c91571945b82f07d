"""Retention: how long the journal keeps entries one by one, and what stays longer (RULES R14).

Before the Monday on which a journal begins, days stand as they are: what was noted on them is gone.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.game.days import week_of
from webapp.game.promises import LAPSES

MONTHS = 12  # R14.1, where the organisation says nothing
CHOICES = range(1, 25)
NOTICE = timedelta(days=2)  # R14.2: at least a whole day before fewer months hold
AUDIT_MONTHS = 12  # R14.6, whatever the organisation says
PROMISED = timedelta(days=180)  # a call back is remembered for so long


@dataclass(frozen=True, slots=True)
class RetainedEntry:
    """What of an entry decides how long its call is kept: its day, when it arrived (as a practice
    day at its own offset), whether it stands, whether it shares the call's lesson, and the date of
    a call back or a meeting that it says.
    """

    day: date
    arrived: date
    stands: bool
    shares: bool = False
    on: date | None = None


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one of a shorter month."""
    months = day.year * 12 + day.month - 1 - months
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def journal_begins(today: date, months: int) -> date:
    """The Monday from which on entries are kept one by one (RULES R14.1): weeks go whole."""
    return week_of(months_before(today, months))


def kept_from(today: date, months: int, present: int) -> date:
    """From which day on another number of months holds (RULES R14.2): more at once, fewer after a
    notice, for what goes does not come back.
    """
    return today + NOTICE if months < present else today


def audit_begins(at: datetime) -> datetime:
    """The instant from which on the audit is kept (RULES R14.6)."""
    return datetime.combine(months_before(at.date(), AUDIT_MONTHS), at.timetz())


def is_due_to_go(entries: Iterable[RetainedEntry], begins: date, today: date) -> bool:
    """Whether a call goes with all that was said of it (RULES R14.3): the last of it arrived before
    the journal begins, its lesson is not shared, and no date of it is still to come.
    """
    return not any(
        entry.arrived >= begins or (entry.stands and (entry.shares or _is_promised(entry, today)))
        for entry in entries
    )


def _is_promised(entry: RetainedEntry, today: date) -> bool:
    return entry.on is not None and entry.on >= today - LAPSES and entry.day >= today - PROMISED
