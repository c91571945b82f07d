"""What an administrator does about how people come in: a new way, another address."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import webapp.mail.outbox as outbox
from webapp.admin.people import get_person
from webapp.admin.refusals import RefusedChangeError
from webapp.database import write_transaction
from webapp.mail.letter import Email
from webapp.people import addresses, audit, company, limits, links, new_ways
from webapp.people.new_ways import RecoveryTarget
from webapp.people.tries import retry_whole
from webapp.people.who import Member

Write = Callable[[RecoveryTarget, str], Email]


@retry_whole
def send_recovery(who: Member, member_id: UUID, write: Write, at: datetime) -> bool:
    """Let a new way in leave for the member's own address; False when there is no such member.

    `write` makes the mail out of its reader and the link's token, which is shown to nobody. Tapped
    twice it is one. Raises Refused, limits.TooMany.
    """
    with write_transaction():
        held = get_person(who.organisation_id, member_id)
        if held is None or held.suspended_at:
            return False
        if held.leaving_at:
            raise RefusedChangeError("link", "leaving")
        to = new_ways.get_recovery_target(who.organisation_id, member_id)
        if to.email is None:
            raise RefusedChangeError("link", "no-address")
        if links.recent_invitation(who.organisation_id, member_id, at):
            return True
        limits.hit(limits.RECOVERIES_PER_MEMBER, str(member_id), at)
        token = links.create_invitation(who.organisation_id, member_id, at, private=True)
        new_ways.record_recovery(who.organisation_id, member_id, at, who.id)
        letter = write(to, token)
        outbox.enqueue(letter, at, at + links.INVITATION_LIFETIME, who.organisation_id, member_id)
    return True


@retry_whole
def correct_address(
    who: Member, member_id: UUID, email: str, write: Write, at: datetime
) -> str | None:
    """Another address for who has yet to come in; says the token of their new link, which leaves
    for it too. None when there is no such member. Raises Refused.
    """
    with write_transaction():
        company.lock_organisation(who.organisation_id)
        held = get_person(who.organisation_id, member_id)
        if held is None or held.suspended_at:
            return None
        if held.joined_on:
            raise RefusedChangeError("email", "own")
        to = new_ways.get_recovery_target(who.organisation_id, member_id)
        if email != to.email:
            if company.is_email_in_use(who.organisation_id, email):
                raise RefusedChangeError("email", "address")
            addresses.correct_email(who.organisation_id, member_id, email, at)
            audit.record(who.organisation_id, "address", at, actor_id=who.id, about_id=member_id)
        token = links.create_invitation(who.organisation_id, member_id, at)
        letter = write(new_ways.get_recovery_target(who.organisation_id, member_id), token)
        outbox.enqueue(letter, at, at + links.INVITATION_LIFETIME, who.organisation_id, member_id)
    return token
