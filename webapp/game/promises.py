"""Due dates of promises: how long each stands unkept, and when it is asked after (RULES R15)."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from webapp.game.days import ONE_DAY

DAYS_OPEN = 10  # working days after its date: two weeks of who works five days
STANDS_AT_MOST = timedelta(days=28)  # of who works fewer, or is away
ASKED_FOR = timedelta(days=7)
LAPSES = STANDS_AT_MOST + ASKED_FOR  # from its date: nothing of it is shown any more


class Stage(StrEnum):
    """Where a promise is on a day, by its date."""

    COMING = "coming"
    TODAY = "today"
    LATE = "late"
    ASKED = "asked"
    OVER = "over"


def stage_of(on: date, day: date, working: Collection[date]) -> Stage:
    """Where a promise of the date `on` is on `day`, by the member's working days in between.

    Unkept it stands for ten working days, four weeks at the most; then it is asked once, for a
    week, whether it still holds; then it is over, and nobody is reminded of it.
    """
    if on >= day:
        return Stage.TODAY if on == day else Stage.COMING
    asked_since = asked_from(on, working)
    if day < asked_since:
        return Stage.LATE
    return Stage.ASKED if day < asked_since + ASKED_FOR else Stage.OVER


def next_working_day(day: date, working: Collection[date]) -> date:
    """The first working day after `day`; of who has none that is known, the day after."""
    return min((each for each in working if each > day), default=day + ONE_DAY)


def asked_from(on: date, working: Collection[date]) -> date:
    """From which day on it is asked whether a promise of that date still holds: the day after its
    tenth working day, or after four weeks if those have fewer.
    """
    last = on + STANDS_AT_MOST
    after = sorted(day for day in working if on < day <= last)
    return (after[DAYS_OPEN - 1] if len(after) >= DAYS_OPEN else last) + ONE_DAY
