"""Deletion requests: out at once, thirty days to come back, then nothing is left."""

from datetime import datetime

from sqlalchemy import update

from webapp.auth import invitations, sessions
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.days import today
from webapp.people import audit, company, grace_period, roster
from webapp.people.hooks import hooks
from webapp.people.members import Member
from webapp.people.models import MemberRow
from webapp.people.retries import retry_whole


class LastAdminError(Exception):
    """Nobody else could look after the company."""


@retry_whole
def request_deletion(member: Member, at: datetime) -> None:
    """Sign the member out everywhere and begin the days of grace. Raises LastAdminError."""
    with write_transaction():
        company.lock_organisation(member.organisation_id)
        if is_last_admin(member):
            raise LastAdminError
        db.session.execute(
            update(MemberRow)
            .where(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)
            .values(leaving_at=at)
        )
        sessions.end_all_sessions(member.organisation_id, member.id, at)
        invitations.revoke_invitations(member.organisation_id, member.id)
        grace_period.pause_schedule(member, at)
        hooks().on_member_facts_changed(member, today(at, member.zone), at)
        audit.record(member.organisation_id, "leaving", at, actor_id=member.id, about_id=member.id)


def is_last_admin(member: Member) -> bool:
    """Whether they have to hand the company over first."""
    return member.role == "admin" and not roster.has_other_admin(member.organisation_id, member.id)
