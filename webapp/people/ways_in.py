"""What both ways in share, by a code and by a link: a connection that can be trusted, the sign-in.

A browser has a token of its own before it signs in, so that what it has done once (asked for a
code, shown it, followed a link) can be told to it again, and to no other.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import (
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    url_for,
)

import webapp.clock as clock
from webapp.people import guard, sign_ins
from webapp.people.who import SIGNED_IN_FOR, signed_in


def secured(view: Callable[..., Any]) -> Callable[..., Any]:
    """Keeps sign-in off connections that anybody can read, and gives the browser its token."""

    @wraps(view)
    def guarded(**given: Any) -> Any:
        if not guard.keeps_secrets():
            return render_template("people/insecure.html"), 403
        answer = make_response(view(**given))
        if not guard.carried(guard.BROWSER):
            guard.carry(answer, guard.browser(), SIGNED_IN_FOR, guard.BROWSER)
        return answer

    return guarded


def inside(token: str) -> Response:
    """Signed in: whatever other sign-in this browser had before is over."""
    if guard.carried() not in ("", token):
        sign_ins.end(guard.carried(), clock.now())
    _sweep(token)
    answer: Response = redirect(url_for("today.page"), 303)  # type: ignore[assignment]
    guard.carry(answer, token, SIGNED_IN_FOR)
    return answer


def _sweep(token: str) -> None:
    """Whose days of grace are over in this company goes now, if no timer has seen to it before."""
    at = clock.now()
    found = signed_in(token, at)
    if found:
        current_app.extensions["rebond.sweep"](at, found.who.organisation_id)
