"""Visibility of teams: a manager sees the one that they are in and those that an administrator
gave them to look after, an admin all.

A member sees the page of their own team too: what their manager sees is no secret to them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, delete, func, insert, or_, select

from webapp.database.engine import db
from webapp.people.members import Member
from webapp.people.models import ManagedTeam, Team
from webapp.people.teammates import get_team
from webapp.text_folding import CollationKey


@dataclass(frozen=True, slots=True)
class VisibleTeam:
    """A team that somebody may look at; `own` if they are in it now."""

    id: UUID
    name: str
    own: bool


def list_visible_teams(member: Member) -> list[VisibleTeam]:
    """The present teams that this person sees, by name; one statement."""
    own = get_team(member)
    rows = db.session.execute(
        select(Team.id, Team.name, func.coalesce(Team.id == own, False))
        .where(
            Team.organisation_id == member.organisation_id,
            Team.archived_at.is_(None),
            *_visible_to(member, own),
        )
        .order_by(CollationKey(Team.name), Team.id)
    )
    return [VisibleTeam(team_id, name, bool(is_own)) for team_id, name, is_own in rows]


def list_managed(organisation_id: UUID, member_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """The further teams of each of these people who has one; one statement, none for nobody."""
    managed: dict[UUID, set[UUID]] = {}
    if member_ids:
        rows = db.session.execute(
            select(ManagedTeam.member_id, ManagedTeam.team_id).where(
                ManagedTeam.organisation_id == organisation_id,
                ManagedTeam.member_id.in_(member_ids),
            )
        )
        for member_id, team_id in rows:
            managed.setdefault(member_id, set()).add(team_id)
    return managed


def add_managed(organisation_id: UUID, member_id: UUID, team_ids: Iterable[UUID]) -> None:
    """Replace the further teams of this manager by these, in the open transaction."""
    remove_managed(organisation_id, member_id)
    ids = {"organisation_id": organisation_id, "member_id": member_id}
    if rows := [ids | {"team_id": team_id} for team_id in team_ids]:
        db.session.execute(insert(ManagedTeam), rows)


def remove_managed(organisation_id: UUID, member_id: UUID, team_id: UUID | None = None) -> None:
    """Delete this further team of the person, or every one, in the open transaction."""
    db.session.execute(
        delete(ManagedTeam).where(
            ManagedTeam.organisation_id == organisation_id,
            ManagedTeam.member_id == member_id,
            *([ManagedTeam.team_id == team_id] if team_id else []),
        )
    )


def remove_all_for_team(organisation_id: UUID, team_id: UUID) -> None:
    """Delete this team from everybody's further teams, in the open transaction."""
    db.session.execute(
        delete(ManagedTeam).where(
            ManagedTeam.organisation_id == organisation_id, ManagedTeam.team_id == team_id
        )
    )


def _visible_to(member: Member, own: ScalarSelect[Any]) -> list[ColumnElement[bool]]:
    """What keeps the teams to theirs. The role is asked for too: a charge is a manager's right."""
    if member.role == "admin":
        return []
    if member.role != "manager":
        return [Team.id == own]
    further = select(ManagedTeam.team_id).where(
        ManagedTeam.organisation_id == member.organisation_id, ManagedTeam.member_id == member.id
    )
    return [or_(Team.id == own, Team.id.in_(further))]
