"""View of a board's league among those of its season, with the links beside it."""

from dataclasses import dataclass
from datetime import date

from webapp.boards import week_selection
from webapp.game.days import ONE_DAY
from webapp.game.leagues import season_of
from webapp.progress.boards.board import Board

MOST_NAMED, BESIDE = 12, 2


@dataclass(frozen=True, slots=True)
class LeagueView:
    """One of several leagues, counted from 1, and the last day of its season."""

    number: int
    of: int
    until: date
    own: bool

    @property
    def named(self) -> list[int]:
        """The leagues that the board names beside this one."""
        return named_leagues(self.number, self.of)

    @property
    def query(self) -> str:
        """What an address says to stay in this league; nothing in one's own."""
        return "" if self.own else f"?league={self.number}"


def league_view(board: Board) -> LeagueView | None:
    """The league of a board; None where there is but one."""
    if board.leagues == 1:
        return None
    until = season_of(board.week) + week_selection.SEASON - ONE_DAY
    own = board.stamp.team_id is None or board.own_line is not None
    return LeagueView(board.league + 1, board.leagues, until, own)


def named_leagues(current: int, leagues: int) -> list[int]:
    """All leagues, or of many the first, the last, the shown one and those beside it."""
    if leagues <= MOST_NAMED:
        return list(range(1, leagues + 1))
    beside = range(max(1, current - BESIDE), min(leagues, current + BESIDE) + 1)
    return sorted({1, *beside, leagues})
