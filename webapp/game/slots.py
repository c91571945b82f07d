"""Slots of one's own: what was planned for a day, and what of it practice has kept (RULES R13).

A slot is kept by an attempt of its practice day that was made near its time, read on the wall where
the attempt was made. So neither a zone nor a change of the clocks has a part in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol
from uuid import UUID

from webapp.game.acts import Entry, Slot, Withdraw
from webapp.game.days import BEFORE_DAWN, DAY_BEGINS, ONE_DAY, entry_counts
from webapp.game.points import SLOT_GRACE

LATER_BY = (timedelta(minutes=30), timedelta(hours=1), ONE_DAY)  # what « later » offers
PUT_OFF = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
LATEST_PUT_OFF = time(18)  # after it a working day asks for no more calls
NEXT_MORNING, NEXT_AFTERNOON = time(10, 30), time(14)


class Attempt(Protocol):
    """What a slot reads of an attempt that counts: `acts.CountedCall`, or a stored row like it."""

    @property
    def key(self) -> UUID: ...
    @property
    def instant(self) -> datetime: ...
    @property
    def offset(self) -> int: ...


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """A slot by the key of its entry, when it was planned, and from when on it holds no more."""

    key: UUID
    slot: Slot
    planned_at: datetime
    withdrawn_at: datetime | None = None

    def holds(self, wall: datetime, attempt: Attempt) -> bool:
        """Whether it held at its time (`wall`, as a wall shows it) and when the attempt was made:
        planned before that time, and not withdrawn by either. The wall is that of the attempt.
        """
        at = (wall - timedelta(minutes=attempt.offset)).replace(tzinfo=UTC)
        ended = self.withdrawn_at
        return self.planned_at < at and (ended is None or max(at, attempt.instant) < ended)


def falls_on(slot: Slot, day: date) -> bool:
    """Whether the slot is one of that practice day: of its date, or of one of its weekdays."""
    ended = slot.last is not None and day > slot.last
    return (
        day >= slot.first and not ended and (not slot.weekdays or day.isoweekday() in slot.weekdays)
    )


def wall_time(day: date, at: time) -> datetime:
    """What a wall shows at that time of that practice day, which before 04:00 is in its night."""
    return datetime.combine(day + ONE_DAY if at < DAY_BEGINS else day, at)


def read_planned_slots(entries: Iterable[Entry], joined: date) -> tuple[PlannedSlot, ...]:
    """The slots that count (RULES R1.3), whatever became of them, in whatever order they came.

    Withdrawn more than once, a slot holds no more from the first time on (R1.4).
    """
    all_entries = list(entries)
    withdrawn: dict[UUID, datetime] = {}
    for entry in all_entries:
        if isinstance(entry.act, Withdraw):
            first = withdrawn.get(entry.act.of, entry.instant)
            withdrawn[entry.act.of] = min(first, entry.instant)
    return tuple(
        PlannedSlot(entry.key, entry.act, entry.instant, withdrawn.get(entry.key))
        for entry in all_entries
        if isinstance(entry.act, Slot)
        and entry_counts(entry.instant, entry.received_at, entry.day, joined)
    )


def keep_slots(
    planned: Iterable[PlannedSlot], attempts: Iterable[Attempt], day: date
) -> dict[datetime, UUID]:
    """The slots of a practice day that its attempts keep: what the wall shows, and by which.

    Slots at the same time are one. An attempt keeps one: the earliest near it that is unkept.
    """
    slots: Mapping[datetime, list[PlannedSlot]] = defaultdict(list)
    for each in planned:
        if each.slot.at is not None and falls_on(each.slot, day):
            slots[wall_time(day, each.slot.at)].append(each)
    kept: dict[datetime, UUID] = {}
    if not slots:
        return kept
    for attempt in sorted(attempts, key=lambda each: (_wall_of(each), each.instant, each.key)):
        near = (
            wall
            for wall in sorted(slots.keys() - kept.keys())
            if abs(_wall_of(attempt) - wall) <= SLOT_GRACE
            and any(each.holds(wall, attempt) for each in slots[wall])
        )
        earliest = next(near, None)
        if earliest is not None:
            kept[earliest] = attempt.key
    return kept


def list_standing(
    planned: Iterable[PlannedSlot], day: date, zone: tzinfo
) -> list[tuple[datetime, PlannedSlot]]:
    """The slots of a practice day as somebody sees them whose wall is in that zone, by their times:
    those that hold at it, or held. Of several at the same time it is the first planned.
    """
    by_time: dict[datetime, PlannedSlot] = {}
    for each in sorted(planned, key=lambda each: (each.planned_at, each.key)):
        if each.slot.at is None or not falls_on(each.slot, day):
            continue
        wall = wall_time(day, each.slot.at)
        at = wall.replace(tzinfo=zone).astimezone(UTC)
        ended = each.withdrawn_at
        if each.planned_at < at and (ended is None or at < ended):
            by_time.setdefault(wall, each)
    return sorted(by_time.items())


def later_times(wall_of_slot: datetime) -> list[datetime]:
    """Three later times for a slot, as a wall shows them: in half an hour, in an hour, and at the
    same time on the next day.
    """
    return [wall_of_slot + by for by in LATER_BY]


def day_and_time(wall: datetime) -> tuple[date, str]:
    """The practice day of what a wall shows, and its time (HH:MM)."""
    return (wall - BEFORE_DAWN).date(), f"{wall:%H:%M}"


def put_off_times(wall: datetime, next_working: date) -> list[datetime]:
    """Two times for calls that are put off now, as a wall shows them: the quarter of an hour that
    an hour from now has begun, while that is no later than six, and times of the next working day.
    """
    midnight, minute = datetime.combine(wall.date(), time()), wall.replace(second=0, microsecond=0)
    soon = midnight - (midnight - minute - PUT_OFF) // QUARTER * QUARTER
    next_day = [datetime.combine(next_working, at) for at in (NEXT_MORNING, NEXT_AFTERNOON)]
    is_today = soon.date() == wall.date() and soon.time() <= LATEST_PUT_OFF
    return [soon, next_day[0]] if is_today and wall.time() >= DAY_BEGINS else next_day


def affected_days(slot: Slot, since: datetime, received_at: datetime) -> Iterator[date]:
    """The practice days whose slots an entry about the slot may change, which says something of it
    from that instant on: up to the day of its arrival, wherever on earth that is.
    """
    day = max(slot.first, since.date() - 2 * ONE_DAY)
    last = received_at.date() + ONE_DAY
    while day <= (last if slot.last is None else min(last, slot.last)):
        if falls_on(slot, day):
            yield day
        day += ONE_DAY


def _wall_of(attempt: Attempt) -> datetime:
    """What the wall showed where the attempt was made."""
    return attempt.instant.astimezone(UTC).replace(tzinfo=None) + timedelta(minutes=attempt.offset)
