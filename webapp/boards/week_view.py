"""View of a week's team board."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from babel.lists import format_list
from flask_babel import get_locale

from webapp.boards import league_view, own_team, week_selection
from webapp.boards.league_view import LeagueView
from webapp.game.days import WEEK, sunday_of, week_name, week_start
from webapp.people.members import Member
from webapp.progress.boards.board import Board, current_week, get_board
from webapp.progress.boards.passings import Passing
from webapp.progress.boards.potential import Potential
from webapp.progress.boards.teams import BoardLine
from webapp.text_direction import isolate

MAX_PASSINGS = 5  # passings, the newest


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday; state is running, closing (over, phones awaited), closed.

    `until` is the instant up to which that state lasts; None where nothing follows.
    """

    monday: date
    state: str
    current: bool
    until: datetime | None = None

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        return sunday_of(self.monday)

    @property
    def address(self) -> str:
        return week_name(self.monday)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A team's line; `reach` is the most that the viewer's team can come to in an open week.

    kind is ranked, training, starting (new, its first working day is to come), resting or empty.
    """

    kind: str
    place: int | None
    name: str
    size: int
    score: Decimal | None
    mine: bool
    reach: Decimal | None


def load_board(
    member: Member, week: date | None, league: int | None, now: datetime
) -> Board | None:
    """The board of the present week or of another.

    A week has none before the organisation began nor before it begins. `league` counts from 1;
    without one it is the viewer's own.
    """
    present = current_week(member, now)
    monday = present if week is None else week
    if not week_selection.first_week(member) <= monday <= present:
        return None
    board = get_board(member, monday, now, None if league is None else league - 1)
    return board if 0 <= board.league < board.leagues else None


def board_context(member: Member, board: Board, now: datetime) -> dict[str, Any]:
    """What the board's template asks for."""
    present, first = current_week(member, now), week_selection.first_week(member)
    league = league_view.league_view(board)
    return {
        "league": league,
        "panel": _panel(board.week, present, league),
        "mine_id": board.own_line.team_id if board.own_line else None,
        "week": _week(member, board, present),
        "weeks": [
            Week(m, "", m == present)
            for m in week_selection.selectable_weeks(board.week, first, present)
        ],
        "rows": [_row(line, board.reach) for line in board.lines],
        "mine": own_team.get_own_team(board),
        "teamless": board.stamp.team_id is None and member.role == "member",
        "founds": member.role == "admin",
        "happened": [_passing_context(passing) for passing in board.passings[-MAX_PASSINGS:]],
    }


def _passing_context(passing: Passing) -> dict[str, Any]:
    """A passing in words: who, whom, on which day."""
    others = format_list([isolate(name) for name in passing.passed], locale=get_locale())
    return {"team": passing.team, "others": others, "day": passing.day, "mine": passing.mine}


def _week(member: Member, board: Board, present: date) -> Week:
    if board.closed:
        return Week(board.week, "closed", board.week == present)
    if board.week == present:
        return Week(
            board.week, "running", True, week_start(board.week + WEEK, member.organisation_zone)
        )
    return Week(board.week, "closing", False, board.closes_at)


def _row(line: BoardLine, reach: Potential | None) -> BoardRow:
    return BoardRow(
        kind=_kind(line),
        place=line.place,
        name=line.name,
        size=line.size,
        score=line.score,
        mine=line.mine,
        reach=_most(line, reach) if reach and line.mine else None,
    )


def _most(line: BoardLine, reach: Potential) -> Decimal | None:
    return None if line.score is None or reach.left is None else line.score + reach.left


def _kind(line: BoardLine) -> str:
    if line.size == 0:
        return "empty"
    if line.training:
        return "training"
    if line.rests:
        return "starting" if line.new else "resting"
    return "ranked"


def _panel(week: date, present: date, league: LeagueView | None) -> str:
    """Where the board is read again: the present one by no name, so that it follows the weeks."""
    query = {} if week == present else {"of": week_name(week)}
    if league and not league.own:
        query["league"] = str(league.number)
    return f"/boards/week?{urlencode(query)}".rstrip("?")
