"""A week's team board as it is shown."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from webapp.boards import weeks
from webapp.game.days import week_name
from webapp.game.standings import EFFORT_WEIGHT, KEPT_WEIGHT, SHARED_WEIGHT, Parts
from webapp.people.who import Who
from webapp.progress.entrants import Line
from webapp.progress.reaching import Reach
from webapp.progress.standings import Board, board, present_week

WEIGHTS = {"effort": EFFORT_WEIGHT, "kept": KEPT_WEIGHT, "shared": SHARED_WEIGHT}


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday; state is running, closing (over, phones awaited), closed."""

    monday: date
    state: str
    current: bool

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def address(self) -> str:
        return week_name(self.monday)


@dataclass(frozen=True, slots=True)
class Row:
    """A team's line; `reach` is the score if the viewer's team did all that it still can."""

    kind: str
    place: int | None
    name: str
    size: int
    score: Decimal | None
    mine: bool
    reach: Decimal | None


@dataclass(frozen=True, slots=True)
class Part:
    """What a score is made of: its weight and how much of it is there, in per cent."""

    name: str
    weight: int
    share: float


@dataclass(frozen=True, slots=True)
class Mine:
    """The viewer's team: what it has, what it can still take, and what one act more would add."""

    name: str
    score: Decimal | None
    left: Decimal | None
    ahead: str | None
    gap: Decimal | None
    passes: bool
    dose: Decimal
    share: Decimal
    parts: tuple[Part, ...]


def read(who: Who, week: date | None, now: datetime) -> Board | None:
    """The board of the present week or of another.

    A week has none before the organisation began nor before it begins.
    """
    present = present_week(who, now)
    wanted = present if week is None else week
    return board(who, wanted, now) if weeks.first(who) <= wanted <= present else None


def shown(who: Who, made: Board, now: datetime) -> dict[str, Any]:
    """What the board's template asks for."""
    present, first = present_week(who, now), weeks.first(who)
    return {
        "week": Week(made.week, _state(made, made.week == present), made.week == present),
        "weeks": [Week(m, "", m == present) for m in weeks.around(made.week, first, present)],
        "rows": [_row(line, made.reach) for line in made.lines],
        "mine": _mine(made),
    }


def _state(made: Board, present: bool) -> str:
    if made.closed:
        return "closed"
    return "running" if present else "closing"


def _row(line: Line, reach: Reach | None) -> Row:
    return Row(
        kind="resting" if line.rests else "training" if line.training else "ranked",
        place=line.place,
        name=line.name,
        size=line.size,
        score=line.score,
        mine=line.mine,
        reach=reach.best if reach and line.mine else None,
    )


def _mine(made: Board) -> Mine | None:
    line, reach = made.mine, made.reach
    if line is None:
        return None
    left = reach.best - line.score if reach and line.score is not None else None
    gap = reach.gap if reach else None
    return Mine(
        name=line.name,
        score=line.score,
        left=left,
        ahead=reach.ahead if reach else None,
        gap=gap,
        passes=left is not None and gap is not None and left > gap,
        dose=reach.dose if reach else Decimal(0),
        share=reach.share if reach else Decimal(0),
        parts=_parts(made.parts) if made.parts else (),
    )


def _parts(parts: Parts) -> tuple[Part, ...]:
    return tuple(
        Part(name, int(weight * 100), float(getattr(parts, name) * 100))
        for name, weight in WEIGHTS.items()
    )
