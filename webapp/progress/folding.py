"""A member's days folded again from the first touched one on (RULES R4, HOUSE 4)."""

from collections.abc import Mapping
from datetime import date

from webapp.game import streaks
from webapp.game.calendars import Calendar
from webapp.game.days import week_of
from webapp.people.facts import Facts
from webapp.people.who import Who
from webapp.progress import days, figures
from webapp.progress.days import Practised
from webapp.progress.figures import Figures, Weeks


def recount(
    who: Who, facts: Facts, reached: date, calls: Mapping[date, Figures], shares: Weeks
) -> tuple[set[date], list[Practised]]:
    """Put new figures in the place of stored ones, and fold again from the first that differs.

    Says which days differ, and all the days from the Monday of `reached` on, the first day that the
    new figures are of.
    """
    stored = days.read(who, reached)
    was = {row.day: row.figures for row in stored}
    counted = figures.merged(was, calls, shares)
    differ = {day for day, held in counted.items() if held != was.get(day, Figures())}
    if differ:
        stored = _refold(who, facts, min(differ), stored, counted)
    return differ, [row for row in stored if row.day >= week_of(reached)]


def reread(who: Who, facts: Facts, first: date) -> None:
    """Fold again from `first` on, the figures as they are: after leave, a pattern, a dose."""
    stored = days.read(who, first)
    _refold(who, facts, first, stored, {row.day: row.figures for row in stored})


def fold(
    who: Who,
    facts: Facts,
    calendar: Calendar,
    before: Practised | None,
    counted: Mapping[date, Figures],
) -> list[Practised]:
    """The days with these figures after the day `before`, each with the state that follows it."""
    state = before.state if before else streaks.START
    last = before.as_day(calendar) if before else streaks.Day(who.joined_on, working=False)
    total = before.total if before else 0
    folded = []
    for day in sorted(counted):
        held, dose = counted[day], facts.dose(day)
        state = streaks.advance(state, last, calendar, day)
        kept = streaks.kept(held.attempts, dose=dose)
        makes_up = kept and streaks.makes_up(held.attempts, held.complete, dose=dose)
        last = streaks.Day(day, calendar.working(day), kept, makes_up)
        state = streaks.enter(state, last)
        total += held.points + held.extras
        folded.append(Practised(day, held, kept, makes_up, state, total))
    return folded


def refolded(
    who: Who,
    facts: Facts,
    first: date,
    stored: list[Practised],
    counted: Mapping[date, Figures],
) -> list[Practised]:
    """The stored days before `first`, and those from it on folded again; nothing is written.

    `stored` reaches back to the last day before `first`, if there is one.
    """
    as_is = [row for row in stored if row.day < first]
    before = as_is[-1] if as_is else None
    held = {day: it for day, it in counted.items() if day >= first and not it.nothing}
    begin = before.day if before else who.joined_on
    calendar = facts.calendar(who.id, who.joined_on, begin, max([first, *held]))
    return as_is + fold(who, facts, calendar, before, held)


def _refold(
    who: Who,
    facts: Facts,
    first: date,
    stored: list[Practised],
    counted: Mapping[date, Figures],
) -> list[Practised]:
    """Write the days again from `first` on; says them and the stored ones before."""
    told = refolded(who, facts, first, stored, counted)
    was = {row.day: row for row in stored if row.day >= first}
    days.write(who, was, [row for row in told if row.day >= first])
    return told
