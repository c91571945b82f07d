"""The streak as a fold over days (RULES R4): a day's own practice, then the day's end.

The two halves are apart so that a stored state never depends on `now`: a day's row is the state
after `enter` of that day, with every earlier day closed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from webapp.game.calendars import Calendar
from webapp.game.days import ONE_DAY

DOSE = 3  # attempts, R4.2
DOSES = range(1, 6)  # what an organisation may choose
GOALS = (5, 10, 20)  # attempts; a member's own, or none
CARDS_FOR_TWO = 5  # drill cards that stand for two attempts, or for a lesson when making up
ATTEMPTS_BY_CARDS = 2
MAKE_UP_DOSES = 2  # R4.5
OPEN_FOR = timedelta(days=7)  # R4.4
JOKER = 10  # tenths, R4.6
MAX_JOKER_TENTHS = 2 * JOKER
FADE: float = 2 ** (-1 / 13)  # R4.9
LONG_GAP = 3  # unkept working days in a row, R4.8


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the streak sees it; `makes_up` is true on kept days only."""

    date: date
    working: bool
    kept: bool = False
    makes_up: bool = False


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A working day that was not kept, and the days kept since."""

    day: date
    since: int = 0

    @property
    def until(self) -> date:
        """The last day that can make it up."""
        return self.day + OPEN_FOR


@dataclass(frozen=True, slots=True)
class State:
    """The streak after a day. Open days are in order, oldest first.

    `missed` counts the working days that ended unkept since the last kept day; `broken` says that
    the streak ended and that no day has been kept since then.
    """

    count: int = 0
    tenths: int = MAX_JOKER_TENTHS
    best: int = 0
    open: tuple[OpenDay, ...] = ()
    kept_weight: float = 0.0
    worked_weight: float = 0.0
    missed: int = 0
    broken: bool = False

    @property
    def jokers(self) -> int:
        return self.tenths // JOKER

    @property
    def regularity(self) -> float | None:
        """Between 0 and 1; None as long as no working day is over (RULES R4.9)."""
        return self.kept_weight / self.worked_weight if self.worked_weight else None

    @property
    def begun(self) -> bool:
        """Whether a day was kept: until then no streak is led with (open days are said, R4.10)."""
        return self.count > 0 or self.best > 0

    @property
    def needs_encouragement(self) -> bool:
        """Whether the screen leads with best, regularity and the way back (RULES R4.8)."""
        return self.broken or self.missed >= LONG_GAP


@dataclass(frozen=True, slots=True)
class Event:
    """What became of an open day: "made_up" on the day `by`, or settled at the end of the day `by`
    with a "joker", or "broke"."""

    day: date
    what: str
    by: date


START = State()


def is_kept(attempts: int, cards: int = 0, dose: int = DOSE) -> bool:
    """Whether the day has its dose: five cards stand for two attempts, one is real (R4.2)."""
    by_cards = ATTEMPTS_BY_CARDS if cards >= CARDS_FOR_TWO else 0
    return attempts >= 1 and attempts + by_cards >= dose


def makes_up(attempts: int, complete_lessons: int, cards: int = 0, dose: int = DOSE) -> bool:
    """Whether the day also makes up the oldest open one (RULES R4.5)."""
    return short_of_making_up(attempts, complete_lessons, cards, dose) == (0, False)


def short_of_making_up(
    attempts: int, complete_lessons: int, cards: int = 0, dose: int = DOSE
) -> tuple[int, bool]:
    """How many attempts a day still lacks to make up an open one, and whether what goes with them
    is lacking: a complete lesson, or five cards (RULES R4.5).
    """
    learned = complete_lessons >= 1 or cards >= CARDS_FOR_TWO
    return max(0, MAKE_UP_DOSES * dose - attempts), not learned


def advance(state: State, last_day: Day, calendar: Calendar, today: date) -> State:
    """The streak as it stands today, from the state stored for the last day with practice.

    `last_day` has been entered and not closed; it and all the days between end without practice.
    From `last_day.date >= today` on, the state is returned as it is. A member without any practice
    begins with START and `Day(calendar.joined, working=False)`. To write the row of a later day,
    advance to it and `enter` it. When rows of days after today exist (a traveller's), the streak
    of today is the last row up to today, advanced, and then `fold` of the later days: those rows
    themselves are read as if today had ended.
    """
    if last_day.date >= today:
        return state
    state = end_day(state, last_day)
    day = last_day.date + ONE_DAY
    while day < today:
        state = end_day(state, Day(day, calendar.working(day)))
        day += ONE_DAY
    return state


def fold(state: State, days: Iterable[Day], today: date) -> State:
    """The streak after those days, which come in order and leave none out (RULES R4).

    Only days before today have ended (RULES R1.2): a traveller's later day counts and ends none.
    """
    return fold_with_events(state, days, today)[0]


def fold_with_events(
    state: State, days: Iterable[Day], today: date
) -> tuple[State, tuple[Event, ...]]:
    """`fold`, and what became of the open days on the way."""
    events: list[Event] = []
    for day in days:
        before, state = state, apply_day(state, day)
        if len(state.open) < len(before.open):
            events.append(Event(before.open[0].day, "made_up", day.date))
        if day.date < today:
            state, settled = _end(state, day)
            events.extend(settled)
    return state, tuple(events)


def apply_day(state: State, day: Day) -> State:
    """What the day's own practice does, while the day may still run."""
    if not day.kept:
        return state
    since = tuple(OpenDay(missed.day, missed.since + 1) for missed in state.open)
    state = replace(
        state,
        count=state.count + 1,
        tenths=min(MAX_JOKER_TENTHS, state.tenths + 1),
        open=since[1:] if day.makes_up else since,
        missed=0,
        broken=False,
    )
    return _best(_add_working_day(state, 1.0) if day.working else state)


def end_day(state: State, day: Day) -> State:
    """What the day's end does: an unkept working day opens, then old ones are settled (R4.6)."""
    return _end(state, day)[0]


def _end(state: State, day: Day) -> tuple[State, tuple[Event, ...]]:
    if day.working and not day.kept:
        state = _add_working_day(state, 0.0)
        state = replace(state, open=(*state.open, OpenDay(day.date)), missed=state.missed + 1)
    events: list[Event] = []
    while state.open and state.open[0].until <= day.date:
        spent = state.tenths >= JOKER
        events.append(Event(state.open[0].day, "joker" if spent else "broke", day.date))
        state = _expire_oldest(state, spent)
    return _best(state), tuple(events)


def _expire_oldest(state: State, joker: bool) -> State:
    """The oldest open day costs a joker; without one the streak counts from after that day."""
    oldest, *rest = state.open
    if joker:
        return replace(state, tenths=state.tenths - JOKER, open=tuple(rest))
    return replace(state, count=oldest.since, tenths=0, open=tuple(rest), broken=True)


def _add_working_day(state: State, kept: float) -> State:
    """One more working day: all earlier ones weigh less by a day's age (RULES R4.9)."""
    return replace(
        state,
        kept_weight=state.kept_weight * FADE + kept,
        worked_weight=state.worked_weight * FADE + 1.0,
    )


def _best(state: State) -> State:
    """The highest count reached with no day open (RULES R4.8)."""
    if state.open or state.count <= state.best:
        return state
    return replace(state, best=state.count)
