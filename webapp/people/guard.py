"""Who may: every route declares it, or the app does not start."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, g, jsonify, redirect, request, url_for
from werkzeug.exceptions import Forbidden

import webapp.clock as clock
from webapp.people import who

View = TypeVar("View", bound=Callable[..., Any])
ORDER = {"member": 0, "manager": 1, "admin": 2}


class Undeclared(Exception):
    """A route that does not say who may use it."""


def anyone(view: View) -> View:
    """Open to the signed-out too; g.member is the member or None."""
    return _declared(view, "anyone")


def signed_in(view: View) -> View:
    """For members who are signed in; g.member is a Who."""
    return _declared(view, "member")


def manager(view: View) -> View:
    """For managers and admins."""
    return _declared(view, "manager")


def admin(view: View) -> View:
    """For admins."""
    return _declared(view, "admin")


def init_app(app: Flask) -> None:
    """Load the member before each request, and let nothing undeclared through."""

    @app.before_request
    def guarded() -> Any:
        g.member = None
        view = app.view_functions.get(request.endpoint or "")
        access = getattr(view, "access", None)
        if access is None:
            return None
        g.member = _present()
        if access == "anyone":
            return None
        if g.member is None:
            return signed_out()
        if ORDER[g.member.role] < ORDER[access]:
            raise Forbidden
        return None


def check(app: Flask) -> None:
    """Raise Undeclared unless every route says who may use it."""
    silent = [name for name, view in app.view_functions.items() if not hasattr(view, "access")]
    if silent:
        raise Undeclared(f"These routes do not say who may use them: {', '.join(sorted(silent))}.")


def signed_out() -> Response:
    """The answer to who must sign in first: 401 to a script, the sign-in page to a person."""
    if request.headers.get("HX-Request") == "true":
        answer = Response(status=401)
        answer.headers["HX-Redirect"] = url_for("people.sign_in")
        return answer
    if wants_json():
        answer = jsonify(error="signed_out")
        answer.status_code = 401
        return answer
    return redirect(url_for("people.sign_in"), 303)  # type: ignore[return-value]


def wants_json() -> bool:
    """Whether the request speaks JSON, so that its errors must too."""
    best = request.accept_mimetypes.best
    return request.is_json or best == "application/json" or request.path.endswith("/summary")


def cookie_name() -> str:
    """The sign-in cookie: bound to this host on HTTPS, plain where HTTPS is not at hand."""
    return "__Host-rebond" if request.is_secure else "rebond"


def _present() -> who.Who | None:
    cookie = request.cookies.get(cookie_name(), "")
    if not cookie:
        return None
    at = clock.now()
    found = who.signed_in(cookie, at)
    if found is None:
        return None
    member, stale = found
    if stale:
        who.note_use(cookie, at)
    return member


def _declared(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
