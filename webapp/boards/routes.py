"""Routes of boards: the team board of a week, and its panel."""

from datetime import date
from functools import partial
from typing import Any

from flask import abort, g, render_template, request

import webapp.clock as clock
from webapp.boards import bp, panel
from webapp.boards.week import read, shown
from webapp.game.days import week_named
from webapp.people import guard


@bp.get("/boards")
@guard.signed_in
def page() -> str:
    """The present week's team board."""
    return render_template("boards/page.html", **_board(None))


@bp.get("/boards/<address>")
@guard.signed_in
def past(address: str) -> str:
    """The board of the week « 2026-W47 »."""
    return render_template("boards/page.html", **_board(_monday(address)))


@bp.get("/boards/week")
@guard.signed_in
def week() -> str:
    """The board alone, which reloads itself; of the present week, or of ?of=2026-W47."""
    address = request.args.get("of")
    monday = _monday(address) if address else None
    made = panel.of(g.member, monday, clock.now(), partial(render_template, "boards/_week.html"))
    if made is None:
        abort(404)
    return made


def _monday(address: str) -> date:
    monday = week_named(address)
    if monday is None:
        abort(404)
    return monday


def _board(monday: date | None) -> dict[str, Any]:
    now = clock.now()
    board = read(g.member, monday, now)
    if board is None:
        abort(404)
    return shown(g.member, board, now)
