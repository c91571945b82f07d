"""Account recovery by an administrator: a new link, another address."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import webapp.mail.outbox as outbox
from webapp.admin.people import get_person
from webapp.admin.refusals import refused_change
from webapp.auth import email_addresses, invitations, rate_limits, recovery
from webapp.auth.recovery import RecoveryTarget
from webapp.database.transactions import write_transaction
from webapp.mail.email import Email
from webapp.people import audit, company
from webapp.people.members import Member
from webapp.people.retries import retry_whole

Write = Callable[[RecoveryTarget, str], Email]


@retry_whole
def send_recovery(member: Member, member_id: UUID, write: Write, at: datetime) -> bool:
    """Send a recovery link to the member's own address; False when there is no such member.

    `write` makes the mail out of its reader and the link's token, which is shown to nobody. Tapped
    twice it is one. Raises RefusedChangeError, rate_limits.RateLimitExceededError.
    """
    with write_transaction():
        row = get_person(member.organisation_id, member_id)
        if row is None or row.suspended_at:
            return False
        if row.leaving_at:
            raise refused_change("link", "leaving")
        to = recovery.get_recovery_target(member.organisation_id, member_id)
        if to.email is None:
            raise refused_change("link", "no-address")
        if invitations.recent_invitation(member.organisation_id, member_id, at):
            return True
        rate_limits.hit(rate_limits.RECOVERIES_PER_MEMBER, str(member_id), at)
        token = invitations.create_invitation(member.organisation_id, member_id, at, private=True)
        recovery.record_recovery(member.organisation_id, member_id, at, member.id)
        letter = write(to, token)
        outbox.enqueue(
            letter, at, at + invitations.INVITATION_LIFETIME, member.organisation_id, member_id
        )
    return True


@retry_whole
def correct_address(
    member: Member, member_id: UUID, email: str, write: Write, at: datetime
) -> str | None:
    """Correct the address of who has yet to join; says the token of their new link, which leaves
    for it too. None when there is no such member. Raises RefusedChangeError.
    """
    with write_transaction():
        company.lock_organisation(member.organisation_id)
        row = get_person(member.organisation_id, member_id)
        if row is None or row.suspended_at:
            return None
        if row.joined_on:
            raise refused_change("email", "own")
        to = recovery.get_recovery_target(member.organisation_id, member_id)
        if email != to.email:
            if company.is_email_in_use(member.organisation_id, email):
                raise refused_change("email", "address")
            email_addresses.correct_email(member.organisation_id, member_id, email, at)
            audit.record(
                member.organisation_id, "address", at, actor_id=member.id, about_id=member_id
            )
        token = invitations.create_invitation(member.organisation_id, member_id, at)
        letter = write(recovery.get_recovery_target(member.organisation_id, member_id), token)
        outbox.enqueue(
            letter, at, at + invitations.INVITATION_LIFETIME, member.organisation_id, member_id
        )
    return token
