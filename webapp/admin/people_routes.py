"""Routes of the company's people, and of what is changed of one: for administrators."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, abort, g, make_response, render_template, request, url_for

import webapp.clock as clock
from webapp.admin import bp, forms, letters, managed_team_changes, people, qr_code
from webapp.admin.people_page import (
    LINK_COOKIE,
    list_team_ids,
    people_context,
    redirect_back,
    render_row_errors,
)
from webapp.auth import access
from webapp.auth.cookies import clear_cookie, read_cookie
from webapp.people.refusals import RefusedChangeError


@bp.get("/admin/people")
@access.admin_required
def person_list() -> Response:
    """The people, and the link that was made just now, shown this once."""
    token, _, name = read_cookie(LINK_COOKIE).partition(" ")
    path, fields = access.interrupted_address()
    interrupted = path.removeprefix(url_for("admin.person_list")).strip("/")
    context = people_context(
        fields if path and not interrupted else {},
        {},
        link=letters.address_of(token) if token else None,
        code=qr_code.draw_qr(letters.address_of(token)) if token else "",
        invited=name,
        sent=request.args.get("sent", ""),
        wished={interrupted: fields} if interrupted else {},
    )
    answer = make_response(render_template("admin/people.html", **context))
    if token:
        clear_cookie(answer, LINK_COOKIE)
    if path:
        clear_cookie(answer, access.FORM_COOKIE)
    return answer


@bp.post("/admin/people/<uuid:member_id>")
@access.admin_required
@access.write_cost(2)
def place_person(member_id: UUID) -> Any:
    """Set another team, another role."""
    place, errors = forms.parse_placement(request.form, list_team_ids())
    if place and not access.is_recent_login() and people.changes_role(g.member, member_id, place):
        return access.ask_for_recent_login("admin.person_list")
    return (
        _apply(people.set_team_and_role, member_id, place)
        if place
        else render_row_errors(member_id, errors)
    )


@bp.post("/admin/people/<uuid:member_id>/charges")
@access.admin_required
@access.write_cost(1)
def keep_charges(member_id: UUID) -> Any:
    """Set the teams that a manager looks after beside their own: those that are ticked."""
    team_ids, errors = forms.parse_managed_teams(request.form.getlist("charge"))
    return (
        render_row_errors(member_id, errors)
        if errors
        else _apply(managed_team_changes.set_managed_teams, member_id, team_ids)
    )


@bp.post("/admin/people/<uuid:member_id>/sign-ins")
@access.admin_required
@access.write_cost(1)
def end_sign_ins(member_id: UUID) -> Any:
    """End every session of a person: a phone that is lost, a machine that somebody else uses."""
    return _apply(people.end_sign_ins, member_id)


@bp.post("/admin/people/<uuid:member_id>/suspension")
@access.admin_required
@access.write_cost(1)
def suspend(member_id: UUID) -> Any:
    """Suspend a person: out at their next request, until they are let back."""
    return _apply(people.suspend_member, member_id)


@bp.post("/admin/people/<uuid:member_id>/return")
@access.admin_required
@access.write_cost(1)
def let_back(member_id: UUID) -> Any:
    """End a suspension."""
    return _apply(people.unsuspend, member_id)


@bp.post("/admin/people/<uuid:member_id>/removal")
@access.admin_required
@access.write_cost(1)
def remove(member_id: UUID) -> Any:
    """Remove a person for good; asked twice, since it cannot be undone."""
    if request.form.get("sure") != "1":
        context = people_context({}, {}, leaving=member_id)
        return render_template("admin/people.html", **context)
    return _apply(people.remove_member, member_id)


def _apply(change: Callable[..., bool], member_id: UUID, *arguments: Any) -> Any:
    try:
        is_changed = change(g.member, member_id, *arguments, clock.now())
    except RefusedChangeError as refusal:
        return render_row_errors(member_id, refusal.errors())
    return redirect_back() if is_changed else abort(404)
