"""The company's people, their links and their charges: for administrators."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
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
from webapp.admin import bp, forms, managed_team_changes, people, qr_code, recovery, settings
from webapp.admin.refusals import RefusedChangeError
from webapp.auth import access, cookies, emails, invitations
from webapp.auth.recovery import RecoveryTarget
from webapp.htmx import render_invalid_form
from webapp.i18n import variant_of
from webapp.mail.email import Email
from webapp.mail.server import can_send
from webapp.people import forms as people_forms
from webapp.people import managed_teams, roster

LINK = "link"
SHOWN_FOR = timedelta(minutes=2)
ROWS = 50


@bp.get("/admin/people")
@access.admin_required
def person_list() -> Response:
    """The people, and the link that was made just now, shown this once."""
    token, _, name = cookies.read_cookie(LINK).partition(" ")
    path, fields = access.interrupted_address()
    interrupted = path.removeprefix(url_for("admin.person_list")).strip("/")
    context = _people(
        fields if path and not interrupted else {},
        {},
        link=address_of(token) if token else None,
        code=qr_code.draw_qr(address_of(token)) if token else "",
        invited=name,
        sent=request.args.get("sent", ""),
        wished={interrupted: fields} if interrupted else {},
    )
    answer = make_response(render_template("admin/people.html", **context))
    if token:
        cookies.clear_cookie(answer, LINK)
    if path:
        cookies.clear_cookie(answer, access.FORM_COOKIE)
    return answer


@bp.post("/admin/people")
@access.admin_required
@access.write_cost(2)
def invite() -> Any:
    """Somebody new: their link is shown once, and leaves by mail too."""
    email, errors = people_forms.parse_email(request.form)
    name, more = people_forms.parse_name(request.form)
    place, wrong = forms.parse_placement(request.form, _team_ids())
    errors |= more | wrong
    if place and not errors:
        if place.role != "member" and not access.is_recent_login():
            return access.ask_for_recent_login("admin.person_list")
        member, at = g.member, clock.now()
        letter, cookie = _letter(email, name), cookies.read_cookie()
        try:
            _, token = people.invite_person(
                member.organisation_id, name, email, place, at, member.id, letter, cookie
            )
        except RefusedChangeError as refusal:
            errors = refusal.errors()
        else:
            return _show_link(token, name) if token else _back()
    return render_invalid_form("admin/people.html", **_people(request.form, errors))


@bp.post("/admin/people/<uuid:member_id>")
@access.admin_required
@access.write_cost(2)
def place_person(member_id: UUID) -> Any:
    """Another team, another role."""
    place, errors = forms.parse_placement(request.form, _team_ids())
    if place and not access.is_recent_login() and people.changes_role(g.member, member_id, place):
        return access.ask_for_recent_login("admin.person_list")
    return (
        _apply(people.set_team_and_role, member_id, place)
        if place
        else _render_errors(member_id, errors)
    )


@bp.post("/admin/people/<uuid:member_id>/charges")
@access.admin_required
@access.write_cost(1)
def keep_charges(member_id: UUID) -> Any:
    """The teams that a manager looks after beside their own: those that are ticked."""
    team_ids, errors = forms.parse_managed_teams(request.form.getlist("charge"))
    return (
        _render_errors(member_id, errors)
        if errors
        else _apply(managed_team_changes.set_managed_teams, member_id, team_ids)
    )


@bp.post("/admin/people/<uuid:member_id>/link")
@access.admin_required
@access.write_cost(2)
def link(member_id: UUID) -> Any:
    """A new one-time link: shown for who has yet to come in, mailed to who has, and shown never."""
    at = clock.now()
    token = people.renew_invitation(g.member.organisation_id, member_id, at, g.member.id)
    if token:
        invitation = invitations.find_invitation(token, at)
        return _show_link(token, invitation.name) if invitation else abort(404)
    try:
        is_sent = recovery.send_recovery(g.member, member_id, _write_way_in, at)
    except RefusedChangeError as refusal:
        return _render_errors(member_id, refusal.errors())
    return _back(sent=member_id) if is_sent else abort(404)


@bp.post("/admin/people/<uuid:member_id>/address")
@access.admin_required
@access.write_cost(2)
def correct_address(member_id: UUID) -> Any:
    """Another address for who has yet to come in, whose link leaves for it and is shown once."""
    email, errors = people_forms.parse_email(request.form)
    if errors:
        return _render_errors(member_id, errors)
    at = clock.now()
    try:
        token = recovery.correct_address(g.member, member_id, email, _write_invitation, at)
    except RefusedChangeError as refusal:
        return _render_errors(member_id, refusal.errors())
    invitation = invitations.find_invitation(token, at) if token else None
    return _show_link(token, invitation.name) if token and invitation else abort(404)


@bp.post("/admin/people/<uuid:member_id>/sign-ins")
@access.admin_required
@access.write_cost(1)
def end_sign_ins(member_id: UUID) -> Any:
    """Signed out everywhere: a phone that is lost, a machine that somebody else uses."""
    return _apply(people.end_sign_ins, member_id)


@bp.post("/admin/people/<uuid:member_id>/suspension")
@access.admin_required
@access.write_cost(1)
def suspend(member_id: UUID) -> Any:
    """Out at their next request, until they are let back."""
    return _apply(people.suspend_member, member_id)


@bp.post("/admin/people/<uuid:member_id>/return")
@access.admin_required
@access.write_cost(1)
def let_back(member_id: UUID) -> Any:
    """In again."""
    return _apply(people.unsuspend, member_id)


@bp.post("/admin/people/<uuid:member_id>/removal")
@access.admin_required
@access.write_cost(1)
def remove(member_id: UUID) -> Any:
    """Out for good; asked twice, since it cannot be undone."""
    if request.form.get("sure") != "1":
        context = _people({}, {}, leaving=member_id)
        return render_template("admin/people.html", **context)
    return _apply(people.remove_member, member_id)


def _apply(change: Any, member_id: UUID, *arguments: Any) -> Any:
    try:
        is_changed = change(g.member, member_id, *arguments, clock.now())
    except RefusedChangeError as refusal:
        return _render_errors(member_id, refusal.errors())
    return _back() if is_changed else abort(404)


def _render_errors(member_id: UUID, errors: people_forms.Errors) -> Any:
    """The list with what is wrong in this person's row, the teams in it as they were ticked."""
    context = _people({}, errors, wrong=member_id)
    ticked, _ = forms.parse_managed_teams(request.form.getlist("charge"))
    if ticked:
        context["charges"][member_id] = ticked
    return render_invalid_form("admin/people.html", **context)


