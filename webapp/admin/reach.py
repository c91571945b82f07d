"""Whom somebody may pause: an administrator all; a manager their own team and the people in it, and
each further team that they look after as a whole, without anybody's name.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from webapp.database import db
from webapp.people import charge
from webapp.people.mates import mates
from webapp.people.models import Member
from webapp.people.who import Who


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody (and their zone), a team or the company; scope is member, team, organisation."""

    id: UUID
    scope: str
    name: str
    zone: str | None = None


def reach(who: Who, asked: UUID | None = None) -> dict[UUID, Whom]:
    """Whom this manager or administrator may pause; of an administrator's people the one asked
    for, since they are too many to choose from."""
    seen = sorted(charge.teams(who), key=lambda team: not team.own and who.role != "admin")
    found = [Whom(team.id, "team", team.name) for team in seen]
    if who.role == "admin":
        whole = Whom(who.organisation_id, "organisation", who.organisation)
        return {
            each.id: each for each in (whole, *found, *people(who, {asked} if asked else set()))
        }
    inside = set(db.session.scalars(mates(who)))
    return {each.id: each for each in (*found, *people(who, inside))}


def people(who: Who, ids: set[UUID]) -> list[Whom]:
    """Those of these who are members of the organisation, by name."""
    if not ids:
        return []
    rows = db.session.execute(
        select(Member.id, Member.name, Member.zone)
        .where(
            Member.organisation_id == who.organisation_id,
            Member.id.in_(ids),
            Member.removed_at.is_(None),
        )
        .order_by(Member.name, Member.id)
    )
    return [Whom(member_id, "member", name, zone) for member_id, name, zone in rows]
