"""The company's pages: settings, teams, people. For administrators."""

from collections.abc import Mapping
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
from flask_babel import get_locale

import webapp.clock as clock
import webapp.mail as mail
from webapp.admin import bp, charges, forms, people, settings, teams
from webapp.admin.refusals import Refused
from webapp.htmx import refused
from webapp.i18n import words_of
from webapp.people import charge, guard, letters, links, places, roster, zones
from webapp.people import forms as people_forms

__all__ = ["bp"]

LINK = "link"
SHOWN_FOR = timedelta(minutes=2)
ROWS = 50


@bp.get("/admin")
@guard.admin
def index() -> Response:
    """The first of the four pages."""
    return _to("admin.company")


@bp.get("/admin/company")
@guard.admin
def company() -> str:
    """The company's settings."""
    held = settings.read(g.member, clock.now())
    fields = {name: getattr(held, name) for name in held.__slots__}
    fields["you"] = "vous" if held.vous else "tu"
    context = _company(fields, {}, saved="kept" in request.args)
    return render_template("admin/company.html", **context)


@bp.post("/admin/company")
@guard.admin
def keep_company() -> Any:
    """Keep the settings; dose and holidays hold from the next Monday."""
    said, errors = forms.company(request.form, zones.zones(), places.countries())
    if said:
        try:
            settings.keep(g.member, said, clock.now())
        except Refused as refusal:
            errors = refusal.errors()
        else:
            return redirect(url_for("admin.company", kept=""), 303)
    return refused("admin/company.html", **_company(request.form, errors, saved=False))


@bp.get("/admin/teams")
@guard.admin
def team_list() -> str:
    """The teams and how large they are."""
    return render_template("admin/teams.html", **_teams({}, {}))


@bp.post("/admin/teams")
@guard.admin
def add_team() -> Any:
    """A new team."""
    name, errors = people_forms.name(request.form)
    if not errors:
        try:
            teams.add(g.member.organisation_id, name, clock.now(), g.member.id)
        except Refused as refusal:
            errors = refusal.errors()
        else:
            return _to("admin.team_list")
    return refused("admin/teams.html", **_teams(request.form, errors))


@bp.post("/admin/teams/<uuid:team_id>")
@guard.admin
def rename_team(team_id: UUID) -> Any:
    """Another name."""
    name, errors = people_forms.name(request.form)
    if not errors:
        try:
            found = teams.rename(g.member.organisation_id, team_id, name, clock.now(), g.member.id)
        except Refused as refusal:
            errors = refusal.errors()
        else:
            return _to("admin.team_list") if found else abort(404)
    return refused("admin/teams.html", **_teams(request.form, errors, wrong=team_id))


@bp.post("/admin/teams/<uuid:team_id>/archive")
@guard.admin
def archive_team(team_id: UUID) -> Any:
    """An empty team goes; its past weeks stay."""
    try:
        found = teams.archive(g.member.organisation_id, team_id, clock.now(), g.member.id)
    except Refused as refusal:
        return refused("admin/teams.html", **_teams({}, refusal.errors(), wrong=team_id))
    return _to("admin.team_list") if found else abort(404)


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
def invite() -> Any:
    """Somebody new: their link is shown once, and leaves by mail too."""
    email, errors = people_forms.email(request.form)
    name, more = people_forms.name(request.form)
    place, wrong = forms.place(request.form, _team_ids())
    errors |= more | wrong
    if place and not errors:
        who, at = g.member, clock.now()
        try:
            _, token = people.invite(who.organisation_id, name, email, place, at, who.id)
        except Refused as refusal:
            errors = refusal.errors()
        else:
            answer = _shown(token, name)
            held = settings.read(who, at)
            words = words_of(held.language, vous=held.vous)
            address = _address(token)
            letter = letters.invitation(email, name, who.organisation, address, words)
            mail.after(answer, letter)
            return answer
    return refused("admin/people.html", **_people(request.form, errors))


@bp.post("/admin/people/<uuid:member_id>")
@guard.admin
def place_person(member_id: UUID) -> Any:
    """Another team, another role."""
    place, errors = forms.place(request.form, _team_ids())
    if place:
        try:
            found = people.place(g.member, member_id, place, clock.now())
        except Refused as refusal:
            errors = refusal.errors()
        else:
            return _back() if found else abort(404)
    return refused("admin/people.html", **_people({}, errors, wrong=member_id))


@bp.post("/admin/people/<uuid:member_id>/charges")
@guard.admin
def keep_charges(member_id: UUID) -> Any:
    """The teams that a manager looks after beside their own: those that are ticked."""
    wanted, errors = forms.charges(request.form.getlist("charge"))
    if not errors:
        try:
            found = charges.keep(g.member, member_id, wanted, clock.now())
        except Refused as refusal:
            errors = refusal.errors()
        else:
            return _back() if found else abort(404)
    context = _people({}, errors, wrong=member_id)
    context["charges"][member_id] = wanted
    return refused("admin/people.html", **context)


@bp.post("/admin/people/<uuid:member_id>/link")
@guard.admin
def link(member_id: UUID) -> Any:
    """A new one-time link for somebody who lost theirs, or their phone."""
    token = people.link(g.member.organisation_id, member_id, clock.now(), g.member.id)
    invitation = links.read(token, clock.now()) if token else None
    return _shown(token, invitation.name) if token and invitation else abort(404)


@bp.post("/admin/people/<uuid:member_id>/suspension")
@guard.admin
def suspend(member_id: UUID) -> Any:
    """Out at their next request, until they are let back."""
    return _changed(people.suspend, member_id)


@bp.post("/admin/people/<uuid:member_id>/return")
@guard.admin
def let_back(member_id: UUID) -> Any:
    """In again."""
    return _changed(people.let_back, member_id)


@bp.post("/admin/people/<uuid:member_id>/removal")
@guard.admin
def remove(member_id: UUID) -> Any:
    """Out for good; asked twice, since it cannot be undone."""
    if request.form.get("sure") != "1":
        context = _people({}, {}, leaving=member_id)
        return render_template("admin/people.html", **context)
    return _changed(people.remove, member_id)


def _changed(change: Any, member_id: UUID) -> Any:
    try:
        found = change(g.member, member_id, clock.now())
    except Refused as refusal:
        return refused("admin/people.html", **_people({}, refusal.errors(), wrong=member_id))
    return _back() if found else abort(404)


def _company(fields: Mapping[str, Any], errors: people_forms.Errors, saved: bool) -> dict[str, Any]:
    language = get_locale().language
    return {
        "organisation": g.member.organisation,
        "fields": fields,
        "errors": errors,
        "zones": zones.zones(),
        "countries": places.named_countries(language),
        "regions": places.regions(fields.get("country", ""), language),
        "saved": saved,
    }


def _teams(
    fields: Mapping[str, Any], errors: people_forms.Errors, wrong: UUID | None = None
) -> dict[str, Any]:
    return {
        "organisation": g.member.organisation,
        "teams": roster.sized_teams(g.member.organisation_id),
        "fields": fields,
        "errors": errors,
        "wrong": wrong,
    }


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


def _address(token: str) -> str:
    base = current_app.config["ADDRESS"] or request.host_url.rstrip("/")
    return base + url_for("people.join", token=token)


def _back() -> Response:
    page = request.args.get("page", 1, type=int)
    return _to("admin.person_list", **({"page": page} if page > 1 else {}))


def _to(endpoint: str, **named: Any) -> Response:
    return redirect(url_for(endpoint, **named), 303)  # type: ignore[return-value]
