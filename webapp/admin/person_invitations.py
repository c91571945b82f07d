"""Invitations of single people by administrators and operators: a member and their link."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import webapp.mail.outbox as outbox
from webapp.admin.forms import Placement
from webapp.admin.people import check_capacity, get_person
from webapp.admin.refusals import refused_change
from webapp.auth import form_replays, invitations, recovery
from webapp.database.transactions import write_transaction
from webapp.mail.email import Email
from webapp.people import audit, company
from webapp.people.retries import retry_whole

MEMBER_WITHOUT_TEAM = Placement(None, "member")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be invited: their address, where it is known, and where they are placed."""

    name: str
    email: str | None = None
    place: Placement = MEMBER_WITHOUT_TEAM


@retry_whole
def invite_person(
    organisation_id: UUID,
    person: NewPerson,
    at: datetime,
    actor_id: UUID | None = None,
    write_letter: Callable[[str], Email] | None = None,
    cookie: str = "",
) -> tuple[UUID, str]:
    """Add a member; says their id and the one-time link's token. Raises RefusedChangeError.

    `write_letter` makes the mail that brings the link out of the token; without it none leaves.
    Asked the same once more by the session of this `cookie`, it answers as it did; without the
    token, where it opens nothing any more.
    """
    place = person.place
    form = form_replays.form_digest(
        cookie, "invite", person.name, person.email, place.team, place.role
    )
    with write_transaction():
        company.lock_organisation(organisation_id)
        previous_id = form_replays.find_result(organisation_id, form, at) if cookie else None
        if previous_id and get_person(organisation_id, previous_id):
            token = invitations.invitation_token(cookie, previous_id)
            return previous_id, token if invitations.find_invitation(token, at) else ""
        member_id = _add_person(organisation_id, person, at)
        audit.record(organisation_id, "invitation", at, actor_id=actor_id, about_id=member_id)
        token = invitations.invitation_token(cookie, member_id) if cookie else ""
        token = invitations.create_invitation(organisation_id, member_id, at, token=token)
        if actor_id and cookie:
            form_replays.record_result(organisation_id, form, actor_id, member_id, at)
        if write_letter:
            letter = write_letter(token)
            outbox.enqueue(
                letter, at, at + invitations.INVITATION_LIFETIME, organisation_id, member_id
            )
        return member_id, token


def _add_person(organisation_id: UUID, person: NewPerson, at: datetime) -> UUID:
    """Add the member, if the address is free and the team has room."""
    place = person.place
    if person.email and company.is_email_in_use(organisation_id, person.email):
        raise refused_change("email", "address")
    if place.team:
        check_capacity(organisation_id, place.team)
    return company.add_member(
        organisation_id,
        person.name,
        at,
        email=person.email,
        role=place.role,
        team_id=place.team,
    )


@retry_whole
def renew_invitation(
    organisation_id: UUID, member_id: UUID, at: datetime, actor_id: UUID | None = None
) -> str | None:
    """Renew an invitation: the token of a new one-time link; None when there is no such member.

    To an administrator (`actor_id`) it is shown only for who has not come in yet, as any other is
    a key to what somebody has written. An operator is shown that too, and the member is told. None
    for who is suspended, or has asked to be erased: only their own code brings them back.
    """
    with write_transaction():
        row = get_person(organisation_id, member_id)
        if row is None or row.suspended_at or row.leaving_at:
            return None
        if row.joined_on is None:
            audit.record(organisation_id, "link", at, actor_id=actor_id, about_id=member_id)
            return invitations.create_invitation(organisation_id, member_id, at)
        if actor_id:
            return None
        letter = recovery.record_operator_recovery(organisation_id, member_id, at)
        if letter:
            outbox.enqueue(
                letter, at, at + invitations.INVITATION_LIFETIME, organisation_id, member_id
            )
        return invitations.create_invitation(organisation_id, member_id, at, private=True)
