"""The board's panel as it was last sent to a member, for as long as their board holds."""

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

    `render` makes it of what `shown` says, and of who looks and when, and of nothing else.
    """
    board = load_board(member, week, league, now)
    if board is None:
        return None
    held, key = (
        cache.cache_for(db.engine),
        ("panel", member.organisation_id, member.id, board.week, league),
    )
    made_of = (member, current_week(member, now), board.stamp)
    was = held.get(key)
    if was and was[0] == made_of:
        text: str = was[1]
        return text
    text = render(**board_context(member, board, now))
    held.put(key, (made_of, text))
    return text
