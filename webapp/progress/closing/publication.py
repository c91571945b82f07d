"""Publication of a closed week: rows that were computed at each reading are written down."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, func, select, update

from webapp.database.transactions import execute_core
from webapp.database.upsert import upsert
from webapp.game.days import WEEK, week_start
from webapp.people.membership import not_removed_by
from webapp.people.models import MemberRow
from webapp.people.schedule import facts as people_facts
from webapp.people.schedule.facts import split_member_ids
from webapp.progress.boards import queries as board_queries
from webapp.progress.boards.teams import BoardTeam
from webapp.progress.models import MemberWeek
from webapp.progress.weeks import usual_day
from webapp.progress.weeks.rows import (
    MEMBER_KEY,
    MEMBERS,
    TEAM_KEY,
    TEAMS,
    MemberWeekKey,
    MemberWeekRow,
    compute_member_week,
    compute_team_week,
)
from webapp.text_folding import fold_text

PUBLISHED = (
    update(TEAMS)
    .where(*(TEAMS.c[name] == bindparam(f"_{name}") for name in TEAM_KEY))
    .values({name: bindparam(f"_{name}") for name in ("league", "position", "at_work")})
    .values(mornings=None)  # of an open week alone
)


def publish_week(organisation_id: UUID, week: date, zone: tzinfo, closed_at: datetime) -> int:
    """Write the rows that the week lacks, and which board each team was on; says how many boards.

    To be called once, of a week that closed at `closed_at` and began in that zone, behind the
    organisation's lock. Each member of then has a row afterwards, in a team or not.
    """
    boards_by_league = board_queries.all_teams_of_week(organisation_id, week, zone, closed_at)
    by_team = _write_idle_members(organisation_id, week, zone, closed_at)
    touched = {team.id for teams in boards_by_league for team in teams if team.has_row}
    new_rows = [
        compute_team_week(organisation_id, week, team_id, rows)
        for team_id, rows in by_team.items()
        if team_id and team_id not in touched
    ]
    upsert(TEAMS, [vars(row) for row in new_rows], TEAM_KEY)
    there = touched | {row.team_id for row in new_rows}
    boards = [[team for team in teams if team.id in there] for teams in boards_by_league]
    _write_boards(organisation_id, week, boards)
    return len(boards)


def _write_idle_members(
    organisation_id: UUID, week: date, zone: tzinfo, closed_at: datetime
) -> dict[UUID | None, list[MemberWeekRow]]:
    """Write the week of each member that has no row of it: nothing practised. Says them by team."""
    by_team: dict[UUID | None, list[MemberWeekRow]] = {}
    joined = _without_rows(organisation_id, week, zone)
    for ids in split_member_ids(joined):
        members = {member_id: joined[member_id] for member_id in ids}
        facts = people_facts.read_facts(organisation_id, members).as_of(closed_at)
        usual_days = usual_day.usual_days(organisation_id, members, facts, week, zone)
        rows = [
            compute_member_week(
                MemberWeekKey(organisation_id, member_id, week),
                facts.team(member_id, week, zone),
                facts.board_calendar(member_id, joined_on, week, zone),
                (),
                usual_days[member_id],
            )
            for member_id, joined_on in members.items()
        ]
        upsert(MEMBERS, [vars(row) for row in rows], MEMBER_KEY)
        for row in rows:
            by_team.setdefault(row.team_id, []).append(row)
    return by_team


def _without_rows(organisation_id: UUID, week: date, zone: tzinfo) -> Mapping[UUID, date]:
    """Who plays in the week and has no row of it: their days of joining by id."""
    has_row = exists().where(
        MemberWeek.organisation_id == organisation_id,
        MemberWeek.week == week,
        MemberWeek.member_id == MemberRow.id,
    )
    rows = execute_core(
        select(MemberRow.id, MemberRow.joined_on).where(
            MemberRow.organisation_id == organisation_id,
            MemberRow.joined_on < week + WEEK,
            not_removed_by(week_start(week, zone)),
            ~has_row,
        )
    )
    return {member_id: joined_on for member_id, joined_on in rows if joined_on}


def _write_boards(organisation_id: UUID, week: date, boards: list[list[BoardTeam]]) -> None:
    """Write down on which board each team was and at which place of the alphabet."""
    counted = execute_core(
        select(MemberWeek.team_id, func.count())
        .where(
            MemberWeek.organisation_id == organisation_id,
            MemberWeek.week == week,
            MemberWeek.working_days > 0,
        )
        .group_by(MemberWeek.team_id)
    )
    at_work = {team_id: count for team_id, count in counted}  # noqa: C416
    rows: list[dict[str, Any]] = [
        {
            "_organisation_id": organisation_id,
            "_week": week,
            "_team_id": team.id,
            "_league": league,
            "_position": position,
            "_at_work": at_work.get(team.id, 0),
        }
        for league, teams in enumerate(boards)
        for position, team in enumerate(sorted(teams, key=lambda t: (fold_text(t.name), t.id)))
    ]
    if rows:
        execute_core(PUBLISHED, rows)
