"""Aggregates of calls and shares in SQL, so that a tap on a long day costs what it touches.

The door writes down of each call and each share what the rules make of it, out of all that there is
about the call (`journal.related_entries`). What is added up here is no more than that; entries that
came in before it was written down are read one by one, as a rebuild reads all of them.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select

from webapp.game import acts
from webapp.game.outcomes import Outcome
from webapp.journal.repository import CALL, HELD_KIND, OWN_ENTRIES, run_prepared
from webapp.journal.repository import TABLE as ENTRIES
from webapp.people.members import Member

DAYS: Any = bindparam("days", expanding=True)
STANDS = (*OWN_ENTRIES, ENTRIES.c.withdrawn.is_(False), ENTRIES.c.counts.is_not(False))
ALIKE = [ENTRIES.c[name] for name in ("kind", "current_outcome", "lesson_rows", "dated", "counts")]
CALLS = (
    select(ENTRIES.c.about_day, *ALIKE, func.count())
    .where(*STANDS, ENTRIES.c.about_day.in_(DAYS), ENTRIES.c.kind.in_((CALL, HELD_KIND)))
    .group_by(ENTRIES.c.about_day, *ALIKE)
)
SHARES = (
    select(*(ENTRIES.c[name] for name in ("key", "about", "day", "instant", "counts")))
    .where(*STANDS, ENTRIES.c.day.in_(DAYS), ENTRIES.c.kind == "share")
    .order_by(ENTRIES.c.instant, ENTRIES.c.key)
)


@dataclass(frozen=True, slots=True)
class Paid:
    """A call that counts, as far as a day's points read it (`game.points.ReadCall`)."""

    outcome: Outcome
    rows: int
    dated: bool


@dataclass(frozen=True, slots=True)
class Loss:
    """A meeting that fell through, as far as its day's points read it (`game.points.ReadLoss`)."""

    rows: int


@dataclass(frozen=True, slots=True)
class DayRead:
    """What of a day is paid: its calls that count, and the meetings that fell through on it."""

    calls: list[Paid] = field(default_factory=list)
    lost: list[Loss] = field(default_factory=list)


def of_days(member: Member, days: Collection[date]) -> dict[date, DayRead] | None:
    """What of these days is paid; one statement. None where some of it is not read yet."""
    by_day = {day: DayRead() for day in days}
    for day, kind, outcome, rows, dated, counts, count in run_prepared(
        member, CALLS, days=list(days)
    ):
        if counts is None:
            return None
        if kind == CALL:
            by_day[day].calls.extend([Paid(Outcome(outcome), rows, dated)] * count)
        else:
            by_day[day].lost.extend([Loss(rows)] * count)
    return by_day


def shares(member: Member, days: Collection[date]) -> list[acts.CountedShare] | None:
    """The shares of these days that may earn, in order; one statement. None as for calls."""
    rows = run_prepared(member, SHARES, days=list(days))
    if any(share.counts is None for share in rows):
        return None
    return [acts.CountedShare(each.key, each.about, each.day, each.instant) for each in rows]
