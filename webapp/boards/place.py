"""Where the member's team stands this week, in one line for Today."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from webapp.game.days import week_name
from webapp.people.who import Who
from webapp.progress.standings import board, present_week


@dataclass(frozen=True, slots=True)
class Place:
    """A team's place; None in training and at rest. `left` is what it can still take.

    A new team whose first working day is to come `starts`; `shown` names the week and the team.
    """

    shown: str
    name: str
    place: int | None
    score: Decimal | None
    gap: Decimal | None
    ahead: str | None
    left: Decimal | None
    rests: bool
    starts: bool


def of(who: Who, now: datetime) -> Place | None:
    """The place of the member's team on the present week's board; None for who is in none."""
    week = present_week(who, now)
    made = board(who, week, now)
    mine, reach = made.mine, made.reach
    if mine is None:
        return None
    rests = mine.rests and not mine.training
    return Place(
        shown=f"{week_name(week)} {mine.team_id}",
        name=mine.name,
        place=mine.place,
        score=mine.score,
        gap=reach.gap if reach else None,
        ahead=reach.ahead if reach else None,
        left=reach.left if reach else None,
        rests=rests,
        starts=rests and mine.new,
    )
