"""Targets of pauses: an administrator all; a manager their own team and the people in it, and
each further team that they look after as a whole, without anybody's name.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from webapp.database.engine import db
from webapp.people import managed_teams
from webapp.people.members import Member
from webapp.people.membership import NOT_REMOVED
from webapp.people.models import MemberRow
from webapp.people.teammates import list_teammates


@dataclass(frozen=True, slots=True)
class PauseTarget:
    """Somebody (and their zone), a team or the company; scope is member, team, organisation."""

    id: UUID
    scope: str
    name: str
    zone: str | None = None


def allowed_targets(member: Member, target_id: UUID | None = None) -> dict[UUID, PauseTarget]:
    """Whom this manager or administrator may pause; of an administrator's people the one asked
    for, since they are too many to choose from."""
    teams = sorted(
        managed_teams.list_visible_teams(member),
        key=lambda team: not team.own and member.role != "admin",
    )
    team_targets = [PauseTarget(team.id, "team", team.name) for team in teams]
    if member.role == "admin":
        whole = PauseTarget(member.organisation_id, "organisation", member.organisation)
        return {
            each.id: each
            for each in (
                whole,
                *team_targets,
                *allowed_people(member, {target_id} if target_id else set()),
            )
        }
    teammate_ids = set(db.session.scalars(list_teammates(member)))
    return {each.id: each for each in (*team_targets, *allowed_people(member, teammate_ids))}


def allowed_people(member: Member, ids: set[UUID]) -> list[PauseTarget]:
    """Those of these who are members of the organisation, by name."""
    if not ids:
        return []
    rows = db.session.execute(
        select(MemberRow.id, MemberRow.name, MemberRow.zone)
        .where(
            MemberRow.organisation_id == member.organisation_id,
            MemberRow.id.in_(ids),
            NOT_REMOVED,
        )
        .order_by(MemberRow.name, MemberRow.id)
    )
    return [PauseTarget(member_id, "member", name, zone) for member_id, name, zone in rows]
