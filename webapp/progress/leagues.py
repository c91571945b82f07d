"""Which teams meet on a board (RULES R5.8): all of a small organisation, or a season's league.

What a league is follows from the teams, in the order in which they were made, and from who was in
them when the season began: it is kept so that nobody has to count a large organisation again.
"""

from datetime import date, datetime, tzinfo
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, exists, func, or_, select, union_all

from webapp.database import UtcDateTime, db, insert_missing
from webapp.game import leagues
from webapp.game.days import begins
from webapp.people import editions
from webapp.people.models import Fact, Member, Team
from webapp.progress.models import Dealt

TABLE = cast(Table, Dealt.__table__)
KEY = ("organisation_id", "season", "team_id")
AT_ONCE = 500


def _teams(organisation_id: Any, began: Any) -> Select[Any]:
    """The organisation's teams that were not archived before the season began."""
    return select(Team.id).where(
        Team.organisation_id == organisation_id,
        or_(Team.archived_at.is_(None), Team.archived_at > began),
    )


def _mates() -> Select[Any]:
    """The teams on one team's board (`mine`), to be read inside another statement.

    Where nothing was dealt, the first thirty-one: if so many come back, `dealt` has to say which.
    Who has no team sees the first league.
    """
    organisation_id: Any = bindparam("organisation_id")
    kept = (Dealt.organisation_id == organisation_id, Dealt.season == bindparam("season"))
    league = select(Dealt.league).where(*kept, Dealt.team_id == bindparam("mine"))
    undealt = (
        _teams(organisation_id, bindparam("began", type_=UtcDateTime))
        .where(~exists().where(*kept))
        .limit(leagues.BOARD_TEAMS + 1)
        .subquery()
    )
    return select(
        union_all(
            select(Dealt.team_id).where(
                *kept, Dealt.league == func.coalesce(league.scalar_subquery(), 0)
            ),
            select(undealt.c.id),
        )
        .subquery()
        .c.team_id
    )


MATES = _mates()


def enrol(organisation_id: UUID, week: date, team_id: UUID, zone: tzinfo) -> None:
    """Deal the teams of a season that was not dealt yet, or the new ones among them.

    One statement for who needs no leagues, and for a team that has its own.
    """
    season = leagues.season_of(week)
    own = exists().where(
        Dealt.organisation_id == organisation_id, Dealt.season == season, Dealt.team_id == team_id
    )
    some = _teams(organisation_id, begins(season, zone)).limit(leagues.BOARD_TEAMS + 1).subquery()
    has, count = db.session.execute(select(own, func.count()).select_from(some)).one()
    if has or count <= leagues.BOARD_TEAMS:
        return
    rows = [
        {"organisation_id": organisation_id, "season": season, "team_id": team, "league": league}
        for team, league in dealt(organisation_id, season, zone).items()
    ]
    editions.changed(organisation_id)
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert_missing(TABLE, rows[start : start + AT_ONCE], KEY))


def dealt(organisation_id: UUID, season: date, zone: tzinfo) -> dict[UUID, int]:
    """The league of each team of the season, from the facts; two statements over all of them."""
    began = begins(season, zone)
    teams = db.session.execute(
        _teams(organisation_id, began)
        .add_columns(Team.created_at)
        .order_by(Team.created_at, Team.id)
    ).all()
    sizes = _sizes(organisation_id, season, began)
    first = {team: sizes.get(team, 0) for team, created in teams if created <= began}
    dealt = leagues.deal(first)
    for team, created in teams:
        if created > began:
            dealt[team] = leagues.join(dealt.values())
    return dealt


def _sizes(organisation_id: UUID, season: date, began: datetime) -> dict[UUID, int]:
    """How many members each team had when the season began."""
    moves = (
        select(
            Fact.team_id,
            func.row_number()
            .over(partition_by=Fact.scope_id, order_by=(Fact.recorded_at.desc(), Fact.id.desc()))
            .label("ago"),
        )
        .join(
            Member,
            (Member.organisation_id == Fact.organisation_id) & (Member.id == Fact.scope_id),
        )
        .where(
            Fact.organisation_id == organisation_id,
            Fact.name == "team",
            Fact.recorded_at <= began,
            or_(Fact.retracted_at.is_(None), Fact.retracted_at > began),
            Member.joined_on <= season,
            or_(Member.removed_at.is_(None), Member.removed_at > began),
        )
        .subquery()
    )
    rows = db.session.execute(
        select(moves.c.team_id, func.count().label("members"))
        .where(moves.c.ago == 1, moves.c.team_id.is_not(None))
        .group_by(moves.c.team_id)
    )
    return {row.team_id: row.members for row in rows}
