"""Access control: every route declares who may use it and what it costs, or the app does not
start.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, g, request, url_for

import webapp.clock as clock
from webapp.auth.cookies import read_cookie, set_cookie
from webapp.htmx import see_other
from webapp.security import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])
RECENT_LOGIN = timedelta(minutes=15)
FORM_COOKIE = "form"  # the cookie of what was asked before a code had to be shown
MAX_FORM_BYTES = 2000


class UndeclaredAccessError(Exception):
    """A route that does not say who may use it."""


def public(view: View) -> View:
    """Declare a route open to the signed-out too; g.member is the member or None."""
    return _declare(view, "anyone")


def login_required(view: View) -> View:
    """Declare a route for members who are signed in; g.member is a Member."""
    return _declare(view, "member")


def manager_required(view: View) -> View:
    """Declare a route for managers and admins."""
    return _declare(view, "manager")


def admin_required(view: View) -> View:
    """Declare a route for admins."""
    return _declare(view, "admin")


def write_cost(cost: int) -> Callable[[View], View]:
    """Declare what a request of this route adds to its member's daily limit (TRUST, limits).

    A day holds 1,000, which nobody meets by hand; more is answered with 429.
    """

    def declared(view: View) -> View:
        view.write_cost = cost  # type: ignore[attr-defined]
        return view

    return declared


def recent_login_required(back: str) -> Callable[[View], View]:
    """Require a recent login: who has not shown within a quarter of an hour that their address is
    theirs shows it first, by a code, and is led `back` to the page (a route's name) that asks.
    """

    def declared(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            return view(**arguments) if is_recent_login() else ask_for_recent_login(back)

        return guarded  # type: ignore[return-value]

    return declared


def no_write_cost(why: str) -> Callable[[View], View]:
    """Declare that this route leaves no rows, or has a limit of its own: `why` says which."""

    def declared(view: View) -> View:
        view.no_write_cost = why  # type: ignore[attr-defined]
        return view

    return declared


def is_recent_login() -> bool:
    """Whether the member has shown of late, in this browser, that their address is theirs."""
    proved_at: datetime | None = g.get("proved_at")
    return proved_at is not None and proved_at > clock.now() - RECENT_LOGIN


def ask_for_recent_login(back: str) -> Response:
    """Redirect to where a code is asked for, then back; a cookie keeps what was typed
    until then.
    """
    answer = see_other(url_for("auth.confirm", to=back))
    fields = urlencode(list(request.form.items(multi=True)))
    if fields and len(fields) < MAX_FORM_BYTES:
        set_cookie(answer, f"{request.path}?{fields}", RECENT_LOGIN, FORM_COOKIE)
    return answer


def interrupted_address() -> tuple[str, dict[str, str]]:
    """The path and the fields of what was asked before a code had to be shown, if anything was."""
    path, _, fields = read_cookie(FORM_COOKIE).partition("?")
    return path, dict(parse_qsl(fields))


def check_all_declared(app: Flask) -> None:
    """Raise UndeclaredAccessError unless every route says who may use it, and what it costs if it
    writes.
    """
    silent = [name for name, view in app.view_functions.items() if not hasattr(view, "access")]
    if silent:
        raise UndeclaredAccessError(
            f"These routes do not say who may use them: {', '.join(sorted(silent))}."
        )
    writing_routes = {rule.endpoint for rule in app.url_map.iter_rules() if _writes(rule.methods)}
    unlimited = [
        name
        for name in sorted(writing_routes)
        if not getattr(app.view_functions[name], "write_cost", 0)
        and not getattr(app.view_functions[name], "no_write_cost", "")
    ]
    if unlimited:
        raise UndeclaredAccessError(
            f"These routes do not say what a write costs: {', '.join(unlimited)}."
        )


def _writes(methods: set[str] | None) -> bool:
    return bool((methods or set()) - set(SAFE_METHODS))


def _declare(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
