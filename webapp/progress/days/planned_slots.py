"""The slots that a member has planned, read from the journal, and how many each day kept (R13)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, bindparam, or_, select

from webapp.game import slots
from webapp.game.days import entry_counts
from webapp.game.slots import PlannedSlot
from webapp.journal import repository as journal
from webapp.journal.models import IS_SLOT
from webapp.journal.repository import TABLE as ENTRIES
from webapp.people.members import Member

ABOUT_SLOTS = ENTRIES.c.about.in_(  # those with a day between two, and what withdrew them
    select(ENTRIES.c.key).where(
        *journal.OWN_ENTRIES,
        IS_SLOT,
        ENTRIES.c.on_date <= bindparam("last", type_=Date),
        or_(ENTRIES.c.until.is_(None), ENTRIES.c.until >= bindparam("first", type_=Date)),
    )
)
PLANNED = journal.prepared_select(ABOUT_SLOTS, *journal.SLOT_COLUMNS)
ATTEMPTS = journal.prepared_select(
    ENTRIES.c.about_day.in_(bindparam("days", expanding=True))
    & (ENTRIES.c.kind == journal.CALL)
    & ENTRIES.c.withdrawn.is_(False),
    *("key", "instant", "offset", "received_at", "about_day"),
)


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """An attempt that counts, as far as a slot reads it (`game.slots.Attempt`)."""

    key: UUID
    instant: datetime
    offset: int


def list_planned(member: Member, first: date, last: date) -> tuple[PlannedSlot, ...]:
    """The slots that count and fall on these practice days, withdrawn or not; one statement."""
    entries = journal.list_entries(member, PLANNED, first=first, last=last)
    return slots.read_planned_slots(entries, member.joined_on)


def count_kept(member: Member, days: Collection[date]) -> dict[date, int]:
    """How many slots each of these days kept; one statement, and one more where there are some."""
    planned = list_planned(member, min(days), max(days))
    timed = [each for each in planned if each.slot.at is not None]
    busy = [day for day in days if any(slots.falls_on(each.slot, day) for each in timed)]
    if not busy:
        return {}
    attempts = list_attempts(member, busy)
    return {day: len(slots.keep_slots(timed, attempts.get(day, ()), day)) for day in busy}


def list_attempts(member: Member, days: Collection[date]) -> Mapping[date, list[AttemptRow]]:
    """The attempts of these days that stand and count (RULES R1.3), by day; one statement."""
    by_day: dict[date, list[AttemptRow]] = defaultdict(list)
    for row in journal.run_prepared(member, ATTEMPTS, days=list(days)):
        if entry_counts(row.instant, row.received_at, row.about_day, member.joined_on):
            by_day[row.about_day].append(AttemptRow(row.key, row.instant, row.offset))
    return by_day
