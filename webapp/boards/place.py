"""Where the member's team stands this week, in one line for Today."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from webapp.people.who import Who
from webapp.progress.standings import board, present_week


@dataclass(frozen=True, slots=True)
class Place:
    """A team's place; None in training and at rest. `left` is what it can still take."""

    name: str
    place: int | None
    score: Decimal | None
    gap: Decimal | None
    ahead: str | None
    left: Decimal | None
    rests: bool


def of(who: Who, now: datetime) -> Place | None:
    """The place of the member's team on the present week's board; None for who is in none."""
    shown = board(who, present_week(who, now), now)
    mine, reach = shown.mine, shown.reach
    if mine is None:
        return None
    left = reach.best - mine.score if reach and mine.score is not None else None
    return Place(
        name=mine.name,
        place=mine.place,
        score=mine.score,
        gap=reach.gap if reach else None,
        ahead=reach.ahead if reach else None,
        left=left,
        rests=mine.rests,
    )
