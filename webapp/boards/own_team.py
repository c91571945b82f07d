"""View of the viewer's own team: where its score comes from, what it can still take."""

from dataclasses import dataclass
from decimal import Decimal

from webapp.boards import dot_row
from webapp.boards.dot_row import DotRow
from webapp.game.standings import AVERAGE_MATES, WEIGHTS, Parts, round_to_tenth
from webapp.progress.boards.board import Board
from webapp.progress.boards.potential import Own
from webapp.progress.boards.teams import BoardLine


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What a score is made of: its weight, how much of it is there, in per cent and in points.

    It is the team's, or the viewer's own part in it: then the share is of what is theirs to give.
    """

    name: str
    weight: int
    share: float
    points: float

    @property
    def left(self) -> float:
        return self.weight - self.points


@dataclass(frozen=True, slots=True)
class Averaging:
    """The six average team-mates beside the team's own people (RULES R5.6), and the dots of both.

    `raw` and `mean`, out of 100, are told where the parts are.
    """

    size: int
    raw: Decimal | None
    mean: Decimal | None
    row: DotRow
    mates: int = AVERAGE_MATES


@dataclass(frozen=True, slots=True)
class OwnTeam:
    """The viewer's team: what it has, what it can still take, and what one act more would add.

    `parts` are told of a closed week in which five were at work; else `own` is what the viewer
    gives, in whole points of the raw score. An act that adds less than half a point adds 0.
    """

    name: str
    score: Decimal | None
    training: bool
    left: Decimal | None
    ahead: str | None
    gap: Decimal | None
    passes: bool
    dose: Decimal | None
    share: Decimal | None
    parts: tuple[ScorePart, ...]
    own: tuple[ScorePart, ...]
    mates: Averaging | None


def get_own_team(board: Board) -> OwnTeam | None:
    """The viewer's team on a board; None where it is not on it."""
    line, reach = board.own_line, board.reach
    if line is None:
        return None
    left = reach.left if reach else None
    gap = reach.gap if reach else None
    return OwnTeam(
        name=line.name,
        score=line.score,
        training=line.training and not line.rests,
        left=left,
        ahead=reach.ahead if reach else None,
        gap=gap,
        passes=left is not None and gap is not None and left > gap,
        dose=reach.dose if reach else None,
        share=reach.share if reach else None,
        parts=_parts(board.parts) if board.parts else (),
        own=_own(board.own) if board.own else (),
        mates=_mates(board, line),
    )


def _mates(board: Board, line: BoardLine) -> Averaging | None:
    """Who plays along. Whoever is in training plays without; the raw score is the parts' sum."""
    if line.place is None:
        return None
    row = dot_row.draw_dots(line.size, AVERAGE_MATES)
    if board.parts is None:
        return Averaging(line.size, None, None, row)
    return Averaging(line.size, round_to_tenth(board.parts.raw), round_to_tenth(board.mean), row)


def _parts(parts: Parts) -> tuple[ScorePart, ...]:
    return tuple(
        ScorePart(name, int(weight * 100), 100 * share, float(weight * 100) * share)
        for name, weight in WEIGHTS.items()
        for share in (float(getattr(parts, name)),)
    )


def _own(own: Own) -> tuple[ScorePart, ...]:
    """The viewer's own, from their own week alone, in whole points (RULES R5.9)."""
    shares = {"effort": float(own.effort), "kept": float(own.kept), "shared": float(own.shared)}
    return tuple(
        ScorePart(
            *(name, int(weight * 100), 100 * shares[name]),
            float(round_to_tenth(weight * getattr(own.gives, name), running=True)),
        )
        for name, weight in WEIGHTS.items()
    )
