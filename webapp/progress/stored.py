"""The rows of a week as the database has them: locked, made, read, written, erased.

A team's row of the week is the lock behind which its members' rows are written; several are locked
in the order of week and team.
"""

from collections.abc import Collection
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, delete, select

from webapp.database import insert_missing, lock, put, send
from webapp.progress.models import MemberWeek
from webapp.progress.weeks import MEMBER_KEY, MEMBERS, TEAM_KEY, TEAMS, MemberRow, TeamRow


def _of_team(table: Table) -> tuple[ColumnElement[bool], ...]:
    """Which rows are of one team's week, whose ids are told when it is asked."""
    return tuple(table.c[name] == bindparam(name) for name in TEAM_KEY)


TEAM = select(TEAMS.c.size).where(*_of_team(TEAMS))
LOCKED = TEAM.with_for_update()
OF_MEMBER = [MEMBERS.c[field.name] for field in fields(MemberRow)]
ROWS = select(*OF_MEMBER).where(*_of_team(MEMBERS))


def _named(organisation_id: UUID, week: date, team_id: UUID) -> dict[str, Any]:
    return {"organisation_id": organisation_id, "week": week, "team_id": team_id}


def write(rows: Collection[MemberRow], team: TeamRow | None = None) -> None:
    """Write these rows of members, and the row of their team."""
    put(MEMBERS, [vars(row) for row in rows], MEMBER_KEY)
    put(TEAMS, [vars(team)] if team else [], TEAM_KEY)


def forget(organisation_id: UUID, week: date, team_id: UUID, members: Collection[UUID]) -> None:
    """Erase the week's rows of who does not play for the team any more."""
    send(
        delete(MemberWeek).where(
            MemberWeek.organisation_id == organisation_id,
            MemberWeek.team_id == team_id,
            MemberWeek.week == week,
            MemberWeek.member_id.not_in(members),
        )
    )


def erase(organisation_id: UUID, week: date, member_id: UUID) -> None:
    """Erase a member's row of the week."""
    send(
        delete(MemberWeek).where(
            MemberWeek.organisation_id == organisation_id,
            MemberWeek.member_id == member_id,
            MemberWeek.week == week,
        )
    )


def locked(organisation_id: UUID, week: date, team_id: UUID) -> bool:
    """Lock the team's row of the week, if it is there."""
    return send(LOCKED, _named(organisation_id, week, team_id)).first() is not None


def made(organisation_id: UUID, week: date, team_id: UUID) -> bool:
    """Make the team's row of the week, empty; False where it is, or another writer was first."""
    empty = _named(organisation_id, week, team_id) | {"size": 0}
    made = insert_missing(TEAMS, [empty], TEAM_KEY).returning(TEAMS.c.size)
    return send(made).first() is not None


def unmake(organisation_id: UUID, week: date, team_id: UUID) -> None:
    """Take back what was made in the same transaction."""
    wanted = delete(TEAMS).where(*_of_team(TEAMS))
    send(wanted, _named(organisation_id, week, team_id))


def row(organisation_id: UUID, week: date, member_id: UUID) -> MemberRow | None:
    """A member's row of the week, if somebody of their team has practised in it."""
    which = [MEMBERS.c[name] == bindparam(name) for name in MEMBER_KEY]
    asked = {"organisation_id": organisation_id, "week": week, "member_id": member_id}
    found = send(select(*OF_MEMBER).where(*which), asked).first()
    return MemberRow(*found) if found else None


def rows(organisation_id: UUID, week: date, team_id: UUID) -> dict[UUID, MemberRow]:
    """The week's rows of the team's members, behind its lock; none if nobody has opened it yet."""
    named = _named(organisation_id, week, team_id)
    if not lock(TEAM, named):
        return {}
    return {row.member_id: MemberRow(*row) for row in send(ROWS, named).all()}
