"""Whom somebody may pause: an administrator all; a manager their own team and the people in it, and
each further team that they look after as a whole, without anybody's name.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from webapp.database import db
from webapp.people import charge
from webapp.people.mates import list_teammates
from webapp.people.models import MemberRow
from webapp.people.who import Member


@dataclass(frozen=True, slots=True)
class PauseTarget:
    """Somebody (and their zone), a team or the company; scope is member, team, organisation."""

    id: UUID
    scope: str
    name: str
    zone: str | None = None


def allowed_targets(who: Member, asked: UUID | None = None) -> dict[UUID, PauseTarget]:
    """Whom this manager or administrator may pause; of an administrator's people the one asked
    for, since they are too many to choose from."""
    seen = sorted(
        charge.list_visible_teams(who), key=lambda team: not team.own and who.role != "admin"
    )
    found = [PauseTarget(team.id, "team", team.name) for team in seen]
    if who.role == "admin":
        whole = PauseTarget(who.organisation_id, "organisation", who.organisation)
        return {
            each.id: each
            for each in (whole, *found, *allowed_people(who, {asked} if asked else set()))
        }
    inside = set(db.session.scalars(list_teammates(who)))
    return {each.id: each for each in (*found, *allowed_people(who, inside))}


def allowed_people(who: Member, ids: set[UUID]) -> list[PauseTarget]:
    """Those of these who are members of the organisation, by name."""
    if not ids:
        return []
    rows = db.session.execute(
        select(MemberRow.id, MemberRow.name, MemberRow.zone)
        .where(
            MemberRow.organisation_id == who.organisation_id,
            MemberRow.id.in_(ids),
            MemberRow.removed_at.is_(None),
        )
        .order_by(MemberRow.name, MemberRow.id)
    )
    return [PauseTarget(member_id, "member", name, zone) for member_id, name, zone in rows]
