"""Days as the bounce line draws them: what became of each, as far as today knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from webapp.game import streaks
from webapp.game.calendars import Calendar
from webapp.game.days import ONE_DAY
from webapp.people.facts import Facts
from webapp.people.who import Who
from webapp.progress.days import Practised

BECAME = {"made_up": "made_up", "joker": "joker", "broke": "missed"}


@dataclass(frozen=True, slots=True)
class Slot:
    """A day of the line; state is kept, joker, open, made_up, off, missed, before, today, and
    planned for a working day that is to come.

    It is gilded where the member reached the goal that they had on it (RULES R4.2).
    """

    day: date
    state: str
    kept: bool
    gilded: bool = False


def told(
    who: Who, calendar: Calendar, practised: list[Practised], since: date, day: date
) -> tuple[streaks.State, tuple[streaks.Event, ...]]:
    """The streak on `day`, which is today, and what became of open days from `since` on.

    `practised` holds the days from `since` on and the last one before (`streaks.trace`).
    """
    since = max(who.joined_on, since)
    earlier = [row for row in practised if row.day < since]
    own = {row.day: row for row in practised}
    state, last = streaks.START, streaks.Day(who.joined_on, working=False)
    if earlier:
        state, last = earlier[-1].state, earlier[-1].as_day(calendar)
    if last.date < since:
        state = streaks.advance(state, last, calendar, since)
    until = max([day, *own])
    each_day = [since + n * ONE_DAY for n in range((until - since).days + 1)]
    return streaks.trace(
        state,
        [
            own[each].as_day(calendar) if each in own else streaks.Day(each, calendar.working(each))
            for each in each_day
        ],
        day,
    )


def slots(
    calendar: Calendar,
    own: Mapping[date, Practised],
    events: Iterable[streaks.Event],
    days: Iterable[date],
    today: date,
) -> tuple[Slot, ...]:
    """Each of these days; `own` and `events` tell of all of them and of the week after."""
    became = {event.day: BECAME[event.what] for event in events}
    return tuple(_slot(calendar, own.get(day), became.get(day), day, today) for day in days)


def gilded(
    who: Who, facts: Facts, own: Mapping[date, Practised], line: Iterable[Slot]
) -> tuple[Slot, ...]:
    """The line, with the days on which the member reached their goal."""
    return tuple(
        replace(slot, gilded=reached(facts.goal(who.id, slot.day), own.get(slot.day)))
        for slot in line
    )


def reached(goal: int | None, row: Practised | None) -> bool:
    """Whether a day reached that goal."""
    return bool(goal and row and row.figures.attempts >= goal)


def _slot(
    calendar: Calendar, row: Practised | None, became: str | None, day: date, today: date
) -> Slot:
    kept = row.kept if row else False
    if not calendar.exists(day):
        state = "before"
    elif day == today:
        state = "today"
    elif kept:
        state = "kept"
    elif became:
        state = became
    elif not calendar.working(day):
        state = "off"
    else:
        state = "open" if day < today else "planned"
    return Slot(day, state, kept)
