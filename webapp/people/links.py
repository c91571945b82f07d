"""One-time links that let a member in: a week long, spent once, never by looking at them."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

import webapp.mail.outbox as outbox
from webapp.database import db, writing
from webapp.people import company, letters, limits, returning, sign_ins
from webapp.people.mates import team_name
from webapp.people.models import Account, Link, Member, Organisation
from webapp.people.tries import whole
from webapp.people.who import digest

HOLDS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom a link lets in, and what is still to be asked of them."""

    organisation_id: UUID
    organisation: str
    member_id: UUID
    name: str
    email: str | None
    joined: bool
    leaving: date | None
    vous: bool
    team: str | None


class Taken(Exception):
    """The address already belongs to a member of the same company."""


def make(organisation_id: UUID, member_id: UUID, at: datetime) -> str:
    """A new link for this member, in the open transaction; the earlier ones are worth nothing."""
    void(organisation_id, member_id)
    token = secrets.token_urlsafe(32)
    db.session.execute(
        insert(Link).values(
            token=digest(token),
            organisation_id=organisation_id,
            member_id=member_id,
            expires_at=at + HOLDS,
        )
    )
    return token


def void(organisation_id: UUID, member_id: UUID) -> None:
    """Take back the member's links that nobody has used, in the open transaction; a mail that was
    to bring one does not leave.
    """
    outbox.withdraw(organisation_id, member_id, letters.INVITATION)
    db.session.execute(
        delete(Link).where(
            Link.organisation_id == organisation_id,
            Link.member_id == member_id,
            Link.spent_at.is_(None),
        )
    )


def read(token: str, at: datetime) -> Invitation | None:
    """Whom this link lets in, if it still does."""
    row = db.session.execute(
        select(
            Organisation.id,
            Organisation.name,
            Member.id,
            Member.name,
            Account.email,
            Member.joined_on.is_not(None),
            Member.leaving_at,
            Member.zone,
            func.coalesce(Member.vous, Organisation.vous),
        )
        .select_from(Link)
        .join(Organisation, Organisation.id == Link.organisation_id)
        .join(
            Member,
            (Member.organisation_id == Link.organisation_id) & (Member.id == Link.member_id),
        )
        .outerjoin(Account, Account.id == Member.account_id)
        .where(
            Link.token == digest(token),
            Link.spent_at.is_(None),
            Link.expires_at > at,
            Member.suspended_at.is_(None),
            Member.removed_at.is_(None),
            returning.may(at),
        )
    ).first()
    if row is None:
        return None
    organisation_id, organisation, member_id, name, email, joined, leaving_at, zone, vous = row
    return Invitation(
        organisation_id,
        organisation,
        member_id,
        name,
        email,
        joined,
        returning.until(leaving_at, zone),
        vous,
        team_name(organisation_id, member_id),
    )


@whole
def redeem(
    token: str,
    name: str,
    email: str | None,
    place: str,
    agent: str,
    at: datetime,
    arrivals: sign_ins.Follower,
) -> str | None:
    """Spend the link and sign in; says what the cookie shall hold, None when it is worth nothing.

    `name` and `email` are taken where they are still to be asked. Raises limits.TooMany, Taken.
    """
    with writing():
        limits.count(limits.LINKS_OF_PLACE, place, at)
        spent = db.session.execute(
            select(Link.token).where(Link.token == digest(token)).with_for_update(key_share=True)
        ).first()
        invitation = read(token, at) if spent else None
        if invitation is None:
            return None
        _introduce(invitation, name, email, at)
        db.session.execute(
            update(Link)
            .where(Link.organisation_id == invitation.organisation_id, Link.token == digest(token))
            .values(spent_at=at)
        )
        outbox.withdraw(invitation.organisation_id, invitation.member_id, letters.INVITATION)
        return sign_ins.begin(invitation.organisation_id, invitation.member_id, agent, at, arrivals)


def _introduce(invitation: Invitation, name: str, email: str | None, at: datetime) -> None:
    known: dict[str, object] = {} if invitation.joined else {"name": name}
    if invitation.email is None and email:
        if company.has_address(invitation.organisation_id, email):
            raise Taken
        known["account_id"] = company.account(email, at)
    if known:
        db.session.execute(
            update(Member)
            .where(
                Member.organisation_id == invitation.organisation_id,
                Member.id == invitation.member_id,
            )
            .values(known)
        )