def _people(fields: Mapping[str, Any], errors: people_forms.Errors, **more: Any) -> dict[str, Any]:
    """One page of people, and one person more, who tells whether there is another page."""
    page = people_forms.parse_page_number(request.args.get("page"))
    persons = roster.list_people(g.member.organisation_id, (page - 1) * ROWS, ROWS + 1)
    managers = [person.id for person in persons if person.role == "manager"]
    return {
        "organisation": g.member.organisation,
        "teams": roster.list_teams(g.member.organisation_id),
        "people": persons[:ROWS],
        "charges": managed_teams.list_managed(g.member.organisation_id, managers),
        "page_number": page,
        "more": len(persons) > ROWS,
        "can_send": can_send(),
        "fields": fields,
        "errors": errors,
    } | more


def _team_ids() -> set[UUID]:
    return {team.id for team in roster.list_teams(g.member.organisation_id)}


def _show_link(token: str, name: str) -> Response:
    answer = _back()
    cookies.set_cookie(answer, f"{token} {name}", SHOWN_FOR, LINK)
    return answer


def _letter(email: str, name: str) -> Callable[[str], Email]:
    """The mail that brings somebody their link."""
    return partial(write_invitation_mails(), email, name)


def _write_invitation(to: RecoveryTarget, token: str) -> Email:
    return _letter(to.email or "", to.name)(token)


def _write_way_in(to: RecoveryTarget, token: str) -> Email:
    """The mail of a new way in. Raises RefusedChangeError where mails are printed, as others would
    read it.
    """
    if not can_send():
        raise RefusedChangeError("link", "no-mail")
    return emails.recovery_email(
        to.email or "", to.name, to.organisation, g.member.name, address_of(token), to.words
    )


def write_invitation_mails() -> Callable[[str, str, str], Email]:
    """What writes the mail of an invitation to an address, a name and a token, in the company's
    words.
    """
    company = settings.load_settings(g.member, clock.now())
    words = variant_of(company.language, vous=company.vous)
    organisation: str = g.member.organisation

    def write(email: str, name: str, token: str) -> Email:
        return emails.invitation_email(email, name, organisation, address_of(token), words)

    return write


def address_of(token: str) -> str:
    """Where a one-time link leads, as it is given to somebody."""
    base = current_app.config["ADDRESS"] or request.host_url.rstrip("/")
    return base + url_for("auth.join", token=token)


def _back(**named: Any) -> Response:
    page = people_forms.parse_page_number(request.args.get("page"))
    named |= {"page": page} if page > 1 else {}
    return redirect(url_for("admin.person_list", **named), 303)  # type: ignore[return-value]
