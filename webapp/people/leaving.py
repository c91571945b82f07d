"""Leaving for good: out at once, thirty days to come back, then nothing is left."""

from datetime import datetime

from sqlalchemy import update

from webapp.database import db, write_transaction
from webapp.game.days import today
from webapp.people import audit, company, links, returning, roster, sign_ins
from webapp.people.models import MemberRow
from webapp.people.tries import retry_whole
from webapp.people.who import Member


class LastAdminError(Exception):
    """Nobody else could look after the company."""


@retry_whole
def request_deletion(who: Member, at: datetime, follower: sign_ins.OnMemberChange) -> None:
    """Sign the member out everywhere and begin the days of grace. Raises LastAdmin.

    `follower` hears from which day on their days are read anew.
    """
    with write_transaction():
        company.lock_organisation(who.organisation_id)
        if is_last_admin(who):
            raise LastAdminError
        db.session.execute(
            update(MemberRow)
            .where(MemberRow.organisation_id == who.organisation_id, MemberRow.id == who.id)
            .values(leaving_at=at)
        )
        sign_ins.end_all_sessions(who.organisation_id, who.id, at)
        links.revoke_invitations(who.organisation_id, who.id)
        returning.pause_schedule(who, at)
        follower(who, today(at, who.zone), at)
        audit.record(who.organisation_id, "leaving", at, actor_id=who.id, about_id=who.id)


def is_last_admin(who: Member) -> bool:
    """Whether they have to hand the company over first."""
    return who.role == "admin" and not roster.has_other_admin(who.organisation_id, who.id)
