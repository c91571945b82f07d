"""Where a member stands today: day, dose, streak, level, points; two statements."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.game import levels, streaks
from webapp.game.calendars import Calendar
from webapp.game.days import today, week_of
from webapp.people.facts import Facts, read
from webapp.people.who import Who
from webapp.progress import days
from webapp.progress.figures import Figures, together

LINE = 5
AHEAD = 8
BEHIND = 21
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """A day of the line; state is kept, joker, open, made_up, off, missed, before or today."""

    day: date
    state: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """A member's standing at one instant. Points are whole numbers, regularity from 0 to 1."""

    day: date
    working: bool
    dose: int
    attempts: int
    complete: int
    kept: bool
    makes_up: bool
    state: streaks.State
    level: levels.Level
    points_day: int
    points_week: int
    points_total: int
    week: Figures
    line: tuple[Slot, ...]
    events: tuple[streaks.Event, ...]
    new: bool


def summary(who: Who, now: datetime) -> Summary:
    """The member's standing at `now`, in their own zone."""
    day = today(now, who.zone)
    practised = days.since(who, day - BEHIND * ONE_DAY)
    return of(who, read(who.organisation_id, [who.id]), practised, day)


def of(who: Who, facts: Facts, practised: list[days.Practised], day: date) -> Summary:
    """The standing on `day`, from the days since three weeks before and the last one before."""
    earlier = practised and practised[0].day < day - BEHIND * ONE_DAY
    first = practised[0].day if earlier else who.joined_on
    calendar = facts.calendar(who.id, who.joined_on, first, day + AHEAD * ONE_DAY)
    state, events = _told(who, calendar, practised, day)
    own = {row.day: row for row in practised}
    present = own.get(day)
    figures = present.figures if present else Figures()
    total = practised[-1].total if practised else 0
    week = week_of(day)
    held = together(row.figures for row in practised if week <= row.day < week + 7 * ONE_DAY)
    return Summary(
        day=day,
        working=calendar.working(day),
        dose=facts.dose(day),
        attempts=figures.attempts,
        complete=figures.complete,
        kept=present.kept if present else False,
        makes_up=present.makes_up if present else False,
        state=state,
        level=levels.level_of(total),
        points_day=figures.points + figures.extras,
        points_week=held.points + held.extras,
        points_total=total,
        week=held,
        line=_line(calendar, own, events, day),
        events=tuple(event for event in events if event.by >= day - 2 * ONE_DAY),
        new=not practised,
    )


def _told(
    who: Who, calendar: Calendar, practised: list[days.Practised], day: date
) -> tuple[streaks.State, tuple[streaks.Event, ...]]:
    """The streak today, and what became of open days lately (`streaks.trace`)."""
    since = max(who.joined_on, day - BEHIND * ONE_DAY)
    earlier = [row for row in practised if row.day < since]
    own = {row.day: row for row in practised}
    state, last = streaks.START, streaks.Day(who.joined_on, working=False)
    if earlier:
        state, last = earlier[-1].state, earlier[-1].as_day(calendar)
    if last.date < since:
        state = streaks.advance(state, last, calendar, since)
    until = max([day, *own])
    count = (until - since).days + 1
    told = [since + n * ONE_DAY for n in range(count)]
    return streaks.trace(
        state,
        [
            own[each].as_day(calendar) if each in own else streaks.Day(each, calendar.working(each))
            for each in told
        ],
        day,
    )


def _line(
    calendar: Calendar,
    own: dict[date, days.Practised],
    events: tuple[streaks.Event, ...],
    day: date,
) -> tuple[Slot, ...]:
    became = {event.day: event.what for event in events}
    names = {"made_up": "made_up", "joker": "joker", "broke": "missed"}
    slots = []
    for each in (day - n * ONE_DAY for n in reversed(range(LINE))):
        row = own.get(each)
        kept = row.kept if row else False
        if each == day:
            state = "today"
        elif kept:
            state = "kept"
        elif each in became:
            state = names[became[each]]
        else:
            state = "open" if calendar.working(each) else "off"
        if not calendar.exists(each):
            state = "before"
        slots.append(Slot(each, state, kept))
    return tuple(slots)
