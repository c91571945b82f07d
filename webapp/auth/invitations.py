"""One-time links that let a member in: a week long, spent once, never by looking at them."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, func, insert, or_, select, update

import webapp.mail.outbox as outbox
from webapp.auth import emails, rate_limits, sessions
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.people.hooks import OnMemberFactsChanged
from webapp.people.membership import HAS_ACCESS
from webapp.people.models import Account, InvitationLink, MemberRow, Organisation
from webapp.people.retries import retry_whole
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


class EmailTakenError(Exception):
    """The address already belongs to a member of the same company."""


def create_invitation(
    organisation_id: UUID,
    member_id: UUID,
    at: datetime,
    *,
    private: bool = False,
    token: str = "",
) -> str:
    """A new link for this member, in the open transaction; the earlier ones are worth nothing.

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
    """What the link of an invitation holds that this sign-in makes: asked the same once more, it
    shows the same link, of which the database keeps no more than a digest.
    """
    secret = current_app.config["SECRET"]
    return sessions.derive_token(secret, "invitation", cookie, member_id)


def recent_invitation(organisation_id: UUID, member_id: UUID, at: datetime) -> bool:
    """Whether a private link that was made a moment ago still holds: the same tap, once more."""
    recent = select(InvitationLink.token).where(
        InvitationLink.organisation_id == organisation_id,
        InvitationLink.member_id == member_id,
        InvitationLink.private.is_(True),
        InvitationLink.spent_at.is_(None),
        InvitationLink.expires_at > at + INVITATION_LIFETIME - REPLAY_WINDOW,
    )
    return db.session.execute(recent).first() is not None


def revoke_invitations(organisation_id: UUID, member_id: UUID) -> None:
    """Take back the member's links that nobody has used, in the open transaction; a mail that was
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
    """Whom this link lets in, if it still does.

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
    """Erase what nobody can be told again or let in by, in the open transaction."""
    over = (InvitationLink.expires_at <= at) | (
        InvitationLink.spent_at <= at - SAME_INVITATION_WINDOW
    )
    db.session.execute(
        delete(InvitationLink).where(InvitationLink.organisation_id == organisation_id, over)
    )


def accepted_session(token: str, browser: str, at: datetime) -> bytes | None:
    """The digest of the sign-in for which this browser has spent this link a short while ago, as
    long as it stands.
    """
    session_digest = db.session.execute(
        select(InvitationLink.sign_in).where(
            InvitationLink.token == token_digest(token),
            InvitationLink.browser == token_digest(browser),
            InvitationLink.spent_at > at - SAME_INVITATION_WINDOW,
        )
    ).scalar()
    return session_digest if session_digest and sessions.is_active(session_digest) else None


@retry_whole
def accept_invitation(
    token: str,
    name: str,
    email: str | None,
    place: str,
    agent: str,
    at: datetime,
    on_member_facts_changed: OnMemberFactsChanged,
    *,
    browser: str = "",
    secret: str = "",
    lost: bool = False,
    language: str | None = None,
) -> str | None:
    """Spend the link and sign in; says what the cookie shall hold, None when it is worth nothing.

    `name` and `email` are taken where they are still to be asked; `lost` ends the sign-ins that
    stood before; who joins goes on in `language`. The `browser` that has spent it is told the same
    once more. Raises rate_limits.RateLimitExceededError, Taken.
    """
    try:
        with write_transaction():
            session_token = _accept_locked(
                *(token, name, email, agent, at, on_member_facts_changed, browser, secret),
                lost=lost,
                language=language,
            )
    except EmailTakenError:
        count_unknown_token(place, at)
        raise
    if session_token is None:
        count_unknown_token(place, at)
    return session_token


def count_unknown_token(place: str, at: datetime) -> None:
    """Count a link that opens nothing, or an address that was only tried. Raises
    RateLimitExceededError.
    """
    with write_transaction():
        rate_limits.hit(rate_limits.INVITATIONS_PER_IP, rate_limits.network_of(place), at)


def _accept_locked(
    token: str,
    name: str,
    email: str | None,
    agent: str,
    at: datetime,
    on_member_facts_changed: OnMemberFactsChanged,
    browser: str,
    secret: str,
    *,
    lost: bool,
    language: str | None,
) -> str | None:
    spent = db.session.execute(
        select(InvitationLink.token)
        .where(InvitationLink.token == token_digest(token))
        .with_for_update(key_share=True)
    ).first()
    invitation = find_invitation(token, at) if spent else None
    derived_token = sessions.derive_token(secret, "link", browser, token) if browser else ""
    if invitation is None:
        return (
            derived_token
            if derived_token and accepted_session(token, browser, at) == token_digest(derived_token)
            else None
        )
    _fill_in_profile(invitation, name, email, at)
    member_key = invitation.organisation_id, invitation.member_id
    if lost:
        sessions.end_all_sessions(*member_key, at)
    _write(invitation, token, spent_at=at)
    for kind in (emails.INVITATION, emails.WAY_IN):
        outbox.withdraw(*member_key, kind)
    session_token = sessions.create_session(
        *(*member_key, agent, at, on_member_facts_changed),
        browser=browser,
        token=derived_token,
        proved=invitation.private,
        language=language,
    )
    if session_token and browser:
        _write(
            invitation, token, browser=token_digest(browser), sign_in=token_digest(session_token)
        )
    return session_token


def _write(invitation: Invitation, token: str, **values: object) -> None:
    db.session.execute(
        update(InvitationLink)
        .where(
            InvitationLink.organisation_id == invitation.organisation_id,
            InvitationLink.token == token_digest(token),
        )
        .values(values)
    )


def _fill_in_profile(invitation: Invitation, name: str, email: str | None, at: datetime) -> None:
    values: dict[str, object] = {} if invitation.joined else {"name": name}
    if invitation.email is None and email:
        if company.is_email_in_use(invitation.organisation_id, email):
            raise EmailTakenError
        values["account_id"] = company.get_or_create_account(email, at)
    if values:
        db.session.execute(
            update(MemberRow)
            .where(
                MemberRow.organisation_id == invitation.organisation_id,
                MemberRow.id == invitation.member_id,
            )
            .values(values)
        )
