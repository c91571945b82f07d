"""How many entries a member's day takes (RULES R1.7)."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, func, select

from webapp.database import send
from webapp.game.days import ENTRIES_A_DAY
from webapp.journal.rows import MINE, TABLE, Row
from webapp.people.who import Who

IS_WITHDRAWAL = TABLE.c.kind == "withdraw"
TAKEN = (
    select(TABLE.c.day, IS_WITHDRAWAL, func.count())
    .where(*MINE, TABLE.c.day.in_(bindparam("days", expanding=True)))
    .group_by(TABLE.c.day, IS_WITHDRAWAL)
)


class Capacity:
    """What some days of a member hold, as far as they are filled; withdrawals count apart."""

    def __init__(self, taken: Counter[tuple[date, bool]]) -> None:
        self._taken = taken

    def take(self, row: Row) -> bool:
        """Whether the entry's own day still takes it; then it is counted."""
        kind = row.day, row.target is not None
        if self._taken[kind] >= ENTRIES_A_DAY:
            return False
        self._taken[kind] += 1
        return True


def read_capacity(who: Who, days: Collection[date]) -> Capacity:
    """What these practice days of the member hold; one statement, none for no days."""
    taken: Counter[tuple[date, bool]] = Counter()
    if days:
        asked = {"organisation_id": who.organisation_id, "member_id": who.id, "days": list(days)}
        for day, is_withdrawal, count in send(TAKEN, asked):
            taken[day, bool(is_withdrawal)] = count
    return Capacity(taken)
