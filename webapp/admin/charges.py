"""Which teams a manager looks after beside their own, as an administrator says."""

from collections.abc import Set
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.admin.refusals import RefusedChangeError
from webapp.database import db, write_transaction
from webapp.people import audit, charge, company, roster
from webapp.people.models import MemberRow
from webapp.people.who import Member


def set_managed_teams(who: Member, member_id: UUID, wanted: Set[UUID], at: datetime) -> bool:
    """Give a manager these further teams and no others; False when there is no such member.

    Raises Refused for who is no manager, and for a team that the company does not have now. Their
    own team is theirs without it. Nobody is signed out: as with another team, the role stays.
    """
    with write_transaction():
        company.lock_organisation(who.organisation_id)
        role = _role(who.organisation_id, member_id)
        if role is None:
            return False
        if role != "manager":
            raise RefusedChangeError("role", "manager")
        if not wanted <= {team.id for team in roster.list_teams(who.organisation_id)}:
            raise RefusedChangeError("charge", "choice")
        further = wanted - {
            roster.present_teams_by_member(who.organisation_id, [member_id]).get(member_id)
        }
        held = charge.list_managed(who.organisation_id, [member_id]).get(member_id, set())
        charge.add_managed(who.organisation_id, member_id, further)
        for what, changed in (("charge", further - held), ("charge-end", held - further)):
            if changed:
                audit.record(who.organisation_id, what, at, actor_id=who.id, about_id=member_id)
    return True


def _role(organisation_id: UUID, member_id: UUID) -> str | None:
    """The role of a member who was not removed; it changes under the company's lock alone."""
    return db.session.execute(
        select(MemberRow.role).where(
            MemberRow.organisation_id == organisation_id,
            MemberRow.id == member_id,
            MemberRow.removed_at.is_(None),
        )
    ).scalar()
