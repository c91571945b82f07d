"""Routes of the demo: its door, where a click is enough. Registered in the demo only."""

from typing import Any

from flask import abort, g, render_template, request, url_for

import webapp.clock as clock
from webapp.auth import access, cookies
from webapp.auth.clients import Client
from webapp.auth.current_session import SESSION_LIFETIME
from webapp.demo import bp, demo_login
from webapp.demo.cast import COMPANY
from webapp.htmx import see_other


@bp.get("/demo")
@access.public
def door() -> Any:
    """Whose phone do you pick up?"""
    if g.member:
        return see_other(url_for("today.page"))
    return render_template("demo/login.html", organisation=COMPANY)


@bp.post("/demo/<name>")
@access.public
@access.no_write_cost("the demo alone, whose company is made anew")
def enter(name: str) -> Any:
    """Sign in as Inès, Théo or Maya of a company that is marked as a demo."""
    client = Client(agent=request.user_agent.string)
    token = demo_login.enter_demo(name, client, clock.now())
    if token is None:
        abort(404)
    answer = see_other(url_for("today.page"))
    cookies.set_cookie(answer, token, SESSION_LIFETIME)
    return answer
