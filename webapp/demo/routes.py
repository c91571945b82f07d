"""Routes of the demo: its door, where a click is enough. Registered in the demo only."""

from typing import Any

from flask import abort, g, redirect, render_template, request, url_for

import webapp.clock as clock
from webapp.auth import access
from webapp.auth.current_session import SESSION_LIFETIME
from webapp.demo import bp, demo_login
from webapp.demo.cast import COMPANY
from webapp.htmx import see_other
from webapp.people.hooks import hooks


@bp.get("/demo")
@access.public
def door() -> Any:
    """Whose phone do you pick up?"""
    if g.member:
        return redirect(url_for("today.page"), 303)
    return render_template("demo/door.html", organisation=COMPANY)


@bp.post("/demo/<name>")
@access.public
@access.no_write_cost("the demo alone, whose company is made anew")
def enter(name: str) -> Any:
    """Sign in as Inès, Théo or Maya of a company that is marked as a demo."""
    on_member_facts_changed = hooks().on_member_facts_changed
    token = demo_login.enter_demo(
        name, request.user_agent.string, clock.now(), on_member_facts_changed
    )
    if token is None:
        abort(404)
    answer = see_other(url_for("today.page"))
    access.set_cookie(answer, token, SESSION_LIFETIME)
    return answer
