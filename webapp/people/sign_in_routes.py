"""The door, sign-in by a code, sign-out."""

from typing import Any

from flask import Response, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.htmx import refused
from webapp.i18n import language_of, spoken
from webapp.people import bp, codes, forms, guard, sign_ins, ways_in


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
@ways_in.secured
def sign_in() -> Any:
    """The page that asks for an address; or for the code, where one is on its way already."""
    if g.member:
        return redirect(url_for("today.page"), 303)
    at = clock.now()
    known = codes.asked_by(guard.browser(), at) or codes.signed_in_by(guard.browser(), at)
    if known and "another" not in request.args:
        return _to("people.code")
    return render_template("people/sign_in.html", **_asking({}, {}))


@bp.post("/sign-in")
@guard.anyone
@ways_in.secured
@guard.no_write_cost("limits.CODES_OF_ADDRESS and CODES_OF_PLACE")
def ask() -> Any:
    """A code leaves for the address, if somebody has it; the answer is the same if nobody does."""
    email, errors = forms.email(request.form)
    if errors:
        return refused("people/sign_in.html", **_asking(request.form, errors))
    at, secret = clock.now(), current_app.config["SECRET"]
    codes.ask(email, guard.browser(), request.remote_addr or "", secret, at, spoken())
    return _to("people.code")


@bp.get("/sign-in/code")
@guard.anyone
@ways_in.secured
def code() -> Any:
    """The page that asks for the six digits."""
    at = clock.now()
    email = codes.asked_by(guard.browser(), at)
    if email:
        return render_template("people/code.html", email=email, errors={})
    if g.member:
        return _to("today.page")
    if email := codes.signed_in_by(guard.browser(), at):
        return render_template("people/code.html", email=email, errors={}, done=True)
    return _to("people.sign_in")


@bp.post("/sign-in/code")
@guard.anyone
@ways_in.secured
@guard.no_write_cost("limits.TRIES_OF_PLACE")
def try_code() -> Any:
    """A right code signs in, or asks which company; a wrong one says how many tries are left."""
    at = clock.now()
    email = codes.asked_by(guard.browser(), at)
    said, errors = forms.code(request.form)
    if email and errors:
        return refused("people/code.html", email=email, errors=errors)
    tried = codes.enter(
        guard.browser(),
        said,
        request.remote_addr or "",
        request.user_agent.string,
        current_app.config["SECRET"],
        at,
        current_app.extensions["rebond.arrivals"],
        language_of(spoken()),
    )
    if tried.token:
        return ways_in.inside(tried.token)
    if tried.places:
        return _to("people.choose")
    if g.member and not email:
        return _to("today.page")
    if not tried.left:
        return _worthless()
    errors = forms.wrong_code(tried.left)
    return refused("people/code.html", email=email, errors=errors)


@bp.get("/sign-in/choose")
@guard.anyone
@ways_in.secured
def choose() -> Any:
    """Which company, for the person of several."""
    places = codes.places(guard.browser(), clock.now())
    if not places:
        return _to("people.sign_in")
    return render_template("people/choose.html", choices=places)


@bp.post("/sign-in/choose")
@guard.anyone
@ways_in.secured
@guard.no_write_cost("once for each code that was right")
def enter() -> Any:
    """Sign in to the company that was chosen."""
    chosen = forms.uuid(request.form.get("organisation"))
    if chosen is None:
        return _to("people.choose")
    tried = codes.choose(
        guard.browser(),
        chosen,
        request.user_agent.string,
        clock.now(),
        current_app.extensions["rebond.arrivals"],
        current_app.config["SECRET"],
        language_of(spoken()),
    )
    return ways_in.inside(tried.token) if tried.token else _to("people.choose")


@bp.post("/sign-out")
@guard.anyone
@guard.no_write_cost("ends a row that is there")
def sign_out() -> Any:
    """End this browser's sign-in; the same answer when it has already ended."""
    if guard.carried():
        sign_ins.end(guard.carried(), clock.now())
    answer = Response(status=204) if guard.wants_json() else _to("people.door")
    guard.drop(answer)
    return answer


def _to(endpoint: str) -> Response:
    return redirect(url_for(endpoint), 303)  # type: ignore[return-value]


def _worthless() -> Any:
    """The code is spent, too old, of another browser, or was tried too often."""
    errors = {"email": _("That code is no longer valid. Ask for another.")}
    return refused("people/sign_in.html", **_asking({}, errors))


def _asking(fields: Any, errors: forms.Errors) -> dict[str, Any]:
    return {"fields": fields, "errors": errors, "demo": current_app.config["DEMO"]}
