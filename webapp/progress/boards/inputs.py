"""Inputs of a computed board: the rows and facts that it is made of; five statements at most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from uuid import UUID

from webapp.game.days import is_closed, today
from webapp.people.members import Member
from webapp.people.schedule.facts import Facts, read_week_facts
from webapp.progress.boards import potential
from webapp.progress.boards import queries as board_queries
from webapp.progress.boards.potential import TeammateWeek
from webapp.progress.boards.queries import LeagueTeams
from webapp.progress.weeks import rosters


@dataclass(frozen=True, slots=True)
class BoardInputs:
    """What a board of one week is computed from; `own_id` is the viewer's team, if it is on it.

    `members` has, of each team without a row of the week, its members' days of joining by id;
    `mates` the members of the viewer's team in an open week. `facts` are those of all of these, of
    a closed week as they stood at its close.
    """

    league: LeagueTeams
    own_id: UUID | None
    closed: bool
    zone: tzinfo
    facts: Facts
    members: Mapping[UUID, Mapping[UUID, date]]
    mates: Mapping[UUID, TeammateWeek]


def load_inputs(
    member: Member, week: date, now: datetime, team_id: UUID | None, league: int | None
) -> BoardInputs:
    """The inputs of the board that this team is on, or of that of a league."""
    organisation_id, zone = member.organisation_id, member.organisation_zone
    closed = is_closed(week, zone, now)
    league_teams = board_queries.teams_of_week(organisation_id, week, team_id, zone, league)
    teams = league_teams.teams
    own_id = next((team.id for team in teams if team.id == team_id), None)
    idle = {team.id for team in teams if not team.has_row}
    candidates = rosters.possible_members(organisation_id, idle, week, zone) if idle else {}
    mates: Mapping[UUID, TeammateWeek] = {}
    if own_id and own_id not in idle and not closed:
        mates = potential.load_teammates(organisation_id, week, own_id, today(now, member.zone))
    facts = read_week_facts(organisation_id, {*mates, *candidates}, week, zone, now)
    members = {each: rosters.filter_by_team(candidates, facts, each, week, zone) for each in idle}
    if own_id in idle and not closed:
        own_members = members[own_id]
        mates = potential.teammates_without_rows(organisation_id, own_members, facts, week, zone)
    return BoardInputs(league_teams, own_id, closed, zone, facts, members, mates)
