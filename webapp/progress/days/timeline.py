"""Timeline of days for the bounce line: the state of each, as far as today knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from webapp.game import streaks
from webapp.game.calendars import Calendar
from webapp.game.days import ONE_DAY
from webapp.people.members import Member
from webapp.people.schedule.facts import Facts
from webapp.progress.days.repository import MemberDayState

EVENT_STATES = {"made_up": "made_up", "joker": "joker", "broke": "missed"}


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """A day of the line; state is kept, joker, open, made_up, off, missed, before, today, and
    planned for a working day that is to come.

    It is gilded where the member reached the goal that they had on it (RULES R4.2).
    """

    day: date
    state: str
    kept: bool
    gilded: bool = False


def streak_on(
    member: Member, calendar: Calendar, practised: list[MemberDayState], since: date, day: date
) -> tuple[streaks.State, tuple[streaks.Event, ...]]:
    """The streak on `day`, which is today, and what became of open days from `since` on.

    `practised` holds the days from `since` on and the last one before (`streaks.trace`).
    """
    since = max(member.joined_on, since)
    earlier = [row for row in practised if row.day < since]
    own = {row.day: row for row in practised}
    state, last = streaks.START, streaks.Day(member.joined_on, working=False)
    if earlier:
        state, last = earlier[-1].state, earlier[-1].as_day(calendar)
    if last.date < since:
        state = streaks.advance(state, last, calendar, since)
    until = max([day, *own])
    each_day = [since + n * ONE_DAY for n in range((until - since).days + 1)]
    return streaks.fold_with_events(
        state,
        [
            own[each].as_day(calendar) if each in own else streaks.Day(each, calendar.working(each))
            for each in each_day
        ],
        day,
    )


def build_timeline(
    calendar: Calendar,
    own: Mapping[date, MemberDayState],
    events: Iterable[streaks.Event],
    days: Iterable[date],
    today: date,
) -> tuple[TimelineDay, ...]:
    """Each of these days; `own` and `events` tell of all of them and of the week after."""
    became = {event.day: EVENT_STATES[event.what] for event in events}
    return tuple(_slot(calendar, own.get(day), became.get(day), day, today) for day in days)


def mark_gilded(
    member: Member, facts: Facts, own: Mapping[date, MemberDayState], line: Iterable[TimelineDay]
) -> tuple[TimelineDay, ...]:
    """The line, with the days on which the member reached their goal."""
    return tuple(
        replace(slot, gilded=goal_reached(facts.goal(member.id, slot.day), own.get(slot.day)))
        for slot in line
    )


def goal_reached(goal: int | None, row: MemberDayState | None) -> bool:
    """Whether a day reached that goal."""
    return bool(goal and row and row.figures.attempts >= goal)


def _slot(
    calendar: Calendar, row: MemberDayState | None, became: str | None, day: date, today: date
) -> TimelineDay:
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
    return TimelineDay(day, state, kept)
