"""A week's team board as it is shown."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from webapp.boards import weeks
from webapp.game.days import week_name
from webapp.game.leagues import season_of
from webapp.game.standings import (
    AVERAGE_MATES,
    WEIGHTS,
    Parts,
    out_of_100,
    tenths,
)
from webapp.people.who import Who
from webapp.progress.entrants import Line
from webapp.progress.reaching import Reach
from webapp.progress.standings import Board, board, present_week

MOST_NAMED, BESIDE = 12, 2


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
    """A team's line; `reach` is the score if the viewer's team did all that it still can.

    kind is ranked, training, starting (new, its first working day is to come), resting or empty.
    """

    kind: str
    place: int | None
    name: str
    size: int
    score: Decimal | None
    mine: bool
    reach: Decimal | None


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
class League:
    """One of several leagues, counted from 1, and the last day of its season."""

    number: int
    of: int
    until: date
    own: bool

    @property
    def named(self) -> list[int]:
        """The leagues that the board names beside this one."""
        return named(self.number, self.of)

    @property
    def query(self) -> str:
        """What an address says to stay in this league; nothing in one's own."""
        return "" if self.own else f"?league={self.number}"


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


def read(who: Who, week: date | None, league: int | None, now: datetime) -> Board | None:
    """The board of the present week or of another.

    A week has none before the organisation began nor before it begins. `league` counts from 1;
    without one it is the viewer's own.
    """
    present = present_week(who, now)
    wanted = present if week is None else week
    if not weeks.first(who) <= wanted <= present:
        return None
    made = board(who, wanted, now, None if league is None else league - 1)
    return made if 0 <= made.league < made.leagues else None


def shown(who: Who, made: Board, now: datetime) -> dict[str, Any]:
    """What the board's template asks for."""
    present, first = present_week(who, now), weeks.first(who)
    return {
        "league": (league := _league(made)),
        "panel": _panel(made.week, present, league),
        "mine_id": made.mine.team_id if made.mine else None,
        "week": Week(made.week, _state(made, made.week == present), made.week == present),
        "weeks": [Week(m, "", m == present) for m in weeks.around(made.week, first, present)],
        "rows": [_row(line, made.reach) for line in made.lines],
        "mine": _mine(made),
        "teamless": made.stamp.team_id is None and who.role == "member",
        "founds": who.role == "admin",
    }


def _state(made: Board, present: bool) -> str:
    if made.closed:
        return "closed"
    return "running" if present else "closing"


def _row(line: Line, reach: Reach | None) -> Row:
    return Row(
        kind=_kind(line),
        place=line.place,
        name=line.name,
        size=line.size,
        score=line.score,
        mine=line.mine,
        reach=reach.best if reach and line.mine else None,
    )


def named(shown: int, leagues: int) -> list[int]:
    """All leagues, or of many the first, the last, the shown one and those beside it."""
    if leagues <= MOST_NAMED:
        return list(range(1, leagues + 1))
    beside = range(max(1, shown - BESIDE), min(leagues, shown + BESIDE) + 1)
    return sorted({1, *beside, leagues})


def _kind(line: Line) -> str:
    if line.size == 0:
        return "empty"
    if line.training:
        return "training"
    if line.rests:
        return "starting" if line.new else "resting"
    return "ranked"


def _league(made: Board) -> League | None:
    if made.leagues == 1:
        return None
    until = season_of(made.week) + weeks.SEASON - weeks.ONE_DAY
    own = made.stamp.team_id is None or made.mine is not None
    return League(made.league + 1, made.leagues, until, own)


def _panel(week: date, present: date, league: League | None) -> str:
    """Where the board is read again: the present one by no name, so that it follows the weeks."""
    asked = {} if week == present else {"of": week_name(week)}
    if league and not league.own:
        asked["league"] = str(league.number)
    return f"/boards/week?{urlencode(asked)}".rstrip("?")


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
