"""Changes of managed teams: those that a manager looks after beside their own."""

from collections.abc import Set
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.admin.refusals import refused_change
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people import audit, company, managed_teams, roster
from webapp.people.members import Member
from webapp.people.membership import NOT_REMOVED
from webapp.people.models import MemberRow


def set_managed_teams(member: Member, member_id: UUID, team_ids: Set[UUID], at: datetime) -> bool:
    """Set the further teams of a manager to these; False when there is no such member.

    Raises RefusedChangeError for who is no manager, and for a team that the company does not have
    now. Their
    own team is theirs without it. Nobody is signed out: as with another team, the role stays.
    """
    with write_transaction():
        company.lock_organisation(member.organisation_id)
        role = _role(member.organisation_id, member_id)
        if role is None:
            return False
        if role != "manager":
            raise refused_change("role", "manager")
        if not team_ids <= {team.id for team in roster.list_teams(member.organisation_id)}:
            raise refused_change("charge", "choice")
        further = team_ids - {
            roster.present_teams_by_member(member.organisation_id, [member_id]).get(member_id)
        }
        previous = managed_teams.list_managed(member.organisation_id, [member_id]).get(
            member_id, set()
        )
        managed_teams.add_managed(member.organisation_id, member_id, further)
        for what, changed in (("charge", further - previous), ("charge-end", previous - further)):
            if changed:
                audit.record(
                    member.organisation_id, what, at, actor_id=member.id, about_id=member_id
                )
    return True


def _role(organisation_id: UUID, member_id: UUID) -> str | None:
    """The role of a member who was not removed; it changes under the company's lock alone."""
    return db.session.execute(
        select(MemberRow.role).where(
            MemberRow.organisation_id == organisation_id,
            MemberRow.id == member_id,
            NOT_REMOVED,
        )
    ).scalar()
