"""Routes of pauses: for managers and administrators."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import abort, g, render_template, request, url_for

import webapp.clock as clock
from webapp.admin import bp, pause_forms, pauses
from webapp.admin.pause_targets import allowed_targets
from webapp.auth import access
from webapp.game.days import today
from webapp.htmx import render_invalid_form, see_other
from webapp.people.forms import Errors, parse_uuid
from webapp.people.schedule.day_forms import day_limit, horizon


@bp.get("/admin/pauses")
@access.manager_required
def pause_list() -> str:
    """What is on pause, and a new one; ?whom= is somebody that an administrator asks for."""
    fields = {"whom": request.args.get("whom", "")}
    return render_template(
        "admin/pauses.html", **_context(fields, {}), saved="kept" in request.args
    )


@bp.post("/admin/pauses")
@access.manager_required
@access.write_cost(5)
def pause() -> Any:
    """Set a pause, with its first and last day."""
    now = clock.now()
    target_id = parse_uuid(request.form.get("whom", ""))
    zone = g.member.organisation_zone
    draft, errors = pause_forms.parse_pause(
        request.form, allowed_targets(g.member, target_id), zone, now
    )
    if draft:
        pauses.set_pause(g.member, draft.target, draft.first, draft.last, now)
        return see_other(url_for("admin.pause_list", kept=""))
    return render_invalid_form("admin/pauses.html", **_context(request.form, errors), saved=False)


@bp.post("/admin/pauses/<uuid:pause_id>/end")
@access.manager_required
@access.write_cost(5)
def end_pause(pause_id: UUID) -> Any:
    """End a pause: today counts again; one that has yet to begin never will."""
    if not pauses.end_pause(g.member, pause_id, clock.now()):
        abort(404)
    return see_other(url_for("admin.pause_list", kept=""))


def _context(fields: Mapping[str, Any], errors: Errors) -> dict[str, Any]:
    now = clock.now()
    day = today(now, g.member.organisation_zone)
    reached = allowed_targets(g.member, parse_uuid(fields.get("whom", "")))
    return {
        "organisation": g.member.organisation,
        "reach": list(reached.values()),
        "pauses": pauses.current_pauses(g.member, reached, now),
        "fields": fields,
        "errors": errors,
        "day": day,
        "earliest": day_limit(day),
        "most": horizon(day),
    }
