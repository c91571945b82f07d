"""Team sprints: whose calls the shared counter adds up, and what may be shown of it (R13.9, R11).

A counter that began before there were three would tell the third what one of the two others had
done; a number of people that moved together with calls made on the way would tell whose they are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from webapp.game.days import end_of_day, stated_instant, today

LENGTHS = (5, 15, 25)  # minutes
MIN_PEOPLE = 3  # below, no figure (R11.1)
SHOWN_FOR = timedelta(hours=12)  # after its end, to the team


@dataclass(frozen=True, slots=True)
class Window:
    """The time of a team sprint: from `begins_at`, before `ends_at`."""

    begins_at: datetime
    ends_at: datetime

    @classmethod
    def from_minutes(cls, begins_at: datetime, minutes: int) -> "Window":
        return cls(begins_at, begins_at + timedelta(minutes=minutes))

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.begins_at) / timedelta(minutes=1))

    def overlaps(self, other: "Window") -> bool:
        """Whether they share a moment: of a team's, one runs at a time."""
        return self.begins_at < other.ends_at and other.begins_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Participation:
    """Somebody who is in: when they joined, by the instant of their entry, and when it arrived.

    `attempts` are their calls that stand, count and are added up by the counter; `brought` those
    of them that came in with the joining or before it, whatever became of them since.
    """

    joined_at: datetime
    arrived_at: datetime
    attempts: int = 0
    brought: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What everybody who may look is shown: how many are in, and their attempts together since the
    counter began; both None where there is no counter.
    """

    people: int
    attempts: int | None = None
    since: datetime | None = None


def takes_part(window: Window, joined_at: datetime) -> bool:
    """Whether who joins at that instant is in: at any time before its end, and not after it."""
    return joined_at < window.ends_at


def counter_begins(window: Window, arrivals: Collection[datetime]) -> datetime | None:
    """From when on calls are added up: once three are known to be in, and not before it begins."""
    if len(arrivals) < MIN_PEOPLE:
        return None
    third = sorted(arrivals)[MIN_PEOPLE - 1]
    return None if third >= window.ends_at else max(window.begins_at, third)


def is_counted(window: Window, since: datetime | None, joined_at: datetime, call: datetime) -> bool:
    """Whether the counter adds up a call of that instant, by somebody who joined at `joined_at`."""
    return since is not None and max(since, joined_at) <= call < window.ends_at


def shown_figures(window: Window, people: Collection[Participation]) -> Shown:
    """What is shown: the number of people who are in, and the counter.

    Who came in together with calls, or after the end, is in the counter and not in the number,
    which would tell whose these calls are. Who leaves stays: no figure is ever shown for fewer
    people (R11.3).
    """
    since = counter_begins(window, [each.arrived_at for each in people])
    number = sum(each.arrived_at < window.ends_at and not each.brought for each in people)
    if since is None or number < MIN_PEOPLE:
        return Shown(number)
    return Shown(number, sum(each.attempts for each in people), since)


def planned_window(at: time, minutes: int, now: datetime, zone: tzinfo) -> Window | None:
    """A sprint for today at that time of the organisation's wall; None for a time that is over, or
    that its clocks never show.
    """
    day = today(now, zone)
    begins_at = stated_instant(day, at, zone)
    if begins_at is None or not now < begins_at < end_of_day(day, zone):
        return None
    return Window.from_minutes(begins_at, minutes)
