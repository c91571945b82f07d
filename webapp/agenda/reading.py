"""What reading a calendar gives: its busy times in a window, or why there are none."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from webapp.game.days import ONE_DAY
from webapp.game.gaps import Interval

DAYS_AHEAD = 14
DAYS_AHEAD_OF_FILE = 60  # nobody reads it again
READ_EVERY = timedelta(minutes=15)
# Why a calendar could not be read: its address is none that may be asked, nobody answered there, it
# is there no more, what came is no calendar, is too large, or took too long to read.
ERRORS = ("address", "unreachable", "gone", "unreadable", "too_large", "too_long")


class CalendarError(Exception):
    """A calendar that could not be read; `reason` is one of ERRORS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Window:
    """The time of which a calendar is read: from a midnight of UTC on, up to an instant."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """The busy times of a calendar from `since`, a midnight of UTC, to `until`; merged."""

    since: datetime
    until: datetime
    busy: tuple[Interval, ...]

    def due_at(self, now: datetime, *, with_address: bool) -> datetime:
        """When it is to be looked at next: a file only so that what is old goes."""
        return now + (READ_EVERY if with_address else ONE_DAY)


def window_at(now: datetime, *, of_file: bool) -> Window:
    """From the day before to so many days ahead."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = DAYS_AHEAD_OF_FILE if of_file else DAYS_AHEAD
    return Window(midnight - ONE_DAY, midnight + days * ONE_DAY)
