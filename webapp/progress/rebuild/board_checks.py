"""Checks of boards: stored teams' weeks and leagues against those computed again."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Table, select, true

from webapp.database.engine import db
from webapp.game.days import week_start
from webapp.progress.closing.closes import WeekCloses
from webapp.progress.models import LeagueAssignment, TeamWeek
from webapp.progress.rebuild.report import Difference
from webapp.progress.weeks import leagues
from webapp.progress.weeks.rows import MEMBERS, TEAMS, MemberWeekRow, TeamWeekRow, compute_team_week

PUBLISHED = ("version", "league", "position", "at_work", "mornings")


def list_stored_weeks(organisation_id: UUID) -> list[date]:
    """The weeks of which some team has a row."""
    of_teams = select(TeamWeek.week).where(TeamWeek.organisation_id == organisation_id)
    return sorted(db.session.execute(of_teams.distinct()).scalars())


def team_differences(
    organisation_id: UUID, team_id: UUID, weeks: list[date], closings: WeekCloses, at: datetime
) -> Iterator[Difference]:
    """The team's rows of these weeks, and of those of its members, that are not what these make."""
    stored = {
        row["week"]: TeamWeekRow(**row)
        for row in _rows(TEAMS, organisation_id, team_id, TEAMS.c.week.in_(weeks))
    }
    members: dict[date, list[MemberWeekRow]] = {week: [] for week in stored}
    for row in _rows(MEMBERS, organisation_id, team_id, true()):
        members.setdefault(row["week"], []).append(MemberWeekRow(**row))
    for week, rows in sorted(members.items()):
        stored_row, computed = (
            stored.get(week),
            compute_team_week(organisation_id, week, team_id, rows),
        )
        if stored_row != computed:
            yield Difference(
                organisation_id,
                "team",
                team_id,
                week,
                vars(stored_row) if stored_row else None,
                vars(computed),
                closings.is_closed(week, at),
            )


def lacks_erased_member(
    difference: Difference, closings: WeekCloses, erased_at: datetime | None
) -> bool:
    """Whether a closed week was published with somebody whose rows were erased since: its row
    stands for more members than are left to compute it from.
    """
    if not difference.closed or difference.stored is None or erased_at is None:
        return False
    fewer = difference.computed is None or difference.computed["size"] < difference.stored["size"]
    return fewer and closings.instant(difference.on) <= erased_at


def league_differences(
    organisation_id: UUID, zone: tzinfo, since: datetime | None = None
) -> Iterator[Difference]:
    """The leagues of a season that are not those which the facts deal; nothing rewrites them.

    Seasons that began before `since`, when somebody was erased or the zone became another, were
    dealt with them and by it, and stand as they are.
    """
    rows = db.session.execute(
        select(LeagueAssignment.season, LeagueAssignment.team_id, LeagueAssignment.league).where(
            LeagueAssignment.organisation_id == organisation_id
        )
    )
    seasons: dict[date, dict[UUID, int]] = {}
    for season, team_id, league in rows:
        seasons.setdefault(season, {})[team_id] = league
    for season, stored in seasons.items():
        if since and week_start(season, zone) <= since:
            continue
        computed = leagues.ensure_assigned(organisation_id, season, zone)
        for team_id, league in stored.items():
            if computed.get(team_id) != league:
                stored_league, computed_league = (
                    {"league": league},
                    {"league": computed.get(team_id)},
                )
                yield Difference(
                    organisation_id, "league", team_id, season, stored_league, computed_league, True
                )


def _rows(
    table: Table, organisation_id: UUID, team_id: UUID, which: ColumnElement[bool]
) -> Iterable[RowMapping]:
    return db.session.execute(
        select(*(column for column in table.columns if column.name not in PUBLISHED)).where(
            table.c.organisation_id == organisation_id, table.c.team_id == team_id, which
        )
    ).mappings()
