"""Routes of teams: for administrators."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import abort, g, render_template, request, url_for

import webapp.clock as clock
from webapp.admin import bp, teams
from webapp.auth import access, cookies
from webapp.htmx import render_invalid_form, see_other
from webapp.people import forms, roster
from webapp.people.forms import Errors
from webapp.people.refusals import RefusedChangeError


@bp.get("/admin/teams")
@access.admin_required
def team_list() -> str:
    """The teams and how large they are."""
    return render_template("admin/teams.html", **_context({}, {}))


@bp.post("/admin/teams")
@access.admin_required
@access.write_cost(2)
def add_team() -> Any:
    """Create a team."""
    name, errors = forms.parse_name(request.form)
    if not errors:
        try:
            at, cookie = clock.now(), cookies.read_cookie()
            teams.create_team(g.member.organisation_id, name, at, g.member.id, cookie)
        except RefusedChangeError as refusal:
            errors = refusal.errors()
        else:
            return see_other(url_for("admin.team_list"))
    return render_invalid_form("admin/teams.html", **_context(request.form, errors))


@bp.post("/admin/teams/<uuid:team_id>")
@access.admin_required
@access.write_cost(2)
def rename_team(team_id: UUID) -> Any:
    """Rename a team."""
    name, errors = forms.parse_name(request.form)
    if not errors:
        try:
            is_renamed = teams.rename_team(
                g.member.organisation_id, team_id, name, clock.now(), g.member.id
            )
        except RefusedChangeError as refusal:
            errors = refusal.errors()
        else:
            return see_other(url_for("admin.team_list")) if is_renamed else abort(404)
    return render_invalid_form("admin/teams.html", **_context(request.form, errors, wrong=team_id))


@bp.post("/admin/teams/<uuid:team_id>/archive")
@access.admin_required
@access.write_cost(1)
def archive_team(team_id: UUID) -> Any:
    """Archive an empty team; its past weeks stay."""
    try:
        is_archived = teams.archive_team(
            g.member.organisation_id, team_id, clock.now(), g.member.id
        )
    except RefusedChangeError as refusal:
        return render_invalid_form(
            "admin/teams.html", **_context({}, refusal.errors(), wrong=team_id)
        )
    return see_other(url_for("admin.team_list")) if is_archived else abort(404)


def _context(
    fields: Mapping[str, Any], errors: Errors, wrong: UUID | None = None
) -> dict[str, Any]:
    return {
        "organisation": g.member.organisation,
        "teams": roster.list_sized_teams(g.member.organisation_id),
        "fields": fields,
        "errors": errors,
        "wrong": wrong,
    }
