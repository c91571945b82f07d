"""Heatmap of practice: the state of each day of the last weeks, and how full it was."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.chunks import split_into_chunks
from webapp.game.calendars import Calendar
from webapp.game.days import ONE_DAY, WEEK, sunday_of, week_of
from webapp.game.streaks import Event
from webapp.progress.days.timeline import EVENT_STATES

WEEKS = 52
LEAST_WEEKS = 13  # columns of the picture, this week the last, however short the history
FULL, FULLEST = 2, 4  # doses in a day from which it is drawn fuller


@dataclass(frozen=True, slots=True)
class Practice:
    """What a day's row says of it."""

    attempts: int = 0
    conversations: int = 0
    meetings: int = 0
    points: int = 0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class DaySquare:
    """A day of the picture. `state` is "kept", "made_up", "joker", "open", "missed", "today" (it
    still runs), "leave", "off", "some" (a day off with fewer calls than the dose),
    "before" (joining) or "ahead". `level` is 1 to 3 on a kept day, else 0.
    """

    day: date
    state: str
    level: int
    working: bool
    practice: Practice


@dataclass(frozen=True, slots=True)
class Week:
    """A week of it: `worked` counts the working days that are over, and today once it is kept."""

    monday: date
    worked: int
    kept: int
    made_up: int
    jokers: int
    away: bool
    attempts: int
    conversations: int
    meetings: int
    points: int


NO_PRACTICE = Practice()


def first_monday(joined: date, today: date) -> date:
    """Where the picture begins: with the week of joining, 52 weeks back at the most.

    Who joined on a Monday and travels west is in the week before for a while (RULES R1.2).
    """
    present = week_of(today)
    return max(min(week_of(joined), present), present - (WEEKS - 1) * WEEK)


def day_squares(
    calendar: Calendar,
    practised: Mapping[date, tuple[Practice, int]],
    events: Iterable[Event],
    first: date,
    today: date,
) -> tuple[DaySquare, ...]:
    """Every day from the Monday `first`, or the twelfth before this one, to the end of this week.

    `practised` has each day's practice with the dose of that day, `events` what became of open
    days (`streaks.trace`).
    """
    became = {event.day: EVENT_STATES[event.what] for event in events}
    last = sunday_of(week_of(today))
    first = min(first, week_of(today) - (LEAST_WEEKS - 1) * WEEK)
    days = (first + n * ONE_DAY for n in range((last - first).days + 1))
    return tuple(_square(calendar, practised, became, day, today) for day in days)


def heatmap_weeks(squares: Sequence[DaySquare], today: date) -> tuple[Week, ...]:
    """The weeks of the picture since that of joining; this one at the least."""
    whole = [*split_into_chunks(squares, 7)]
    joined = [days for days in whole if days[-1].state != "before"] or whole[-1:]
    return tuple(_week(days, today) for days in joined)


def kept_ratio(weeks: Iterable[Week]) -> tuple[int, int]:
    """How many working days were kept, and out of how many."""
    weeks = list(weeks)
    return sum(week.kept for week in weeks), sum(week.worked for week in weeks)


def intensity(attempts: int, dose: int) -> int:
    """How full a kept day is: from twice the dose on fuller, from four times on fullest."""
    return 1 + (attempts >= FULL * dose) + (attempts >= FULLEST * dose)


def _square(
    calendar: Calendar,
    practised: Mapping[date, tuple[Practice, int]],
    became: Mapping[date, str],
    day: date,
    today: date,
) -> DaySquare:
    practice, dose = practised.get(day, (NO_PRACTICE, 1))
    working = calendar.working(day)
    state = _state(calendar, practice, became.get(day, "open"), day, today, working)
    full = intensity(practice.attempts, dose) if state == "kept" else 0
    return DaySquare(day, state, full, working, practice)


def _state(
    calendar: Calendar, practice: Practice, unkept: str, day: date, today: date, working: bool
) -> str:
    if practice.kept:
        return "kept"
    if not calendar.exists(day):
        return "before"
    if day > today:
        return "ahead"
    if working and day < today:
        return unkept
    if any(span.covers(day) for span in calendar.away) and not practice.attempts:
        return "leave"
    if day == today:
        return "today"
    return "some" if practice.attempts else "off"


def _week(days: Collection[DaySquare], today: date) -> Week:
    worked = [each for each in days if each.working and (each.day < today or each.practice.kept)]
    practices = [each.practice for each in days]
    states = [each.state for each in days]
    return Week(
        monday=min(each.day for each in days),
        worked=len(worked),
        kept=sum(each.practice.kept for each in worked),
        made_up=states.count("made_up"),
        jokers=states.count("joker"),
        away="leave" in states and not worked,
        attempts=sum(practice.attempts for practice in practices),
        conversations=sum(practice.conversations for practice in practices),
        meetings=sum(practice.meetings for practice in practices),
        points=sum(each.practice.points for each in worked),
    )
