"""The board's panel as it was last sent to a member, for as long as their board holds."""

from collections.abc import Callable
from datetime import date, datetime

import webapp.kept as kept
from webapp.boards.week import board_context, load_board
from webapp.database import db
from webapp.people.who import Member
from webapp.progress.standings import current_week


def get_panel(
    who: Member,
    week: date | None,
    league: int | None,
    now: datetime,
    render: Callable[..., str],
) -> str | None:
    """The panel of that week and league, or of the present one; None where there is no board.

    `render` makes it of what `shown` says, and of who looks and when, and of nothing else.
    """
    board = load_board(who, week, league, now)
    if board is None:
        return None
    held, key = (
        kept.cache_for(db.engine),
        ("panel", who.organisation_id, who.id, board.week, league),
    )
    made_of = (who, current_week(who, now), board.stamp)
    was = held.get(key)
    if was and was[0] == made_of:
        text: str = was[1]
        return text
    text = render(**board_context(who, board, now))
    held.put(key, (made_of, text))
    return text
