"""Whom somebody may pause: a manager their own team and the people in it, an administrator all."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from webapp.database import db
from webapp.people import roster
from webapp.people.models import Member
from webapp.people.who import Who


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody, a team or the company; scope is member, team or organisation."""

    id: UUID
    scope: str
    name: str


def reach(who: Who, asked: UUID | None = None) -> dict[UUID, Whom]:
    """Whom this manager or administrator may pause; of an administrator's people the one asked
    for, since they are too many to choose from."""
    teams = roster.teams(who.organisation_id)
    if who.role == "admin":
        whole = Whom(who.organisation_id, "organisation", who.organisation)
        found = [whole, *(Whom(team.id, "team", team.name) for team in teams)]
        return {each.id: each for each in (*found, *people(who, {asked} if asked else set()))}
    present = roster.present_teams(who.organisation_id)
    own = present.get(who.id)
    found = [Whom(team.id, "team", team.name) for team in teams if team.id == own]
    inside = {member_id for member_id, team_id in present.items() if own and team_id == own}
    return {each.id: each for each in (*found, *people(who, inside))}


def people(who: Who, ids: set[UUID]) -> list[Whom]:
    """Those of these who are members of the organisation, by name."""
    if not ids:
        return []
    rows = db.session.execute(
        select(Member.id, Member.name)
        .where(
            Member.organisation_id == who.organisation_id,
            Member.id.in_(ids),
            Member.removed_at.is_(None),
        )
        .order_by(Member.name, Member.id)
    )
    return [Whom(member_id, "member", name) for member_id, name in rows]
