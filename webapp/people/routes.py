"""The door, sign-in by a code, one-time links, sign-out."""

import math
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Response, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import TooManyRequests

import webapp.clock as clock
import webapp.mail as mail
from webapp.htmx import refused
from webapp.i18n import call_vous
from webapp.people import bp, codes, forms, guard, letters, limits, links, sign_ins
from webapp.people.who import SIGNED_IN_FOR, signed_in

__all__ = ["bp"]

CODE = "code"


def limited(view: Callable[..., Any]) -> Callable[..., Any]:
    """Keeps sign-in off connections that anybody can read, and answers 429 over a limit."""

    @wraps(view)
    def guarded(**given: Any) -> Any:
        if not guard.keeps_secrets():
            return render_template("people/insecure.html"), 403
        try:
            return view(**given)
        except limits.TooMany as much:
            seconds = math.ceil(much.wait.total_seconds())
            raise TooManyRequests(retry_after=seconds) from None

    return guarded


@bp.get("/")
@guard.anyone
def door() -> Any:
    """Where one comes in: to Today, to the demo's door, or to sign in."""
    if g.member:
        return redirect(url_for("today.page"), 303)
    demo = current_app.config["DEMO"] and "demo.door" in current_app.view_functions
    return redirect(url_for("demo.door" if demo else "people.sign_in"), 303)


@bp.get("/sign-in")
@guard.anyone
@limited
def sign_in() -> Any:
    """The page that asks for an address."""
    if g.member:
        return redirect(url_for("today.page"), 303)
    return render_template("people/sign_in.html", **_asking({}, {}))


@bp.post("/sign-in")
@guard.anyone
@limited
def ask() -> Any:
    """A code leaves for the address, if somebody has it; the answer is the same if nobody does."""
    email, errors = forms.email(request.form)
    if errors:
        return refused("people/sign_in.html", **_asking(request.form, errors))
    browser = secrets.token_urlsafe(32)
    at, secret = clock.now(), current_app.config["SECRET"]
    made = codes.ask(email, browser, request.remote_addr or "", secret, at)
    answer = _to("people.code")
    guard.carry(answer, browser, codes.HOLDS, CODE)
    if made:
        mail.after(answer, letters.code(email, made))
    return answer


@bp.get("/sign-in/code")
@guard.anyone
@limited
def code() -> Any:
    """The page that asks for the six figures."""
    email = codes.asked_by(guard.carried(CODE), clock.now())
    if email is None:
        return _to("people.sign_in")
    return render_template("people/code.html", email=email, errors={})


@bp.post("/sign-in/code")
@guard.anyone
@limited
def try_code() -> Any:
    """A right code signs in, or asks which company; a wrong one says how many tries are left."""
    browser, at = guard.carried(CODE), clock.now()
    email = codes.asked_by(browser, at)
    if email is None:
        return _worthless()
    said, errors = forms.code(request.form)
    if errors:
        return refused("people/code.html", email=email, errors=errors)
    tried = codes.enter(
        browser,
        said,
        request.remote_addr or "",
        request.user_agent.string,
        current_app.config["SECRET"],
        at,
        current_app.extensions["rebond.arrivals"],
    )
    if tried.token:
        return _inside(tried.token)
    if tried.places:
        return _to("people.choose")
    if not tried.left:
        return _worthless()
    errors = {
        "code": ngettext(
            "That is not the code. %(num)s try is left.",
            "That is not the code. %(num)s tries are left.",
            tried.left,
        )
    }
    return refused("people/code.html", email=email, errors=errors)


@bp.get("/sign-in/choose")
@guard.anyone
@limited
def choose() -> Any:
    """Which company, for the person of several."""
    places = codes.places(guard.carried(CODE), clock.now())
    if not places:
        return _to("people.sign_in")
    return render_template("people/choose.html", choices=places)


