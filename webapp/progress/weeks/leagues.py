"""Assignment of teams to leagues (RULES R5.8): all of a small organisation meet on one board.

What a league is follows from the teams, in the order in which they were made, and from who was in
them when the season began: it is kept so that nobody has to count a large organisation again.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Date,
    Integer,
    Select,
    Table,
    bindparam,
    exists,
    func,
    or_,
    select,
    union_all,
)

from webapp.chunks import split_into_chunks
from webapp.database.columns import UtcDateTime
from webapp.database.engine import db
from webapp.database.upsert import insert_ignore
from webapp.game import leagues
from webapp.game.days import week_start
from webapp.people import cache_versions, team_sizes
from webapp.people.models import MemberRow, Team
from webapp.progress.models import LeagueAssignment

ASSIGNMENTS = cast(Table, LeagueAssignment.__table__)
UPSERT_KEY = ("organisation_id", "season", "team_id")
TEAMS_PER_STATEMENT = 500


SEASON = timedelta(weeks=leagues.SEASON_WEEKS)
ASSIGNED = (
    LeagueAssignment.organisation_id == bindparam("organisation_id"),
    LeagueAssignment.season == bindparam("season", type_=Date),
)
OWN_LEAGUE = (
    select(LeagueAssignment.league)
    .where(*ASSIGNED, LeagueAssignment.team_id == bindparam("mine"))
    .scalar_subquery()
)
LAST_LEAGUE = select(func.max(LeagueAssignment.league)).where(*ASSIGNED).scalar_subquery()


def _teams(organisation_id: Any, began: Any, ends: Any) -> Select[Any]:
    """The organisation's teams that were made before the season's end, not archived before it."""
    return select(Team.id).where(
        Team.organisation_id == organisation_id,
        Team.created_at < ends,
        or_(Team.archived_at.is_(None), Team.archived_at > began),
    )


def _league_teams() -> Select[Any]:
    """Subquery of the teams of a league: the one bound as `wanted`, else that of `mine`.

    Where nothing was dealt, the first thirty-one: if so many come back, it has to be dealt first,
    and where it was, the teams made since that have no league yet. Who has no team sees the first
    league.
    """
    league = func.coalesce(bindparam("wanted", type_=Integer), OWN_LEAGUE, 0)
    began, ends = (bindparam(name, type_=UtcDateTime) for name in ("began", "ends"))
    all_teams = _teams(bindparam("organisation_id"), began, ends).limit(leagues.BOARD_TEAMS + 1)
    undealt = all_teams.where(~exists().where(*ASSIGNED)).subquery()
    newer = all_teams.where(
        Team.created_at > began,
        exists().where(*ASSIGNED),
        ~exists().where(*ASSIGNED, LeagueAssignment.team_id == Team.id),
    ).subquery()
    team_ids = union_all(
        select(LeagueAssignment.team_id).where(*ASSIGNED, LeagueAssignment.league == league),
        select(undealt.c.id),
        select(newer.c.id),
    ).subquery()
    return select(team_ids.c.team_id)


LEAGUE_TEAMS = _league_teams()


def league_params(
    organisation_id: UUID, week: date, mine: UUID | None, league: int | None, zone: tzinfo
) -> dict[str, Any]:
    """The parameters of statements with LEAGUE_TEAMS, OWN_LEAGUE and LAST_LEAGUE, for a week."""
    season = leagues.season_of(week)
    return {
        "organisation_id": organisation_id,
        "season": season,
        "mine": mine,
        "wanted": league,
        "began": week_start(season, zone),
        "ends": week_start(season + SEASON, zone),
    }


def enrol_team(organisation_id: UUID, week: date, team_id: UUID | None, zone: tzinfo) -> None:
    """Assign the teams of a season that was not dealt yet, or the new ones among them, to leagues.

    One statement for who needs no leagues, and for a team that has its own; without a team, for a
    season in which some team has.
    """
    season = leagues.season_of(week)
    which = () if team_id is None else (LeagueAssignment.team_id == team_id,)
    own = exists().where(
        LeagueAssignment.organisation_id == organisation_id,
        LeagueAssignment.season == season,
        *which,
    )
    began, ends = week_start(season, zone), week_start(season + SEASON, zone)
    some = _teams(organisation_id, began, ends).limit(leagues.BOARD_TEAMS + 1).subquery()
    has, count = db.session.execute(select(own, func.count()).select_from(some)).one()
    if has or count <= leagues.BOARD_TEAMS:
        return
    teams = db.session.execute(season_teams(organisation_id, season, zone, Team.id)).all()
    rows = [
        {"organisation_id": organisation_id, "season": season, "team_id": team, "league": league}
        for team, league in completed(teams, began).items()
    ]
    cache_versions.bump(organisation_id)
    for chunk in split_into_chunks(rows, TEAMS_PER_STATEMENT):
        db.session.execute(insert_ignore(ASSIGNMENTS, list(chunk), UPSERT_KEY))


def ensure_assigned(organisation_id: UUID, season: date, zone: tzinfo) -> dict[UUID, int]:
    """The league of each team of the season, from the facts; one statement over all of them."""
    rows = db.session.execute(season_teams(organisation_id, season, zone, Team.id)).all()
    return _assign(rows, week_start(season, zone))


def season_teams(organisation_id: UUID, season: date, zone: tzinfo, *columns: Any) -> Select[Any]:
    """All teams of a season in the order in which they were made, with these columns of each.

    The last three are what a league follows from: when the team was made, its members then, and
    the league that it was dealt to, if it was.
    """
    began, ends = week_start(season, zone), week_start(season + SEASON, zone)
    then = team_sizes.team_sizes_subquery(organisation_id, MemberRow.joined_on <= season, at=began)
    was_dealt = (LeagueAssignment.organisation_id == Team.organisation_id) & (
        LeagueAssignment.team_id == Team.id
    )
    return (
        _teams(organisation_id, began, ends)
        .with_only_columns(
            *columns, Team.created_at, func.coalesce(then.c.size, 0), LeagueAssignment.league
        )
        .outerjoin(then, then.c.team_id == Team.id)
        .outerjoin(LeagueAssignment, was_dealt & (LeagueAssignment.season == season))
        .order_by(Team.created_at, Team.id)
    )


def completed(teams: Sequence[Any], began: datetime) -> dict[UUID, int]:
    """The league of each of the `season_teams` teams, whose first column is their id.

    What was dealt stands, and newer teams join it (RULES R5.8); else all are dealt.
    """
    was_dealt = {row[0]: row[-1] for row in teams if row[-1] is not None}
    if was_dealt:
        return leagues.complete(was_dealt, [row[0] for row in teams])
    return _assign(teams, began)


def _assign(teams: Sequence[Any], began: datetime) -> dict[UUID, int]:
    """The league of each team by the facts alone: those of the first hour, then the others."""
    first_dealt = leagues.assign_teams({row[0]: row[-2] for row in teams if row[-3] <= began})
    return leagues.complete(first_dealt, [row[0] for row in teams])
