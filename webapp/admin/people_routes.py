"""The company's people, their links and their charges: for administrators."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import (
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

import webapp.clock as clock
from webapp.admin import bp, charges, forms, people, settings
from webapp.admin.refusals import Refused
from webapp.htmx import refused
from webapp.i18n import words_of
from webapp.mail.letter import Letter
from webapp.people import charge, guard, letters, links, roster
from webapp.people import forms as people_forms

LINK = "link"
SHOWN_FOR = timedelta(minutes=2)
ROWS = 50


@bp.get("/admin/people")
@guard.admin
def person_list() -> Response:
    """The people, and the link that was made just now, shown this once."""
    token, _, name = guard.carried(LINK).partition(" ")
    context = _people({}, {}, link=_address(token) if token else None, invited=name)
    answer = make_response(render_template("admin/people.html", **context))
    if token:
        guard.drop(answer, LINK)
    return answer


@bp.post("/admin/people")
@guard.admin
@guard.write_cost(2)
def invite() -> Any:
    """Somebody new: their link is shown once, and leaves by mail too."""
    email, errors = people_forms.email(request.form)
    name, more = people_forms.name(request.form)
    place, wrong = forms.place(request.form, _team_ids())
    errors |= more | wrong
    if place and not errors:
        who, at = g.member, clock.now()
        letter = _letter(email, name)
        try:
            _, token = people.invite(who.organisation_id, name, email, place, at, who.id, letter)
        except Refused as refusal:
            errors = refusal.errors()
        else:
            return _shown(token, name)
    return refused("admin/people.html", **_people(request.form, errors))


@bp.post("/admin/people/<uuid:member_id>")
@guard.admin
@guard.write_cost(2)
def place_person(member_id: UUID) -> Any:
    """Another team, another role."""
    place, errors = forms.place(request.form, _team_ids())
    return _changed(people.place, member_id, place) if place else _wrong(member_id, errors)


@bp.post("/admin/people/<uuid:member_id>/charges")
@guard.admin
@guard.write_cost(1)
def keep_charges(member_id: UUID) -> Any:
    """The teams that a manager looks after beside their own: those that are ticked."""
    wanted, errors = forms.charges(request.form.getlist("charge"))
    return _wrong(member_id, errors) if errors else _changed(charges.keep, member_id, wanted)


@bp.post("/admin/people/<uuid:member_id>/link")
@guard.admin
@guard.write_cost(2)
def link(member_id: UUID) -> Any:
    """A new one-time link for somebody who lost theirs, or their phone."""
    token = people.link(g.member.organisation_id, member_id, clock.now(), g.member.id)
    invitation = links.read(token, clock.now()) if token else None
    return _shown(token, invitation.name) if token and invitation else abort(404)


@bp.post("/admin/people/<uuid:member_id>/suspension")
@guard.admin
@guard.write_cost(1)
def suspend(member_id: UUID) -> Any:
    """Out at their next request, until they are let back."""
    return _changed(people.suspend, member_id)


@bp.post("/admin/people/<uuid:member_id>/return")
@guard.admin
@guard.write_cost(1)
def let_back(member_id: UUID) -> Any:
    """In again."""
    return _changed(people.let_back, member_id)


@bp.post("/admin/people/<uuid:member_id>/removal")
@guard.admin
@guard.write_cost(1)
def remove(member_id: UUID) -> Any:
    """Out for good; asked twice, since it cannot be undone."""
    if request.form.get("sure") != "1":
        context = _people({}, {}, leaving=member_id)
        return render_template("admin/people.html", **context)
    return _changed(people.remove, member_id)


def _changed(change: Any, member_id: UUID, *wanted: Any) -> Any:
    try:
        found = change(g.member, member_id, *wanted, clock.now())
    except Refused as refusal:
        return _wrong(member_id, refusal.errors())
    return _back() if found else abort(404)


def _wrong(member_id: UUID, errors: people_forms.Errors) -> Any:
    """The list with what is wrong in this person's row, the teams in it as they were ticked."""
    context = _people({}, errors, wrong=member_id)
    ticked, _ = forms.charges(request.form.getlist("charge"))
    if ticked:
        context["charges"][member_id] = ticked
    return refused("admin/people.html", **context)


def _people(fields: Mapping[str, Any], errors: people_forms.Errors, **more: Any) -> dict[str, Any]:
    """One page of people, and one person more, who tells whether there is another page."""
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found = roster.people(g.member.organisation_id, (page - 1) * ROWS, ROWS + 1)
    managers = [person.id for person in found if person.role == "manager"]
    return {
        "organisation": g.member.organisation,
        "teams": roster.teams(g.member.organisation_id),
        "people": found[:ROWS],
        "charges": charge.given(g.member.organisation_id, managers),
        "page_number": page,
        "more": len(found) > ROWS,
        "fields": fields,
        "errors": errors,
    } | more


def _team_ids() -> set[UUID]:
    return {team.id for team in roster.teams(g.member.organisation_id)}


def _shown(token: str, name: str) -> Response:
    answer = _back()
    guard.carry(answer, f"{token} {name}", SHOWN_FOR, LINK)
    return answer


def _letter(email: str, name: str) -> Callable[[str], Letter]:
    """The mail that brings somebody their link, in the company's words."""
    held = settings.read(g.member, clock.now())
    words = words_of(held.language, vous=held.vous)
    organisation: str = g.member.organisation

    def write(token: str) -> Letter:
        return letters.invitation(email, name, organisation, _address(token), words)

    return write


def _address(token: str) -> str:
    base = current_app.config["ADDRESS"] or request.host_url.rstrip("/")
    return base + url_for("people.join", token=token)


def _back() -> Response:
    page = request.args.get("page", 1, type=int)
    named: dict[str, Any] = {"page": page} if page > 1 else {}
    return redirect(url_for("admin.person_list", **named), 303)  # type: ignore[return-value]
