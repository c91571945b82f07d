"""What is stored of boards against what it is made of: teams' weeks and leagues."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Table, select, true

from webapp.database import db
from webapp.game.days import begins
from webapp.progress import leagues
from webapp.progress.closings import Closings
from webapp.progress.models import Dealt, TeamWeek
from webapp.progress.reports import Difference
from webapp.progress.weeks import MEMBERS, TEAMS, MemberRow, TeamRow, team_row

PUBLISHED = ("version", "league", "position", "at_work", "mornings")


def weeks(organisation_id: UUID) -> list[date]:
    """The weeks of which some team has a row."""
    of_teams = select(TeamWeek.week).where(TeamWeek.organisation_id == organisation_id)
    return sorted(db.session.execute(of_teams.distinct()).scalars())


def team(
    organisation_id: UUID, team_id: UUID, weeks: list[date], closings: Closings, at: datetime
) -> Iterator[Difference]:
    """The team's rows of these weeks, and of those of its members, that are not what these make."""
    stored = {
        row["week"]: TeamRow(**row)
        for row in _rows(TEAMS, organisation_id, team_id, TEAMS.c.week.in_(weeks))
    }
    members: dict[date, list[MemberRow]] = {week: [] for week in stored}
    for row in _rows(MEMBERS, organisation_id, team_id, true()):
        members.setdefault(row["week"], []).append(MemberRow(**row))
    for week, rows in sorted(members.items()):
        was, right = stored.get(week), team_row(organisation_id, week, team_id, rows)
        if was != right:
            yield Difference(
                organisation_id,
                "team",
                team_id,
                week,
                vars(was) if was else None,
                vars(right),
                closings.is_closed(week, at),
            )


def misses(found: Difference, closings: Closings, erased_at: datetime | None) -> bool:
    """Whether a closed week was published with somebody whose rows were erased since: its row
    stands for more members than are left to compute it from.
    """
    if not found.closed or found.stored is None or erased_at is None:
        return False
    fewer = found.computed is None or found.computed["size"] < found.stored["size"]
    return fewer and closings.instant(found.on) <= erased_at


def dealt(
    organisation_id: UUID, zone: tzinfo, since: datetime | None = None
) -> Iterator[Difference]:
    """The leagues of a season that are not those which the facts deal; nothing rewrites them.

    Seasons that began before `since`, when somebody was erased or the zone became another, were
    dealt with them and by it, and stand as they are.
    """
    rows = db.session.execute(
        select(Dealt.season, Dealt.team_id, Dealt.league).where(
            Dealt.organisation_id == organisation_id
        )
    )
    seasons: dict[date, dict[UUID, int]] = {}
    for season, team_id, league in rows:
        seasons.setdefault(season, {})[team_id] = league
    for season, stored in seasons.items():
        if since and begins(season, zone) <= since:
            continue
        told = leagues.dealt(organisation_id, season, zone)
        for team_id, league in stored.items():
            if told.get(team_id) != league:
                was, right = {"league": league}, {"league": told.get(team_id)}
                yield Difference(organisation_id, "league", team_id, season, was, right, True)


def _rows(
    table: Table, organisation_id: UUID, team_id: UUID, which: ColumnElement[bool]
) -> Iterable[RowMapping]:
    return db.session.execute(
        select(*(column for column in table.columns if column.name not in PUBLISHED)).where(
            table.c.organisation_id == organisation_id, table.c.team_id == team_id, which
        )
    ).mappings()
