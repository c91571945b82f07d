"""Recompute a member's days: fold them again from the first touched one on (RULES R4, HOUSE 4)."""

from collections.abc import Mapping
from datetime import date

from webapp.game import streaks
from webapp.game.calendars import Calendar
from webapp.game.days import week_of
from webapp.people.members import Member
from webapp.people.schedule.facts import Facts
from webapp.progress.days import repository as day_repository
from webapp.progress.days import totals as day_totals
from webapp.progress.days.repository import MemberDayState
from webapp.progress.days.totals import DayTotals, Weeks


def apply_new_totals(
    member: Member, facts: Facts, reached: date, calls: Mapping[date, DayTotals], shares: Weeks
) -> tuple[set[date], list[MemberDayState]]:
    """Put new figures in the place of stored ones, and fold again from the first that differs.

    Says which days differ, and all the days from the Monday of `reached` on, the first day that the
    new figures are of.
    """
    stored = day_repository.list_days(member, reached)
    previous = {row.day: row.figures for row in stored}
    counted = day_totals.merge(previous, calls, shares)
    differ = {day for day, totals in counted.items() if totals != previous.get(day, DayTotals())}
    if differ:
        stored = _recompute_and_write(member, facts, min(differ), stored, counted)
    return differ, [row for row in stored if row.day >= week_of(reached)]


def recompute_from(member: Member, facts: Facts, first: date) -> None:
    """Fold again from `first` on, the figures as they are: after leave, a pattern, a dose."""
    stored = day_repository.list_days(member, first)
    _recompute_and_write(member, facts, first, stored, {row.day: row.figures for row in stored})


def fold_days(
    member: Member,
    facts: Facts,
    calendar: Calendar,
    before: MemberDayState | None,
    counted: Mapping[date, DayTotals],
) -> list[MemberDayState]:
    """The days with these figures after the day `before`, each with the state that follows it."""
    state = before.state if before else streaks.START
    last = before.as_day(calendar) if before else streaks.Day(member.joined_on, working=False)
    total = before.total if before else 0
    folded = []
    for day in sorted(counted):
        totals, dose = counted[day], facts.dose(day)
        state = streaks.advance(state, last, calendar, day)
        kept = streaks.is_kept(totals.attempts, dose=dose)
        makes_up = kept and streaks.makes_up(totals.attempts, totals.complete, dose=dose)
        last = streaks.Day(day, calendar.working(day), kept, makes_up)
        state = streaks.apply_day(state, last)
        total += totals.points + totals.extras
        folded.append(MemberDayState(day, totals, kept, makes_up, state, total))
    return folded


def recomputed(
    member: Member,
    facts: Facts,
    first: date,
    stored: list[MemberDayState],
    counted: Mapping[date, DayTotals],
) -> list[MemberDayState]:
    """The stored days before `first`, and those from it on folded again; nothing is written.

    `stored` reaches back to the last day before `first`, if there is one.
    """
    as_is = [row for row in stored if row.day < first]
    before = as_is[-1] if as_is else None
    from_first = {
        day: totals for day, totals in counted.items() if day >= first and not totals.nothing
    }
    begin = before.day if before else member.joined_on
    calendar = facts.calendar(member.id, member.joined_on, begin, max([first, *from_first]))
    return as_is + fold_days(member, facts, calendar, before, from_first)


def _recompute_and_write(
    member: Member,
    facts: Facts,
    first: date,
    stored: list[MemberDayState],
    counted: Mapping[date, DayTotals],
) -> list[MemberDayState]:
    """Write the days again from `first` on; says them and the stored ones before."""
    days = recomputed(member, facts, first, stored, counted)
    previous = {row.day: row for row in stored if row.day >= first}
    day_repository.upsert_days(member, previous, [row for row in days if row.day >= first])
    return days
