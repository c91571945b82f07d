"""Logging in, as codes and links share it: a secure connection, the client, the cookie.

A browser has a token of its own before it signs in, so that what it has done once (asked for a
code, shown it, followed a link) can be told to it again, and to no other.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import (
    Response,
    make_response,
    render_template,
    url_for,
)

import webapp.clock as clock
from webapp.auth import cookies, sessions
from webapp.auth.current_session import SESSION_LIFETIME, find_session
from webapp.htmx import see_other
from webapp.people.hooks import hooks


def secure_page(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse sign-in over connections that anybody can read, and set the browser's token."""

    @wraps(view)
    def guarded(**arguments: Any) -> Any:
        if not cookies.is_secure_context():
            return render_template("auth/https_required.html"), 403
        answer = make_response(view(**arguments))
        if not cookies.read_cookie(cookies.BROWSER_COOKIE):
            cookies.set_cookie(
                answer, cookies.get_browser_token(), SESSION_LIFETIME, cookies.BROWSER_COOKIE
            )
        return answer

    return guarded


def log_in_response(token: str) -> Response:
    """The answer that logs in: the session's cookie; another session of this browser ends."""
    if cookies.read_cookie() not in ("", token):
        sessions.end_session(cookies.read_cookie(), clock.now())
    _erase_due(token)
    answer = see_other(url_for("today.page"))
    cookies.set_cookie(answer, token, SESSION_LIFETIME)
    return answer


def _erase_due(token: str) -> None:
    """Whose days of grace are over in this company goes now, if no timer has seen to it before."""
    at = clock.now()
    session = find_session(token, at)
    if session:
        hooks().erase_due(at, session.member.organisation_id)
