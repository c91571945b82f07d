"""Routes of the demo: its door, where a click is enough. Registered in the demo only."""

from typing import Any

from flask import abort, current_app, g, redirect, render_template, request, url_for

import webapp.clock as clock
from webapp.demo import bp, entrance
from webapp.demo.cast import COMPANY
from webapp.htmx import see_other
from webapp.people import guard
from webapp.people.who import SESSION_LIFETIME


@bp.get("/demo")
@guard.public
def door() -> Any:
    """Whose phone do you pick up?"""
    if g.member:
        return redirect(url_for("today.page"), 303)
    return render_template("demo/door.html", organisation=COMPANY)


@bp.post("/demo/<name>")
@guard.public
@guard.no_write_cost("the demo alone, whose company is made anew")
def enter(name: str) -> Any:
    """Sign in as Inès, Théo or Maya of a company that is marked as a demo."""
    arrivals = current_app.extensions["rebond.arrivals"]
    token = entrance.enter_demo(name, request.user_agent.string, clock.now(), arrivals)
    if token is None:
        abort(404)
    answer = see_other(url_for("today.page"))
    guard.set_cookie(answer, token, SESSION_LIFETIME)
    return answer
