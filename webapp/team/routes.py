"""Routes of the team's page: one's own team's, and that of a team that one looks after."""

from uuid import UUID

from flask import abort, g, render_template

import webapp.clock as clock
from webapp.auth import access
from webapp.people import managed_teams
from webapp.people.managed_teams import VisibleTeam
from webapp.providers import providers
from webapp.team import bp, views

__all__ = ["bp"]


@bp.get("/team")
@access.login_required
def own() -> str:
    """The page of the member's own team; who is in none chooses, where there is a choice."""
    teams = managed_teams.list_visible_teams(g.member)
    return _page(teams, next((team for team in teams if team.own), None))


@bp.get("/team/<uuid:team_id>")
@access.login_required
def one(team_id: UUID) -> str:
    """The same page of a team that this person sees; any other is not found."""
    teams = managed_teams.list_visible_teams(g.member)
    return _page(teams, next((team for team in teams if team.id == team_id), None) or abort(404))


def _page(teams: list[VisibleTeam], team: VisibleTeam | None) -> str:
    if team is None:
        return render_template("team/no_team.html", teams=teams, founds=g.member.role == "admin")
    context = views.page_context(g.member, team, clock.now(), providers())
    return render_template("team/page.html", teams=teams, **context)
