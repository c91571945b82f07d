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
from webapp.people.who import SESSION_LIFETIME, find_session


def secure_page(view: Callable[..., Any]) -> Callable[..., Any]:
    """Keeps sign-in off connections that anybody can read, and gives the browser its token."""

    @wraps(view)
    def guarded(**given: Any) -> Any:
        if not guard.is_secure_context():
            return render_template("people/insecure.html"), 403
        answer = make_response(view(**given))
        if not guard.read_cookie(guard.BROWSER_COOKIE):
            guard.set_cookie(
                answer, guard.get_browser_token(), SESSION_LIFETIME, guard.BROWSER_COOKIE
            )
        return answer

    return guarded


def log_in_response(token: str) -> Response:
    """Signed in: whatever other sign-in this browser had before is over."""
    if guard.read_cookie() not in ("", token):
        sign_ins.end_session(guard.read_cookie(), clock.now())
    _sweep(token)
    answer: Response = redirect(url_for("today.page"), 303)  # type: ignore[assignment]
    guard.set_cookie(answer, token, SESSION_LIFETIME)
    return answer


def _sweep(token: str) -> None:
    """Whose days of grace are over in this company goes now, if no timer has seen to it before."""
    at = clock.now()
    found = find_session(token, at)
    if found:
        current_app.extensions["rebond.sweep"](at, found.who.organisation_id)
