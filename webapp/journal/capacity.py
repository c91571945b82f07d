"""Capacity of a member's day: how many entries it still takes (RULES R1.7)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, bindparam, func, select

from webapp.game.days import ENTRIES_A_DAY
from webapp.journal.repository import OWN_ENTRIES, TABLE, EntryRow, run_prepared
from webapp.people.members import Member

IS_WITHDRAWAL = TABLE.c.kind == "withdraw"
ENTRIES_TAKEN = (
    select(TABLE.c.day, IS_WITHDRAWAL, func.count())
    .where(*OWN_ENTRIES, TABLE.c.day.in_(bindparam("days", expanding=True)))
    .group_by(TABLE.c.day, IS_WITHDRAWAL)
)
ON_DAY = (  # named as in an UPDATE, which keeps the names of the columns for itself
    select(func.count())
    .select_from(TABLE)
    .where(
        TABLE.c.organisation_id == bindparam("_organisation_id"),
        TABLE.c.member_id == bindparam("_member_id"),
        TABLE.c.day == bindparam("_day", type_=Date),
    )
)
ENTRIES_ON_DAY = ON_DAY.where(~IS_WITHDRAWAL).scalar_subquery().label("entries_on_day")
WITHDRAWALS_ON_DAY = ON_DAY.where(IS_WITHDRAWAL).scalar_subquery().label("withdrawals_on_day")


@dataclass(frozen=True, slots=True)
class DayCount:
    """What a day held when the member's row was asked for, which others may have held meanwhile.

    `unseen` is the most that may have come in since, or come in now.
    """

    day: date
    entries: int
    withdrawals: int
    unseen: int

    @property
    def has_room(self) -> bool:
        """Whether the day takes whatever is on the way, so that nobody has to count again."""
        return max(self.entries, self.withdrawals) + self.unseen <= ENTRIES_A_DAY


class Capacity:
    """How far some days of a member are filled; withdrawals count apart."""

    def __init__(self, counts: Counter[tuple[date, bool]]) -> None:
        self._counts = counts

    def take(self, row: EntryRow) -> bool:
        """Whether the entry's own day still takes it; then it is counted."""
        kind = row.day, row.target is not None
        if self._counts[kind] >= ENTRIES_A_DAY:
            return False
        self._counts[kind] += 1
        return True


def read_capacity(member: Member, days: Collection[date], counted: DayCount) -> Capacity:
    """How far these practice days of the member are filled.

    One statement, behind the member's lock; none where it is one day that is known to have room.
    """
    counts: Counter[tuple[date, bool]] = Counter()
    uncounted = set(days)
    if counted.has_room:
        uncounted.discard(counted.day)
    if uncounted:
        for day, is_withdrawal, count in run_prepared(member, ENTRIES_TAKEN, days=list(uncounted)):
            counts[day, bool(is_withdrawal)] = count
    return Capacity(counts)
