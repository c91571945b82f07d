"""The viewer's own team on a week's board: where its score comes from, what it can still take."""

from dataclasses import dataclass
from decimal import Decimal

from webapp.game.standings import AVERAGE_MATES, WEIGHTS, Parts, out_of_100, tenths
from webapp.progress.entrants import Line
from webapp.progress.standings import Board


@dataclass(frozen=True, slots=True)
class Part:
    """What a score is made of: its weight, how much of it is there, in per cent and in points."""

    name: str
    weight: int
    share: float

    @property
    def points(self) -> float:
        return self.weight * self.share / 100

    @property
    def left(self) -> float:
        return self.weight - self.points


@dataclass(frozen=True, slots=True)
class Mates:
    """The six average team-mates with the team's own numbers (RULES R5.6), out of 100."""

    size: int
    raw: Decimal
    mean: Decimal
    mates: int = AVERAGE_MATES


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
    mates: Mates | None


def of(made: Board) -> Mine | None:
    """The viewer's team on a board; None where it is not on it."""
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
        mates=_mates(made, line),
    )


def _mates(made: Board, line: Line) -> Mates | None:
    """Whoever is in training plays without them."""
    if made.parts is None or line.place is None:
        return None
    raw, mean = (out_of_100(tenths(each)) for each in (made.parts.raw, made.mean))
    return Mates(line.size, raw, mean)


def _parts(parts: Parts) -> tuple[Part, ...]:
    return tuple(
        Part(name, int(weight * 100), float(getattr(parts, name) * 100))
        for name, weight in WEIGHTS.items()
    )
