"""Routes of team invitations: for administrators."""

from typing import Any
from uuid import UUID

from flask import abort, g, render_template, request, url_for

import webapp.clock as clock
from webapp.admin import bp, forms, qr_code, team_invitations
from webapp.auth import access, cookies
from webapp.htmx import render_invalid_form, see_other
from webapp.people import roster
from webapp.people.refusals import RefusedChangeError
from webapp.security import absolute_url


@bp.get("/admin/people/links")
@access.admin_required
def team_link_list() -> str:
    """The links of teams, and what makes another."""
    return render_template("admin/team_links.html", **_context({}, {}))


@bp.post("/admin/people/links")
@access.admin_required
@access.write_cost(2)
def make_team_link() -> Any:
    """Create a team invitation, which is shown on a page of its own."""
    teams = {team.id for team in roster.list_teams(g.member.organisation_id)}
    opening, errors = forms.parse_opening(request.form, teams)
    if opening:
        try:
            link_id = team_invitations.create_team_invitation(
                g.member, opening, clock.now(), cookies.read_cookie()
            )
        except RefusedChangeError as refusal:
            errors = refusal.errors()
        else:
            return see_other(url_for("admin.team_link", link_id=link_id))
    return render_invalid_form("admin/team_links.html", **_context(request.form, errors))


@bp.get("/admin/people/links/<uuid:link_id>")
@access.admin_required
def team_link(link_id: UUID) -> str:
    """One team invitation, large enough to be read off a screen from the back of the room."""
    link = team_invitations.get_team_invitation(g.member, link_id, clock.now())
    if link is None:
        abort(404)
    address = _address(link.token) if link.token else ""
    return render_template(
        "admin/team_link.html",
        organisation=g.member.organisation,
        link=link,
        until=link.expires_at.astimezone(g.member.zone),
        address=address,
        code=qr_code.draw_qr(address) if address else "",
    )


@bp.post("/admin/people/links/<uuid:link_id>/end")
@access.admin_required
@access.write_cost(1)
def end_team_link(link_id: UUID) -> Any:
    """End a team invitation: nobody else comes in by it."""
    is_ended = team_invitations.end_team_invitation(g.member, link_id, clock.now())
    return see_other(url_for("admin.team_link_list")) if is_ended else abort(404)


def _context(fields: Any, errors: dict[str, str]) -> dict[str, Any]:
    return {
        "organisation": g.member.organisation,
        "teams": roster.list_teams(g.member.organisation_id),
        "links": [
            (link, link.expires_at.astimezone(g.member.zone))
            for link in team_invitations.list_team_invitations(g.member, clock.now())
        ],
        "days": forms.LINK_DAYS,
        "uses": forms.LINK_USES,
        "fields": fields or {"days": forms.LINK_DAYS[1], "most": forms.LINK_USES[1]},
        "errors": errors,
    }


def _address(token: str) -> str:
    return absolute_url(url_for("auth.join_team", token=token))
