"""Due time of the one reminder of a practice day, and its topic (RULES R16).

Walls are what a clock on the member's wall shows, without a zone; instants are aware, in UTC.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from webapp.game.days import DAY_BEGINS
from webapp.game.points import SLOT_GRACE

SLOT_LEAD = timedelta(minutes=5)  # R16.1
USEFUL_FOR = timedelta(hours=2)  # R16.4: of a reminder that no slot asks for
STEP, MINUTE = timedelta(minutes=15), timedelta(minutes=1)
MIN_HOURS = timedelta(hours=1)
ALWAYS = datetime.min.replace(tzinfo=UTC)
IsAllowed = Callable[[datetime], bool]


class Topic(StrEnum):
    """What a reminder speaks of (RULES R16.5)."""

    SLOT = "slot"
    PROMISE = "promise"
    OPEN_DAY = "open_day"
    STREAK = "streak"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class ReminderTimes:
    """What a member has chosen: the hour without a slot, and from when to when they may be
    reminded at all, both ends included.
    """

    at: time = time(9)
    first: time = time(8)
    last: time = time(19)

    @property
    def are_possible(self) -> bool:
        """Whether the hours are an hour at least of one practice day, and the chosen one is in
        them.
        """
        length = _minutes(self.last) - _minutes(self.first)
        return self.first >= DAY_BEGINS and length >= MIN_HOURS and self.holds(self.at)

    def holds(self, at: time) -> bool:
        """Whether somebody with these hours may be reminded at that time."""
        return self.first <= at <= self.last


@dataclass(frozen=True, slots=True)
class ReminderDay:
    """A practice day as the reminder reads it: on a wall of that zone, at the member's times."""

    day: date
    zone: tzinfo
    times: ReminderTimes

    def wall(self, at: time) -> datetime:
        """What the wall shows at that time of the day, which is one after 04:00."""
        return datetime.combine(self.day, at)

    def instant(self, wall: datetime) -> datetime:
        """The first instant of a wall that is shown twice, and the one after the leap of a wall
        that summer time leaps over.
        """
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def holds(self, at: datetime) -> bool:
        """Whether the wall shows one of the member's hours of this day at that instant, whatever a
        change of the clocks has made of it.
        """
        shown = at.astimezone(self.zone)
        at_minute = shown.time().replace(second=0, microsecond=0)
        return shown.date() == self.day and self.times.holds(at_minute)


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder is due `at` an instant and worth nothing from `until` on; `slot` is the wall of
    the slot that it is for, if it is for one.
    """

    at: datetime
    until: datetime
    slot: datetime | None = None


@dataclass(frozen=True, slots=True)
class DayStanding:
    """What is true of a member's day: the promises due on it, the oldest day that can still be made
    up, and how long the streak is.
    """

    working: bool
    kept: bool
    promises: int = 0
    open_day: date | None = None
    streak: int = 0

    @property
    def asks(self) -> bool:
        """Whether the day may be reminded of: a day off and a kept one never are (RULES R16.2)."""
        return self.working and not self.kept


def find_due(
    of_day: ReminderDay,
    unkept_slots: Iterable[datetime],
    now: datetime,
    since: datetime = ALWAYS,
    is_allowed: IsAllowed = lambda _: True,
) -> DueReminder | None:
    """The reminder of a practice day that is still worth something at `now` (RULES R16.1, R16.3,
    R16.4): that of the first slot that is neither kept nor over, else that of the chosen hour.

    `unkept_slots` are walls. What was due before `since` is left out. `is_allowed` says of a wall
    whether calls may be made then.
    """
    for wall in sorted(unkept_slots):
        due = _for_slot(of_day, wall)
        if due and due.until > now and due.at >= since and is_allowed(wall):
            return due
    due = _for_chosen_hour(of_day, is_allowed)
    return due if due and due.until > now and due.at >= since else None


def choose_topic(due: DueReminder, standing: DayStanding) -> Topic:
    """The first of what is true that the member can do something about (RULES R16.5)."""
    if due.slot:
        return Topic.SLOT
    if standing.promises:
        return Topic.PROMISE
    if standing.open_day:
        return Topic.OPEN_DAY
    return Topic.STREAK if standing.streak > 1 else Topic.PLAIN


def _for_slot(of_day: ReminderDay, wall: datetime) -> DueReminder | None:
    """A few minutes before the slot, or later, as soon as the member's hours begin."""
    earliest = max(wall - SLOT_LEAD, of_day.wall(of_day.times.first))
    at = of_day.instant(earliest) if earliest <= wall else None
    if at is None or not of_day.holds(at):
        return None
    return DueReminder(at, of_day.instant(wall) + SLOT_GRACE, wall)


def _for_chosen_hour(of_day: ReminderDay, is_allowed: IsAllowed) -> DueReminder | None:
    """At the chosen hour, or later on that day, as soon as calls are allowed."""
    end = of_day.instant(of_day.wall(of_day.times.last))
    for wall in _walls_from(of_day):
        at = of_day.instant(wall)
        if is_allowed(wall) and of_day.holds(at):
            return DueReminder(at, min(at + USEFUL_FOR, max(end, at) + MINUTE))
    return None


def _walls_from(of_day: ReminderDay) -> Iterator[datetime]:
    """The chosen hour, then every quarter of an hour up to the last of the member's hours."""
    wall, last = of_day.wall(of_day.times.at), of_day.wall(of_day.times.last)
    while wall <= last:
        yield wall
        wall += STEP


def _minutes(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)
