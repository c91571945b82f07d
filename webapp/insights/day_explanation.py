"""Explanation of a day's points: read from the journal, line by line (RULES R2)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from webapp.database.transactions import read_transaction
from webapp.game import acts, breakdown, levels, points, slots
from webapp.game.breakdown import Band, PointsLine
from webapp.game.days import ONE_DAY, today, week_of
from webapp.game.outcomes import Outcome
from webapp.game.unpaid import UnpaidEntry, list_unpaid
from webapp.people.members import Member
from webapp.people.schedule import facts
from webapp.progress.days import planned_slots
from webapp.progress.days import repository as day_repository
from webapp.progress.days import totals as day_totals
from webapp.progress.days.totals import DayTotals


@dataclass(frozen=True, slots=True)
class DayExplanation:
    """A day and the reasons of its points; `shares` are those of its lessons shared on it.

    `level` and `total` are those of now; `previous` and `next` are the days to turn to. Of a day
    before the journal begins there are its `sums` alone, and `months` says for how many months
    entries are kept one by one (RULES R14).
    """

    day: date
    is_today: bool
    working: bool
    kept: bool
    breakdown: breakdown.DayBreakdown
    outcomes: Counter[Outcome]
    shares: PointsLine | None
    uncounted: tuple[UnpaidEntry, ...]
    level: levels.Level
    total: int
    previous: date | None
    next: date | None
    sums: DayTotals | None
    months: int

    @property
    def points(self) -> int:
        """What Today says of the day: its points, and those of lessons shared on it."""
        if self.sums:
            return self.sums.points + self.sums.extras
        return self.breakdown.points + (self.shares.points if self.shares else 0)


def explain_day(member: Member, day: date, now: datetime) -> DayExplanation | None:
    """The reasons of one of the member's days; four statements, and one more of who plans slots.

    None for a day before they joined or still to come, unless something was noted on it: a phone's
    clock or a journey may have it so.
    """
    present = today(now, member.zone)
    with read_transaction():
        reduced = member.journal_from is not None and day < member.journal_from
        entries = [] if reduced else day_totals.list_day_entries(member, day)
        reading = acts.interpret(entries, member.joined_on)
        calls, lost = reading.days.get(day, ()), reading.lost.get(day, ())
        unpaid = tuple(
            each for each in list_unpaid(entries, reading, member.joined_on) if each.day == day
        )
        first = min(member.joined_on, present)  # a traveller may be in the day before they joined
        if not first <= day <= present and not calls and not lost and not unpaid:
            return None
        shared = () if reduced else day_totals.list_shared(member, [week_of(day)])
        planned = (
            () if reduced or not member.has_slots else planned_slots.list_planned(member, day, day)
        )
        stored, total = day_repository.list_between(member, day, day)
        member_facts = facts.read_facts(member.organisation_id, [member.id])
    return DayExplanation(
        day=day,
        is_today=day == present,
        working=member_facts.calendar(member.id, member.joined_on, day, day).working(day),
        kept=any(row.kept for row in stored),
        breakdown=breakdown.break_down_day(
            calls, len(slots.keep_slots(planned, calls, day)), lost=lost
        ),
        outcomes=Counter(call.outcome for call in calls),
        shares=_shares(shared, day),
        uncounted=unpaid,
        level=levels.level_of(total),
        total=total,
        previous=day - ONE_DAY if day > member.joined_on else None,
        next=day + ONE_DAY if day < present else None,
        sums=stored[0].figures if reduced and stored else None,
        months=member_facts.months(present),
    )


def _shares(shares: tuple[acts.CountedShare, ...], day: date) -> PointsLine | None:
    """Which of the shares of that day its week pays: two, and each lesson once."""
    own = [share for share in shares if week_of(share.day) == week_of(day)]
    pay = points.share_points(own).shares
    paid_on_day = [paid for share, paid in zip(own, pay, strict=True) if share.day == day]
    paid = sum(each > 0 for each in paid_on_day)
    bands = (Band(paid, points.SHARE),) if paid else ()
    return PointsLine("shares", len(paid_on_day), bands) if paid_on_day else None
