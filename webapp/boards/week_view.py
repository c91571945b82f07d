"""A week's team board as it is shown."""

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
    wanted = present if week is None else week
    if not week_selection.first_week(member) <= wanted <= present:
        return None
    made = get_board(member, wanted, now, None if league is None else league - 1)
    return made if 0 <= made.league < made.leagues else None


def board_context(member: Member, made: Board, now: datetime) -> dict[str, Any]:
    """What the board's template asks for."""
    present, first = current_week(member, now), week_selection.first_week(member)
    league = league_view.league_view(made)
    return {
        "league": league,
        "panel": _panel(made.week, present, league),
        "mine_id": made.own_line.team_id if made.own_line else None,
        "week": _week(member, made, present),
        "weeks": [
            Week(m, "", m == present)
            for m in week_selection.selectable_weeks(made.week, first, present)
        ],
        "rows": [_row(line, made.reach) for line in made.lines],
        "mine": own_team.get_own_team(made),
        "teamless": made.stamp.team_id is None and member.role == "member",
        "founds": member.role == "admin",
        "happened": [_told(passing) for passing in made.passings[-MAX_PASSINGS:]],
    }


def _told(passing: Passing) -> dict[str, Any]:
    """A passing in words: who, whom, on which day."""
    others = format_list([isolate(name) for name in passing.passed], locale=get_locale())
    return {"team": passing.team, "others": others, "day": passing.day, "mine": passing.mine}


def _week(member: Member, made: Board, present: date) -> Week:
    if made.closed:
        return Week(made.week, "closed", made.week == present)
    if made.week == present:
        return Week(
            made.week, "running", True, week_start(made.week + WEEK, member.organisation_zone)
        )
    return Week(made.week, "closing", False, made.closes_at)


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
    asked = {} if week == present else {"of": week_name(week)}
    if league and not league.own:
        asked["league"] = str(league.number)
    return f"/boards/week?{urlencode(asked)}".rstrip("?")
