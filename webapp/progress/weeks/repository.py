"""Repository of a week's rows: locked, inserted, read, upserted, deleted.

A team's row of the week is the lock behind which its members' rows are written; several are locked
in the order of week and team.
"""

from collections.abc import Collection
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, delete, literal, select

from webapp.database.transactions import execute_core, lock_rows
from webapp.database.upsert import insert_from_select, upsert
from webapp.progress.models import ClosedWeek, MemberWeek, Mornings
from webapp.progress.weeks.rows import (
    MEMBER_KEY,
    MEMBERS,
    TEAM_KEY,
    TEAMS,
    MemberWeekRow,
    TeamWeekRow,
)


def _of_team(table: Table) -> tuple[ColumnElement[bool], ...]:
    """Which rows are of one team's week, whose ids are told when it is asked."""
    return tuple(table.c[name] == bindparam(name) for name in TEAM_KEY)


WRITTEN_DOWN = (
    select(ClosedWeek.week)
    .where(
        ClosedWeek.organisation_id == bindparam("organisation_id"),
        ClosedWeek.week == bindparam("week"),
    )
    .exists()
)
TEAM = select(TEAMS.c.size).where(*_of_team(TEAMS))
MADE = select(
    *(bindparam(name, type_=TEAMS.c[name].type).label(name) for name in TEAM_KEY),
    literal(0).label("size"),
    literal(1).label("version"),
).where(~WRITTEN_DOWN)
LOCKED = TEAM.where(~WRITTEN_DOWN).with_for_update()
OF_MEMBER = [MEMBERS.c[field.name] for field in fields(MemberWeekRow)]
MORNINGS = select(TEAMS.c.mornings).where(*_of_team(TEAMS)).scalar_subquery()
ROWS = select(*OF_MEMBER, MORNINGS.label("mornings")).where(*_of_team(MEMBERS), ~WRITTEN_DOWN)


def _named(organisation_id: UUID, week: date, team_id: UUID) -> dict[str, Any]:
    return {"organisation_id": organisation_id, "week": week, "team_id": team_id}


def upsert_weeks(rows: Collection[MemberWeekRow], team: TeamWeekRow | None = None) -> None:
    """Write these rows of members, and the row of their team."""
    upsert(MEMBERS, [vars(row) for row in rows], MEMBER_KEY)
    upsert(TEAMS, [vars(team)] if team else [], TEAM_KEY)


def delete_absent(
    organisation_id: UUID, week: date, team_id: UUID, members: Collection[UUID]
) -> None:
    """Erase the week's rows of who does not play for the team any more."""
    execute_core(
        delete(MemberWeek).where(
            MemberWeek.organisation_id == organisation_id,
            MemberWeek.team_id == team_id,
            MemberWeek.week == week,
            MemberWeek.member_id.not_in(members),
        )
    )


def is_written_down(organisation_id: UUID, week: date) -> bool:
    """Whether the week is written down for good."""
    params = {"organisation_id": organisation_id, "week": week}
    return bool(execute_core(select(WRITTEN_DOWN), params).scalar())


def delete_member_week(organisation_id: UUID, week: date, member_id: UUID) -> None:
    """Erase a member's row of the week."""
    execute_core(
        delete(MemberWeek).where(
            MemberWeek.organisation_id == organisation_id,
            MemberWeek.member_id == member_id,
            MemberWeek.week == week,
        )
    )


def lock_team_week(organisation_id: UUID, week: date, team_id: UUID) -> bool:
    """Lock the team's row of the week, if it is there and not written down for good."""
    return execute_core(LOCKED, _named(organisation_id, week, team_id)).first() is not None


def create_team_week(organisation_id: UUID, week: date, team_id: UUID) -> bool:
    """Make the team's row of the week, empty; False where it is, where another writer was first,
    or where the week is written down for good.
    """
    return (
        execute_core(
            insert_from_select(TEAMS, MADE, TEAM_KEY).returning(TEAMS.c.size),
            _named(organisation_id, week, team_id),
        ).first()
        is not None
    )


def delete_team_week(organisation_id: UUID, week: date, team_id: UUID) -> None:
    """Take back what was made in the same transaction."""
    statement = delete(TEAMS).where(*_of_team(TEAMS))
    execute_core(statement, _named(organisation_id, week, team_id))


def get_member_week(organisation_id: UUID, week: date, member_id: UUID) -> MemberWeekRow | None:
    """A member's row of the week, if somebody of their team has practised in it."""
    which = [MEMBERS.c[name] == bindparam(name) for name in MEMBER_KEY]
    params = {"organisation_id": organisation_id, "week": week, "member_id": member_id}
    row = execute_core(select(*OF_MEMBER).where(*which), params).first()
    return MemberWeekRow(*row) if row else None


def lock_and_list(
    organisation_id: UUID, week: date, team_id: UUID
) -> tuple[dict[UUID, MemberWeekRow], Mornings]:
    """The week's rows of the team's members, behind its lock, and its mornings; none if nobody has
    opened it yet, or if it was written down for good, whatever clock the reader goes by.
    """
    params = _named(organisation_id, week, team_id)
    if not lock_rows(TEAM, params):
        return {}, {}
    rows = execute_core(ROWS, params).all()
    mornings = rows[0].mornings if rows else None
    return {row.member_id: MemberWeekRow(*row[:-1]) for row in rows}, mornings or {}
