"""Routes of boards: the team board of a week, its panel, and the seasons."""

from datetime import date
from functools import partial
from typing import Any

from flask import abort, g, render_template, request

import webapp.clock as clock
from webapp.auth import access
from webapp.boards import bp, panel_cache, season_view
from webapp.boards.week_view import board_context, load_board
from webapp.game.days import parse_week


@bp.get("/boards")
@access.login_required
def page() -> str:
    """The present week's team board."""
    return render_template("boards/page.html", **_board(None))


@bp.get("/boards/<address>")
@access.login_required
def past(address: str) -> str:
    """The board of the week « 2026-W47 »."""
    return render_template("boards/page.html", **_board(_monday(address)))


@bp.get("/boards/week")
@access.login_required
def week() -> str:
    """The board alone, which reloads itself; of the present week, or of ?of=2026-W47."""
    address = request.args.get("of")
    monday = _monday(address) if address else None
    render = partial(render_template, "boards/_week.html")
    return panel_cache.get_panel(g.member, monday, _league(), clock.now(), render) or abort(404)


@bp.get("/boards/seasons")
@access.login_required
def season_list() -> str:
    """All seasons, a page at a time, newest first."""
    before = request.args.get("before")
    monday = _monday(before) if before else None
    context = season_view.season_list_context(g.member, monday, clock.now()) or abort(404)
    return render_template("boards/seasons.html", **context)


@bp.get("/boards/seasons/<address>")
@access.login_required
def one_season(address: str) -> str:
    """The season that begins in the week « 2026-W47 »."""
    context = season_view.season_context(
        g.member, _monday(address), _league(), clock.now()
    ) or abort(404)
    return render_template("boards/season.html", **context)


def _monday(address: str) -> date:
    return parse_week(address) or abort(404)


def _league() -> int | None:
    """The league that was asked for, counted from 1; None for one's own."""
    number = request.args.get("league")
    if number is None:
        return None
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else abort(404)


def _board(monday: date | None) -> dict[str, Any]:
    now = clock.now()
    board = load_board(g.member, monday, _league(), now) or abort(404)
    return board_context(g.member, board, now)
