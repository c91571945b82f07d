"""Queries of a member's present team, whatever the week's board says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, and_, func, select, tuple_
from sqlalchemy.orm import aliased

from webapp.database.engine import db
from webapp.people.members import Member
from webapp.people.membership import NOT_REMOVED
from webapp.people.models import Fact, MemberRow, Team


@dataclass(frozen=True, slots=True)
class PresentTeam:
    """The team the member is in now; its size counts who has come in, themselves among them."""

    name: str
    size: int


def list_teammates(member: Member) -> Select[UUID]:
    """The statement that reads the ids of those who are in the member's team now, by index.

    The member is among them; nobody is for a member without a team.
    """
    return is_in_team(member.organisation_id, get_team(member))


def is_in_team(organisation_id: Any, team_id: Any) -> Select[UUID]:
    """The statement that reads the ids of those who are in that team now, by index.

    Who was removed is not among them; who is suspended or yet to come in is.
    """
    moved, later = aliased(Fact), aliased(Fact)
    moved_again = (
        select(later.id)
        .where(
            later.organisation_id == moved.organisation_id,
            later.scope_id == moved.scope_id,
            later.name == "team",
            later.retracted_at.is_(None),
            tuple_(later.recorded_at, later.id) > tuple_(moved.recorded_at, moved.id),
        )
        .exists()
    )
    return (
        select(moved.scope_id)
        .join(
            MemberRow,
            and_(
                MemberRow.organisation_id == moved.organisation_id, MemberRow.id == moved.scope_id
            ),
        )
        .where(
            moved.organisation_id == organisation_id,
            moved.team_id == team_id,
            moved.name == "team",
            moved.retracted_at.is_(None),
            NOT_REMOVED,
            ~moved_again,
        )
    )


def get_team(member: Member, at: datetime | None = None) -> ScalarSelect[Any]:
    """The id of the member's present team, or of the one at that instant, as part of a statement;
    NULL for who is in none.
    """
    return _team_of(member.organisation_id, member.id, at)


def left_team_after(member: Member, at: datetime) -> ScalarSelect[Any]:
    """When somebody was first moved after that instant, as part of a statement; NULL if never."""
    moves = aliased(Fact)
    return (
        select(moves.recorded_at)
        .where(
            moves.organisation_id == member.organisation_id,
            moves.scope_id == member.id,
            moves.name == "team",
            moves.retracted_at.is_(None),
            moves.recorded_at > at,
        )
        .order_by(moves.recorded_at, moves.id)
        .limit(1)
        .scalar_subquery()
    )


def get_present_team(member: Member) -> PresentTeam | None:
    """The member's present team; one statement."""
    come_in = (
        select(func.count())
        .select_from(MemberRow)
        .where(
            MemberRow.organisation_id == member.organisation_id,
            MemberRow.id.in_(list_teammates(member)),
            MemberRow.joined_on.is_not(None),
        )
    )
    row = db.session.execute(
        select(Team.name, come_in.scalar_subquery()).where(
            Team.organisation_id == member.organisation_id, Team.id == get_team(member)
        )
    ).first()
    return PresentTeam(*row) if row else None


def get_team_name(organisation_id: UUID, member_id: UUID) -> str | None:
    """The name of the member's present team, if they are in one; one statement."""
    team_id = _team_of(organisation_id, member_id)
    return db.session.execute(
        select(Team.name).where(Team.organisation_id == organisation_id, Team.id == team_id)
    ).scalar()


def _team_of(
    organisation_id: UUID, member_id: UUID, at: datetime | None = None
) -> ScalarSelect[Any]:
    moves = aliased(Fact)
    said_by_then = () if at is None else (moves.recorded_at <= at,)
    return (
        select(moves.team_id)
        .where(
            moves.organisation_id == organisation_id,
            moves.scope_id == member_id,
            moves.name == "team",
            moves.retracted_at.is_(None),
            *said_by_then,
        )
        .order_by(moves.recorded_at.desc(), moves.id.desc())
        .limit(1)
        .scalar_subquery()
    )
