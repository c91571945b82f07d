"""Rank of the member's team this week, for one line of Today."""

from datetime import datetime

from webapp.game.days import week_name
from webapp.people.members import Member
from webapp.progress.boards.board import current_week, get_board
from webapp.providers import TeamRank


def get_rank(member: Member, now: datetime) -> TeamRank | None:
    """The place of the member's team on the present week's board; None for who is in none."""
    week = current_week(member, now)
    board = get_board(member, week, now)
    mine, reach = board.own_line, board.reach
    if mine is None:
        return None
    rests = mine.rests and not mine.training
    return TeamRank(
        key=f"{week_name(week)} {mine.team_id}",
        name=mine.name,
        place=mine.place,
        score=mine.score,
        gap=reach.gap if reach else None,
        ahead=reach.ahead if reach else None,
        left=reach.left if reach else None,
        rests=rests,
        starts=rests and mine.new,
    )
