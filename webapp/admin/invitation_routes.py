"""Routes of invitations: one person invited, their link made anew, their address corrected."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import abort, g, request

import webapp.clock as clock
from webapp.admin import bp, forms, letters, person_invitations, recovery
from webapp.admin.people_page import list_team_ids
from webapp.admin.people_routes import page_context, redirect_back, render_row_errors, show_link
from webapp.admin.person_invitations import NewPerson
from webapp.auth import access, invitations
from webapp.auth.cookies import read_cookie
from webapp.htmx import render_invalid_form
from webapp.people import forms as people_forms
from webapp.people.refusals import RefusedChangeError


@bp.post("/admin/people")
@access.admin_required
@access.write_cost(2)
def invite() -> Any:
    """Invite somebody new: their link is shown once, and leaves by mail too."""
    email, errors = people_forms.parse_email(request.form)
    name, more = people_forms.parse_name(request.form)
    place, wrong = forms.parse_placement(request.form, list_team_ids(g.member))
    errors |= more | wrong
    if place and not errors:
        if place.role != "member" and not access.is_recent_login():
            return access.ask_for_recent_login("admin.person_list")
        member, at = g.member, clock.now()
        letter, cookie = letters.invitation_letter(member, email, name, at), read_cookie()
        try:
            person = NewPerson(name, email, place)
            _, token = person_invitations.invite_person(
                member.organisation_id, person, at, member.id, letter, cookie
            )
        except RefusedChangeError as refusal:
            errors = refusal.errors()
        else:
            return show_link(token, name) if token else redirect_back()
    return render_invalid_form("admin/people.html", **page_context(request.form, errors))


@bp.post("/admin/people/<uuid:member_id>/link")
@access.admin_required
@access.write_cost(2)
def link(member_id: UUID) -> Any:
    """Renew a one-time link: shown for who has yet to come in, mailed to who has, and
    shown never.
    """
    at = clock.now()
    token = person_invitations.renew_invitation(
        g.member.organisation_id, member_id, at, g.member.id
    )
    if token:
        invitation = invitations.find_invitation(token, at)
        return show_link(token, invitation.name) if invitation else abort(404)
    try:
        is_sent = recovery.send_recovery(
            g.member, member_id, partial(letters.write_way_in, g.member), at
        )
    except RefusedChangeError as refusal:
        return render_row_errors(member_id, refusal.errors())
    return redirect_back(sent=member_id) if is_sent else abort(404)


@bp.post("/admin/people/<uuid:member_id>/address")
@access.admin_required
@access.write_cost(2)
def correct_address(member_id: UUID) -> Any:
    """Correct the address of who has yet to join, whose link leaves for it and is shown once."""
    email, errors = people_forms.parse_email(request.form)
    if errors:
        return render_row_errors(member_id, errors)
    at = clock.now()
    write = partial(letters.write_invitation, g.member, at)
    try:
        token = recovery.correct_address(g.member, member_id, email, write, at)
    except RefusedChangeError as refusal:
        return render_row_errors(member_id, refusal.errors())
    invitation = invitations.find_invitation(token, at) if token else None
    return show_link(token, invitation.name) if token and invitation else abort(404)
