"""Routes of team sprints: one is opened, looked at, polled while it runs, cancelled.

Joining is an entry (kind `sprint`) and goes through the outbox. Nobody outside the team sees one.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import abort, g, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.auth import access
from webapp.htmx import see_other
from webapp.people.teammates import get_present_team
from webapp.providers import providers
from webapp.sprints import bp, counter, forms, repository, team_sprint
from webapp.sprints.routes import outside_context, page_context

NOW_HEADER = "Rebond-Now"
REASONS = {
    "minutes": lambda: _("A sprint takes 5, 15 or 25 minutes."),
    "at": lambda: _("Choose a time of today that is still to come, like 14:00."),
}


@bp.get("/sprint/team")
@access.login_required
def choose() -> Any:
    """The form that opens a team sprint; where one runs or is to come, the way to it."""
    return _form({}, {})


@bp.post("/sprint/team")
@access.login_required
@access.write_cost(1)
def open_team_sprint() -> Any:
    """Open one, or be led to the one that has its time; its page joins by its address."""
    now = clock.now()
    window, reasons = forms.parse_opening(request.form, now, g.member.organisation_zone)
    if window is None:
        return make_response(_form(reasons, request.form), 422)
    sprint_id = repository.open_sprint(g.member, window, now)
    if sprint_id is None:
        return make_response(_form({}, {}), 422)
    return see_other(url_for("sprints.team_page", sprint_id=sprint_id, _anchor="join"))


@bp.get("/sprint/team/<uuid:sprint_id>")
@access.login_required
def team_page(sprint_id: UUID) -> str:
    """A team sprint: what it shows of whom, joining it, and its minutes."""
    now = clock.now()
    state = counter.get_state(g.member, sprint_id, now) or abort(404)
    team = get_present_team(g.member)
    return render_template(
        "sprints/page.html",
        **page_context(g.member, now),
        team_sprint=state,
        known=team_sprint.state_json(state),
        team_name=team.name if team else "",
        team_outside=outside_context(g.member, max(now, state.window.begins_at))["outside"],
        now=now,
    )


@bp.get("/sprint/team/<uuid:sprint_id>/state")
@access.login_required
def team_state(sprint_id: UUID) -> Any:
    """How it stands, as JSON, in two statements; 304 while nothing has moved. The time by the
    server's clock is a header, which moves always.
    """
    now = clock.now()
    state = counter.get_state(g.member, sprint_id, now) or abort(404)
    answer = jsonify(team_sprint.state_json(state))
    answer.add_etag()
    answer.headers[NOW_HEADER] = str(clock.to_milliseconds(now))
    return answer.make_conditional(request)


@bp.post("/sprint/team/<uuid:sprint_id>/cancel")
@access.login_required
@access.write_cost(1)
def cancel(sprint_id: UUID) -> Any:
    """Whoever opened it takes it back before it begins."""
    now = clock.now()
    if not repository.cancel_sprint(g.member, sprint_id, now):
        counter.get_state(g.member, sprint_id, now) or abort(404)
        return see_other(url_for("sprints.team_page", sprint_id=sprint_id))
    return see_other(url_for("today.page"))


def _form(reasons: Mapping[str, str], fields: Mapping[str, str]) -> str:
    now = clock.now()
    return render_template(
        "sprints/opening.html",
        team=get_present_team(g.member),
        ahead=providers().team_sprint(g.member, now),
        errors={name: REASONS[name]() for name in reasons},
        fields=fields,
        **outside_context(g.member, now),
    )
