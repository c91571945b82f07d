"""Routes of Today: the page, its panel, and the summary that the phone keeps."""

from typing import Any

from flask import current_app, g, jsonify, render_template

import webapp.clock as clock
from webapp.people import guard
from webapp.today import bp, panel, phone


@bp.get("/today")
@guard.signed_in
def page() -> str:
    """What do I do now?"""
    return render_template("today/page.html", **_today())


@bp.get("/today/panel")
@guard.signed_in
def part() -> str:
    """The panel alone, which reloads itself."""
    return render_template("today/_panel.html", **_today())


@bp.get("/today/summary")
@guard.signed_in
def summary() -> Any:
    """What Today and Log need without a network, as JSON."""
    now, parts = clock.now(), current_app.extensions["rebond.parts"]
    shown = panel.today(g.member, now, parts)
    return jsonify(phone.kept(g.member, now, shown, parts["tags"](g.member)))


def _today() -> dict[str, Any]:
    shown = panel.page(g.member, clock.now(), current_app.extensions["rebond.parts"])
    return {"name": g.member.name, "today": shown}