@bp.post("/sign-in/choose")
@guard.anyone
@limited
def enter() -> Any:
    """Sign in to the company that was chosen."""
    try:
        chosen = UUID(request.form.get("organisation", ""))
    except ValueError:
        return _to("people.choose")
    tried = codes.choose(
        guard.carried(CODE),
        chosen,
        request.user_agent.string,
        clock.now(),
        current_app.extensions["rebond.arrivals"],
    )
    return _inside(tried.token) if tried.token else _to("people.choose")


@bp.get("/join/<token>")
@guard.anyone
@limited
def join(token: str) -> Any:
    """What a one-time link opens, without spending it: mail scanners look at links too."""
    invitation = links.read(token, clock.now())
    if invitation is None:
        return render_template("people/spent.html"), 404
    call_vous(invitation.vous)
    return render_template("people/join.html", **_joining(token, invitation, {}, {}))


@bp.post("/join/<token>")
@guard.anyone
@limited
def arrive(token: str) -> Any:
    """Spend the link: who comes in says a name, and an address if nobody has said one."""
    at = clock.now()
    invitation = links.read(token, at)
    if invitation is None:
        return render_template("people/spent.html"), 404
    call_vous(invitation.vous)
    name, errors = (invitation.name, {}) if invitation.joined else forms.name(request.form)
    email = invitation.email
    if email is None:
        email, wrong = forms.email(request.form)
        errors |= wrong
    if errors:
        context = _joining(token, invitation, request.form, errors)
        return refused("people/join.html", **context)
    try:
        held = links.redeem(
            token,
            name,
            email,
            request.remote_addr or "",
            request.user_agent.string,
            at,
            current_app.extensions["rebond.arrivals"],
        )
    except links.Taken:
        errors = {"email": _("Somebody here already has this address.")}
        context = _joining(token, invitation, request.form, errors)
        return refused("people/join.html", **context)
    return _inside(held) if held else (render_template("people/spent.html"), 404)


@bp.post("/sign-out")
@guard.anyone
def sign_out() -> Any:
    """End this browser's sign-in; the same answer when it has already ended."""
    if guard.carried():
        sign_ins.end(guard.carried(), clock.now())
    answer = Response(status=204) if guard.wants_json() else _to("people.door")
    guard.drop(answer)
    return answer


def _inside(token: str) -> Response:
    """Signed in: whatever sign-in this browser had before is over."""
    if guard.carried():
        sign_ins.end(guard.carried(), clock.now())
    _sweep(token)
    answer = _to("today.page")
    guard.carry(answer, token, SIGNED_IN_FOR)
    guard.drop(answer, CODE)
    return answer


def _sweep(token: str) -> None:
    """Whose days of grace are over in this company goes now, if no timer has seen to it before."""
    at = clock.now()
    found = signed_in(token, at)
    if found:
        current_app.extensions["rebond.sweep"](at, found[0].organisation_id)


def _to(endpoint: str) -> Response:
    return redirect(url_for(endpoint), 303)  # type: ignore[return-value]


def _worthless() -> Any:
    """The code is spent, too old, of another browser, or was tried too often."""
    errors = {"email": _("That code holds no longer. Ask for another.")}
    answer = refused("people/sign_in.html", **_asking({}, errors))
    guard.drop(answer, CODE)
    return answer


def _asking(fields: Any, errors: forms.Errors) -> dict[str, Any]:
    return {"fields": fields, "errors": errors, "demo": current_app.config["DEMO"]}


def _joining(
    token: str, invitation: links.Invitation, fields: Any, errors: forms.Errors
) -> dict[str, Any]:
    return {
        "action": url_for("people.arrive", token=token),
        "leaving": invitation.leaving,
        "organisation": invitation.organisation,
        "team": invitation.team,
        "ask_name": not invitation.joined,
        "ask_email": invitation.email is None,
        "name": invitation.name,
        "fields": {"name": fields.get("name", invitation.name), "email": fields.get("email", "")},
        "errors": errors,
    }
