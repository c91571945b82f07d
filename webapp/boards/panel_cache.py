"""Cache of the board's panel as it was last sent to a member, while their board holds."""

from collections.abc import Callable
from datetime import date, datetime

import webapp.cache as cache
from webapp.boards.week_view import board_context, load_board
from webapp.database.engine import db
from webapp.people.members import Member
from webapp.progress.boards.board import current_week


def get_panel(
    member: Member,
    week: date | None,
    league: int | None,
    now: datetime,
    render: Callable[..., str],
) -> str | None:
    """The panel of that week and league, or of the present one; None where there is no board.

    `render` makes it of `board_context` alone, so of the board, of who looks and when.
    """
    board = load_board(member, week, league, now)
    if board is None:
        return None
    panels, key = (
        cache.cache_for(db.engine),
        ("panel", member.organisation_id, member.id, board.week, league),
    )
    inputs = (member, current_week(member, now), board.stamp)
    cached = panels.get(key)
    if cached and cached[0] == inputs:
        text: str = cached[1]
        return text
    text = render(**board_context(member, board, now))
    panels.put(key, (inputs, text))
    return text
