"""The company's teams: for administrators."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import abort, g, redirect, render_template, request, url_for

import webapp.clock as clock
from webapp.admin import bp, teams
from webapp.admin.refusals import Refused
from webapp.htmx import refused
from webapp.people import forms, guard, roster
from webapp.people.forms import Errors


@bp.get("/admin/teams")
@guard.admin
def team_list() -> str:
    """The teams and how large they are."""
    return render_template("admin/teams.html", **_teams({}, {}))


@bp.post("/admin/teams")
@guard.admin
@guard.write_cost(2)
def add_team() -> Any:
    """A new team."""
    name, errors = forms.name(request.form)
    if not errors:
        try:
            at, cookie = clock.now(), guard.carried()
            teams.add(g.member.organisation_id, name, at, g.member.id, cookie)
        except Refused as refusal:
            errors = refusal.errors()
        else:
            return redirect(url_for("admin.team_list"), 303)
    return refused("admin/teams.html", **_teams(request.form, errors))


@bp.post("/admin/teams/<uuid:team_id>")
@guard.admin
@guard.write_cost(2)
def rename_team(team_id: UUID) -> Any:
    """Another name."""
    name, errors = forms.name(request.form)
    if not errors:
        try:
            found = teams.rename(g.member.organisation_id, team_id, name, clock.now(), g.member.id)
        except Refused as refusal:
            errors = refusal.errors()
        else:
            return redirect(url_for("admin.team_list"), 303) if found else abort(404)
    return refused("admin/teams.html", **_teams(request.form, errors, wrong=team_id))


@bp.post("/admin/teams/<uuid:team_id>/archive")
@guard.admin
@guard.write_cost(1)
def archive_team(team_id: UUID) -> Any:
    """An empty team goes; its past weeks stay."""
    try:
        found = teams.archive(g.member.organisation_id, team_id, clock.now(), g.member.id)
    except Refused as refusal:
        return refused("admin/teams.html", **_teams({}, refusal.errors(), wrong=team_id))
    return redirect(url_for("admin.team_list"), 303) if found else abort(404)


def _teams(fields: Mapping[str, Any], errors: Errors, wrong: UUID | None = None) -> dict[str, Any]:
    return {
        "organisation": g.member.organisation,
        "teams": roster.sized_teams(g.member.organisation_id),
        "fields": fields,
        "errors": errors,
        "wrong": wrong,
    }
