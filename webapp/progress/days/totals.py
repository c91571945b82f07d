"""Totals of a day's calls and shares, counted from the journal (RULES R2)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TypeAlias

from sqlalchemy import bindparam, select

from webapp.game import acts, points
from webapp.game.days import week_of
from webapp.game.outcomes import CONVERSATIONS, Outcome
from webapp.journal import repository as journal
from webapp.journal.repository import TABLE as ENTRIES
from webapp.people.members import Member
from webapp.progress.days import planned_slots, tallies

COMPLETE = 2
OF_DAYS = (
    journal.prepared_select(  # of a meeting that fell through also what was said on other days
        ENTRIES.c.about.in_(
            select(ENTRIES.c.about).where(
                *journal.OWN_ENTRIES, ENTRIES.c.about_day.in_(bindparam("days", expanding=True))
            )
        ),
        *journal.RULE_COLUMNS,
    )
)
SHARED = journal.prepared_select(
    ENTRIES.c.about.in_(
        select(ENTRIES.c.about).where(
            *journal.OWN_ENTRIES,
            ENTRIES.c.kind == "share",
            ENTRIES.c.day.in_(bindparam("shared", expanding=True)),
        )
    ),
    *journal.RULE_COLUMNS,
)


@dataclass(frozen=True, slots=True)
class DayTotals:
    """What a day holds of calls, of shares and of slots that are kept."""

    attempts: int = 0
    conversations: int = 0
    meetings: int = 0
    complete: int = 0
    points: int = 0
    extras: int = 0
    shares: int = 0
    slots: int = 0

    @property
    def nothing(self) -> bool:
        """Whether the day needs no row."""
        return not (self.attempts or self.shares or self.points or self.complete)


TOTAL_NAMES = tuple(field.name for field in fields(DayTotals))
Paid: TypeAlias = tuple[Collection[points.PaidCall], Collection[points.PaidLoss]]
NOTHING_PAID: Paid = (), ()
Weeks: TypeAlias = Mapping[date, Mapping[date, DayTotals]]  # of shares, by Monday and day


def load_totals(
    member: Member, days: Collection[date], weeks: Collection[date], *, has_slots: bool = True
) -> tuple[dict[date, DayTotals], dict[date, dict[date, DayTotals]]]:
    """What the calls of these days and the shares of these weeks amount to; a statement each.

    What a share pays depends on the others of its week, so a week is read as a whole. Where some
    have not been read for their pay, it costs one more to read all that there is about them; where
    the member has planned slots one more, and on days of which there are some another.
    """
    paid = _paid(member, days) if days else {}
    kept = planned_slots.count_kept(member, days) if days and has_slots else {}
    shares = _shares(member, weeks) if weeks else ()
    return (
        {
            day: totals_of_calls(*paid.get(day, NOTHING_PAID), slots=kept.get(day, 0))
            for day in days
        },
        {week: totals_of_shares(shares, week) for week in weeks},
    )


def _paid(member: Member, days: Collection[date]) -> Mapping[date, Paid]:
    added_up = tallies.of_days(member, days)
    if added_up is not None:
        return {day: (read.calls, read.lost) for day, read in added_up.items()}
    reading = acts.interpret(
        journal.list_entries(member, OF_DAYS, days=list(days)), member.joined_on
    )
    return {day: (reading.days.get(day, ()), reading.lost.get(day, ())) for day in days}


def _shares(member: Member, weeks: Collection[date]) -> Iterable[acts.CountedShare]:
    added_up = tallies.shares(member, _days_of(weeks))
    return list_shared(member, weeks) if added_up is None else added_up


def list_day_entries(member: Member, day: date) -> list[acts.Entry]:
    """All that there is about the calls of a day, and about the meetings that fell through on it
    whatever day they are of; one statement.
    """
    return journal.list_entries(member, OF_DAYS, days=[day])


def list_shared(member: Member, weeks: Collection[date]) -> tuple[acts.CountedShare, ...]:
    """The shares of these weeks that may earn, and others of the same lessons; one statement."""
    return acts.interpret(
        journal.list_entries(member, SHARED, shared=_days_of(weeks)), member.joined_on
    ).shares


def _days_of(weeks: Collection[date]) -> list[date]:
    return [week + timedelta(days=n) for week in weeks for n in range(7)]


def totals_of_calls(
    calls: Collection[points.PaidCall], lost: Collection[points.PaidLoss] = (), slots: int = 0
) -> DayTotals:
    """A day's figures out of its calls that stand and count, of what fell through on it, and of how
    many slots are kept.
    """
    return DayTotals(
        attempts=len(calls),
        conversations=sum(call.outcome in CONVERSATIONS for call in calls),
        meetings=sum(call.outcome == Outcome.MEETING for call in calls),
        complete=sum(each.rows == COMPLETE for each in (*calls, *lost)),
        points=points.day_points(calls, slots, lost=lost).points,
        slots=slots,
    )


def totals_of_shares(shares: Iterable[acts.CountedShare], week: date) -> dict[date, DayTotals]:
    """The figures of one week's shares, by day."""
    own = [share for share in shares if week_of(share.day) == week]
    paid = points.share_points(own).shares
    return {
        day: DayTotals(
            shares=sum(share.day == day for share in own),
            extras=sum(pay for share, pay in zip(own, paid, strict=True) if share.day == day),
        )
        for day in {share.day for share in own}
    }


def combine(calls: DayTotals, shares: DayTotals) -> DayTotals:
    """One day's figures out of those of its calls and those of its shares."""
    return DayTotals(
        attempts=calls.attempts,
        conversations=calls.conversations,
        meetings=calls.meetings,
        complete=calls.complete,
        points=calls.points,
        extras=shares.extras,
        shares=shares.shares,
        slots=calls.slots,
    )


def merge(
    stored: Mapping[date, DayTotals], calls: Mapping[date, DayTotals], shares: Weeks
) -> dict[date, DayTotals]:
    """Stored figures with the new ones in their place."""
    days = {*stored, *calls, *(day for by_day in shares.values() for day in by_day)}
    figures = {}
    for day in days:
        previous, week = stored.get(day, DayTotals()), shares.get(week_of(day))
        shared = previous if week is None else week.get(day, DayTotals())
        figures[day] = combine(calls.get(day, previous), shared)
    return figures


def sum_totals(figures: Iterable[DayTotals]) -> DayTotals:
    """The figures of several days as one sum."""
    days = list(figures)
    return DayTotals(**{name: sum(getattr(day, name) for day in days) for name in TOTAL_NAMES})
