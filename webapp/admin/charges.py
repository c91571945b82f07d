"""Which teams a manager looks after beside their own, as an administrator says."""

from collections.abc import Set
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.admin.refusals import Refused
from webapp.database import db, writing
from webapp.people import audit, charge, company, roster
from webapp.people.models import Member
from webapp.people.who import Who


def keep(who: Who, member_id: UUID, wanted: Set[UUID], at: datetime) -> bool:
    """Give a manager these further teams and no others; False when there is no such member.

    Raises Refused for who is no manager, and for a team that the company does not have now. Their
    own team is theirs without it. Nobody is signed out: as with another team, the role stays.
    """
    with writing():
        company.lock(who.organisation_id)
        role = _role(who.organisation_id, member_id)
        if role is None:
            return False
        if role != "manager":
            raise Refused("role", "manager")
        if not wanted <= {team.id for team in roster.teams(who.organisation_id)}:
            raise Refused("charge", "choice")
        further = wanted - {roster.present_teams(who.organisation_id, [member_id]).get(member_id)}
        held = charge.given(who.organisation_id, [member_id]).get(member_id, set())
        charge.give(who.organisation_id, member_id, further)
        for what, changed in (("charge", further - held), ("charge-end", held - further)):
            if changed:
                audit.note(who.organisation_id, what, at, actor_id=who.id, about_id=member_id)
    return True


def _role(organisation_id: UUID, member_id: UUID) -> str | None:
    """The role of a member who was not removed; it changes under the company's lock alone."""
    return db.session.execute(
        select(Member.role).where(
            Member.organisation_id == organisation_id,
            Member.id == member_id,
            Member.removed_at.is_(None),
        )
    ).scalar()
