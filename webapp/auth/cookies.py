"""Cookies of signing in: bound to this host, read by no script, sent along by no other site."""

import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Response, current_app, g, request

BROWSER_COOKIE = "code"  # the cookie of the token that a browser has before it signs in
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def cookie_name(what: str = "") -> str:
    """The name of the session cookie: bound to this host on HTTPS, plain where HTTPS is not at
    hand.

    `what` names one of the short-lived ones: the browser of a code, an invitation just made.
    """
    name = f"rebond-{what}" if what else "rebond"
    return f"__Host-{name}" if request.is_secure else name


def read_cookie(what: str = "") -> str:
    """The value of this browser's cookie, or ""."""
    return request.cookies.get(cookie_name(what), "")


def get_browser_token() -> str:
    """The token that this browser has had before it signed in, or has from this answer on."""
    if "browser" not in g:
        g.browser = read_cookie(BROWSER_COOKIE) or secrets.token_urlsafe(32)
    token: str = g.browser
    return token


def set_cookie(answer: Response, value: str, age: timedelta, what: str = "") -> None:
    """Set a cookie that no script reads and no other site sends along."""
    answer.set_cookie(
        cookie_name(what),
        value,
        max_age=age,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def clear_cookie(answer: Response, what: str = "") -> None:
    """Delete the cookie; who signs out leaves no page in this browser's cache either.

    Of what browsers can clear, "storage" holds the outbox, and "cookies" belong to every site of
    the host's domain, so that signing out here would sign out there.
    """
    if not what:
        answer.headers["Clear-Site-Data"] = '"cache"'
    answer.delete_cookie(cookie_name(what), secure=request.is_secure, httponly=True, samesite="Lax")


def is_secure_context() -> bool:
    """Whether a sign-in can be trusted to this connection: HTTPS, this machine, or as told."""
    is_allowed: bool = current_app.config["INSECURE"]
    return request.is_secure or is_allowed or urlsplit(request.host_url).hostname in LOOPBACK
