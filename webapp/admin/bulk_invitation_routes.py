"""Routes of bulk invitations, out of a list that is pasted: for administrators."""

from typing import Any
from uuid import UUID

from flask import abort, g, render_template, request, url_for

import webapp.clock as clock
from webapp.admin import bp, bulk_invitations, pasted_people, qr_code
from webapp.admin.letters import address_of, write_invitation_mails
from webapp.admin.refusals import message_for
from webapp.auth import access, cookies
from webapp.htmx import render_invalid_form, see_other
from webapp.mail.server import can_send
from webapp.people import forms, roster


@bp.get("/admin/people/several")
@access.admin_required
def paste() -> str:
    """The list to fill, and the links that were made just now."""
    links = [(each, address_of(each.token)) for each in _invited_just_now()]
    return render_template("admin/bulk_invitation.html", **_context({}, {}, {}, links=links))


@bp.get("/admin/people/several/<uuid:member_id>")
@access.admin_required
def one_of_several(member_id: UUID) -> str:
    """One of these links by itself: to be read off the screen by a camera."""
    person = next((each for each in _invited_just_now() if each.id == member_id), None)
    if person is None:
        abort(404)
    address = address_of(person.token)
    return render_template(
        "admin/bulk_invitation_link.html",
        person=person,
        address=address,
        code=qr_code.draw_qr(address),
    )


@bp.post("/admin/people/several")
@access.admin_required
@access.write_cost(2)
def invite_several() -> Any:
    """Invite all of the list, or nobody: what is wrong is said line by line."""
    teams = roster.list_teams(g.member.organisation_id)
    team = forms.parse_uuid(request.form.get("team", ""))
    if request.form.get("team") and team not in {each.id for each in teams}:
        errors = {"team": message_for("choice")}
        return render_invalid_form(
            "admin/bulk_invitation.html", **_context(request.form, errors, {})
        )
    named = {each.name: each.id for each in teams}
    newcomers, wrong = pasted_people.parse_newcomers(request.form.get("people", ""), named, team)
    if newcomers:
        at = clock.now()
        try:
            bulk_invitations.invite_all(
                g.member, newcomers, at, write_invitation_mails(g.member, at), cookies.read_cookie()
            )
        except bulk_invitations.UnfitListError as unfit:
            wrong = unfit.lines
        else:
            return see_other(url_for("admin.paste"))
    return render_invalid_form("admin/bulk_invitation.html", **_context(request.form, {}, wrong))


def _invited_just_now() -> list[bulk_invitations.InvitedPerson]:
    return bulk_invitations.list_made(g.member, clock.now(), cookies.read_cookie())


def _context(fields: Any, errors: dict[str, str], wrong: pasted_people.Wrong, **more: Any) -> Any:
    return {
        "organisation": g.member.organisation,
        "teams": roster.list_teams(g.member.organisation_id),
        "can_send": can_send(),
        "most": pasted_people.MAX_PEOPLE,
        "fields": fields,
        "errors": errors,
        "wrong": sorted(wrong.items()),
    } | more
