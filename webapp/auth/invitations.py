"""Invitations: one-time links that let a member in, valid for a week, not spent by looking."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, select

import webapp.mail.outbox as outbox
from webapp.auth import emails
from webapp.auth.tokens import derive_token, token_digest
from webapp.database.engine import db
from webapp.people.membership import HAS_ACCESS
from webapp.people.models import Account, InvitationLink, MemberRow, Organisation
from webapp.people.teammates import get_team_name

INVITATION_LIFETIME = timedelta(days=7)
SAME_INVITATION_WINDOW = timedelta(minutes=10)  # to the browser that has spent it
REPLAY_WINDOW = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom a link lets in, and what is still to be asked of them; `private` if nobody else has
    seen it.
    """

    organisation_id: UUID
    organisation: str
    member_id: UUID
    name: str
    email: str | None
    joined: bool
    vous: bool
    private: bool
    language: str
    team: str | None


def create_invitation(
    organisation_id: UUID,
    member_id: UUID,
    at: datetime,
    *,
    private: bool = False,
    token: str = "",
) -> str:
    """Create a link for this member, in the open transaction; the earlier ones are revoked.

    `private` says that nobody but the member, or an operator, ever sees it: only such a one lets
    in who has come in before. `token` is what it holds, if not chance.
    """
    revoke_invitations(organisation_id, member_id)
    token = token or secrets.token_urlsafe(32)
    db.session.execute(
        insert(InvitationLink).values(
            token=token_digest(token),
            organisation_id=organisation_id,
            member_id=member_id,
            expires_at=at + INVITATION_LIFETIME,
            private=private,
        )
    )
    return token


def invitation_token(cookie: str, member_id: UUID) -> str:
    """The token of an invitation that this session makes, derived: asked the same once more, it is
    the same link, of which the database keeps no more than a digest.
    """
    return derive_token("invitation", cookie, member_id)


def recent_invitation(organisation_id: UUID, member_id: UUID, at: datetime) -> bool:
    """Whether a private link that was made a moment ago is valid: the same tap, once more."""
    recent = select(InvitationLink.token).where(
        InvitationLink.organisation_id == organisation_id,
        InvitationLink.member_id == member_id,
        InvitationLink.private.is_(True),
        InvitationLink.spent_at.is_(None),
        InvitationLink.expires_at > at + INVITATION_LIFETIME - REPLAY_WINDOW,
    )
    return db.session.execute(recent).first() is not None


def revoke_invitations(organisation_id: UUID, member_id: UUID) -> None:
    """Revoke the member's links that nobody has used, in the open transaction; a mail that was
    to bring one does not leave.
    """
    for kind in (emails.INVITATION, emails.WAY_IN):
        outbox.withdraw(organisation_id, member_id, kind)
    db.session.execute(
        delete(InvitationLink).where(
            InvitationLink.organisation_id == organisation_id,
            InvitationLink.member_id == member_id,
            InvitationLink.spent_at.is_(None),
        )
    )


def find_invitation(token: str, at: datetime) -> Invitation | None:
    """The invitation of this link, if it is valid.

    Nobody who has asked to be erased (only their own code brings them back), and nobody who has
    come in since the link was shown to somebody else.
    """
    row = db.session.execute(
        select(
            Organisation.id,
            Organisation.name,
            MemberRow.id,
            MemberRow.name,
            Account.email,
            MemberRow.joined_on.is_not(None),
            func.coalesce(MemberRow.vous, Organisation.vous),
            InvitationLink.private,
            MemberRow.language,
        )
        .select_from(InvitationLink)
        .join(Organisation, Organisation.id == InvitationLink.organisation_id)
        .join(
            MemberRow,
            (MemberRow.organisation_id == InvitationLink.organisation_id)
            & (MemberRow.id == InvitationLink.member_id),
        )
        .outerjoin(Account, Account.id == MemberRow.account_id)
        .where(
            InvitationLink.token == token_digest(token),
            InvitationLink.spent_at.is_(None),
            InvitationLink.expires_at > at,
            HAS_ACCESS,
            or_(MemberRow.joined_on.is_(None), InvitationLink.private.is_(True)),
        )
    ).first()
    return Invitation(*row, get_team_name(row[0], row[2])) if row else None


def purge(organisation_id: UUID, at: datetime) -> None:
    """Delete the links that have expired or were spent a while ago, in the open transaction."""
    over = (InvitationLink.expires_at <= at) | (
        InvitationLink.spent_at <= at - SAME_INVITATION_WINDOW
    )
    db.session.execute(
        delete(InvitationLink).where(InvitationLink.organisation_id == organisation_id, over)
    )
