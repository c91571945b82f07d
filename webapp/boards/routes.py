"""Routes of boards: the team board of a week, its panel, and the seasons."""

from datetime import date
from functools import partial
from typing import Any

from flask import abort, g, render_template, request

import webapp.clock as clock
from webapp.boards import bp, panel, season
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
    render = partial(render_template, "boards/_week.html")
    return panel.of(g.member, monday, _league(), clock.now(), render) or abort(404)


@bp.get("/boards/seasons")
@guard.signed_in
def season_list() -> str:
    """All seasons, a page at a time, newest first."""
    before = request.args.get("before")
    monday = _monday(before) if before else None
    listed = season.listed(g.member, monday, clock.now()) or abort(404)
    return render_template("boards/seasons.html", **listed)


@bp.get("/boards/seasons/<address>")
@guard.signed_in
def one_season(address: str) -> str:
    """The season that begins in the week « 2026-W47 »."""
    told = season.shown(g.member, _monday(address), _league(), clock.now()) or abort(404)
    return render_template("boards/season.html", **told)


def _monday(address: str) -> date:
    return week_named(address) or abort(404)


def _league() -> int | None:
    """The league that was asked for, counted from 1; None for one's own."""
    said = request.args.get("league")
    if said is None:
        return None
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else abort(404)


def _board(monday: date | None) -> dict[str, Any]:
    now = clock.now()
    board = read(g.member, monday, _league(), now) or abort(404)
    return shown(g.member, board, now)
