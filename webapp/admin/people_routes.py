"""Routes of the company's people, and of what is changed of one: for administrators."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, abort, g, make_response, render_template, request, url_for

import webapp.clock as clock
from webapp.admin import bp, forms, letters, managed_team_changes, people, qr_code
from webapp.admin.people_page import list_team_ids, people_context
from webapp.auth import access
from webapp.auth.cookies import clear_cookie, read_cookie, set_cookie
from webapp.htmx import render_invalid_form, see_other
from webapp.people import forms as people_forms
from webapp.people.refusals import RefusedChangeError

LINK_COOKIE = "link"
SHOWN_FOR = timedelta(minutes=2)


@bp.get("/admin/people")
@access.admin_required
def person_list() -> Response:
    """The people, and the link that was made just now, shown this once."""
    token, _, name = read_cookie(LINK_COOKIE).partition(" ")
    path, fields = access.interrupted_address()
    interrupted = path.removeprefix(url_for("admin.person_list")).strip("/")
    context = page_context(
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
    place, errors = forms.parse_placement(request.form, list_team_ids(g.member))
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
        context = page_context({}, {}, leaving=member_id)
        return render_template("admin/people.html", **context)
    return _apply(people.remove_member, member_id)


def _apply(change: Callable[..., bool], member_id: UUID, *arguments: Any) -> Any:
    try:
        is_changed = change(g.member, member_id, *arguments, clock.now())
    except RefusedChangeError as refusal:
        return render_row_errors(member_id, refusal.errors())
    return redirect_back() if is_changed else abort(404)


def page_context(
    fields: Mapping[str, Any], errors: people_forms.Errors, **more: Any
) -> dict[str, Any]:
    """The context of the page of people that one is on."""
    return people_context(g.member, _page_number(), fields, errors, **more)


def render_row_errors(member_id: UUID, errors: people_forms.Errors) -> Any:
    """The list with what is wrong in this person's row, the teams in it as they were ticked."""
    context = page_context({}, errors, wrong=member_id)
    ticked, _ = forms.parse_managed_teams(request.form.getlist("charge"))
    if ticked:
        context["charges"][member_id] = ticked
    return render_invalid_form("admin/people.html", **context)


def show_link(token: str, name: str) -> Response:
    """Back to the page, which shows this link of that person once."""
    answer = redirect_back()
    set_cookie(answer, f"{token} {name}", SHOWN_FOR, LINK_COOKIE)
    return answer


def redirect_back(**named: Any) -> Response:
    """303 to the page of people that one was on."""
    page = _page_number()
    named |= {"page": page} if page > 1 else {}
    return see_other(url_for("admin.person_list", **named))


def _page_number() -> int:
    return people_forms.parse_page_number(request.args.get("page"))
