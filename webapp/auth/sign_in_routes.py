"""Routes of signing in by a code, and of signing out."""

from typing import Any

from flask import Response, current_app, g, render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.auth import (
    access,
    bp,
    code_repository,
    cookies,
    login,
    login_codes,
    request_guard,
    sessions,
)
from webapp.htmx import render_invalid_form, see_other
from webapp.i18n import current_variant
from webapp.people import forms


@bp.get("/")
@access.public
def door() -> Any:
    """Where one comes in: to Today, to the demo's door, or to sign in."""
    if g.member:
        return see_other(url_for("today.page"))
    demo = current_app.config["DEMO"] and "demo.door" in current_app.view_functions
    return see_other(url_for("demo.door" if demo else "auth.sign_in"))


@bp.get("/sign-in")
@access.public
@login.secure_page
def sign_in() -> Any:
    """The page that asks for an address; or for the code, where one is on its way already."""
    if g.member:
        return see_other(url_for("today.page"))
    at = clock.now()
    pending = code_repository.pending_email(
        cookies.get_browser_token(), at
    ) or login_codes.session_from_code(cookies.get_browser_token(), at)
    if pending and "another" not in request.args:
        return _redirect_to("auth.code")
    return render_template("auth/sign_in.html", **_context({}, {}))


@bp.post("/sign-in")
@access.public
@login.secure_page
@access.no_write_cost("rate_limits.CODES_PER_EMAIL and CODES_PER_IP")
def ask() -> Any:
    """Send a code to the address, if somebody has it; the answer is the same if nobody does."""
    email, errors = forms.parse_email(request.form)
    if errors:
        return render_invalid_form("auth/sign_in.html", **_context(request.form, errors))
    login_codes.request_code(email, request_guard.current_client(), clock.now(), current_variant())
    return _redirect_to("auth.code")


@bp.get("/sign-in/code")
@access.public
@login.secure_page
def code() -> Any:
    """The page that asks for the six digits."""
    at = clock.now()
    email = code_repository.pending_email(cookies.get_browser_token(), at)
    if email:
        return render_template("auth/code.html", email=email, errors={})
    if g.member:
        return _redirect_to("today.page")
    if email := login_codes.session_from_code(cookies.get_browser_token(), at):
        return render_template("auth/code.html", email=email, errors={}, done=True)
    return _redirect_to("auth.sign_in")


@bp.post("/sign-in/code")
@access.public
@login.secure_page
@access.no_write_cost("rate_limits.ATTEMPTS_PER_IP")
def try_code() -> Any:
    """Verify a code: a right one signs in, or asks which company; a wrong one says how many tries
    are left.
    """
    at = clock.now()
    email = code_repository.pending_email(cookies.get_browser_token(), at)
    code, errors = forms.parse_code(request.form)
    if email and errors:
        return render_invalid_form("auth/code.html", email=email, errors=errors)
    verification = login_codes.verify_code(code, request_guard.current_client(), at)
    if verification.token:
        return login.log_in_response(verification.token)
    if verification.places:
        return _redirect_to("auth.choose")
    if g.member and not email:
        return _redirect_to("today.page")
    if not verification.left:
        return _render_expired()
    errors = forms.wrong_code(verification.left)
    return render_invalid_form("auth/code.html", email=email, errors=errors)


@bp.get("/sign-in/choose")
@access.public
@login.secure_page
def choose() -> Any:
    """Which company, for the person of several."""
    places = login_codes.list_memberships(cookies.get_browser_token(), clock.now())
    if not places:
        return _redirect_to("auth.sign_in")
    return render_template("auth/choose.html", choices=places)


@bp.post("/sign-in/choose")
@access.public
@login.secure_page
@access.no_write_cost("once for each code that was right")
def enter() -> Any:
    """Sign in to the company that was chosen."""
    organisation_id = forms.parse_uuid(request.form.get("organisation"))
    if organisation_id is None:
        return _redirect_to("auth.choose")
    verification = login_codes.choose_membership(
        organisation_id, request_guard.current_client(), clock.now()
    )
    return (
        login.log_in_response(verification.token)
        if verification.token
        else _redirect_to("auth.choose")
    )


@bp.post("/sign-out")
@access.public
@access.no_write_cost("ends a row that is there")
def sign_out() -> Any:
    """End this browser's sign-in; the same answer when it has already ended."""
    if cookies.read_cookie():
        sessions.end_session(cookies.read_cookie(), clock.now())
    answer = Response(status=204) if request_guard.wants_json() else _redirect_to("auth.door")
    cookies.clear_cookie(answer)
    return answer


def _redirect_to(endpoint: str) -> Response:
    return see_other(url_for(endpoint))


def _render_expired() -> Any:
    """The code is spent, too old, of another browser, or was tried too often."""
    errors = {"email": _("That code is no longer valid. Ask for another.")}
    return render_invalid_form("auth/sign_in.html", **_context({}, errors))


def _context(fields: Any, errors: forms.Errors) -> dict[str, Any]:
    return {"fields": fields, "errors": errors, "demo": current_app.config["DEMO"]}
