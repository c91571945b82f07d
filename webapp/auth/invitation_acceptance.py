"""Accepting an invitation: its link is spent, and its member signed in, in one transaction."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update

import webapp.mail.outbox as outbox
from webapp.auth import emails, rate_limits, sessions
from webapp.auth.clients import Client
from webapp.auth.invitations import SAME_INVITATION_WINDOW, Invitation, find_invitation
from webapp.auth.tokens import derive_token, token_digest
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.people.models import InvitationLink, MemberRow
from webapp.people.retries import retry_whole


class EmailTakenError(Exception):
    """The address already belongs to a member of the same company."""


def accepted_session(token: str, browser: str, at: datetime) -> bytes | None:
    """The digest of the session for which this browser has spent this link a short while ago, as
    long as it is active.
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
    token: str, name: str, email: str | None, client: Client, at: datetime, *, lost: bool = False
) -> str | None:
    """Spend the link and sign in; says what the cookie shall hold, None when it is worth nothing.

    `name` and `email` are taken where they are still to be asked; `lost` ends the sessions of
    before. The browser that has spent it is told the same once more. Raises
    rate_limits.RateLimitExceededError, EmailTakenError.
    """
    return accept_counted(
        lambda: _accept_locked(token, name, email, client, at, lost=lost), client, at
    )


def accept_counted(accept: Callable[[], str | None], client: Client, at: datetime) -> str | None:
    """Accept in a transaction of its own; what opens nothing is counted once that is over. Raises
    what `accept` raises, and RateLimitExceededError.
    """
    try:
        with write_transaction():
            session_token = accept()
    except EmailTakenError:
        count_unknown_token(client.address, at)
        raise
    if session_token is None:
        count_unknown_token(client.address, at)
    return session_token


def count_unknown_token(address: str, at: datetime) -> None:
    """Count a link that opens nothing, or an address that was only tried. Raises
    RateLimitExceededError.
    """
    with write_transaction():
        rate_limits.hit(rate_limits.INVITATIONS_PER_IP, rate_limits.network_of(address), at)


def _accept_locked(
    token: str, name: str, email: str | None, client: Client, at: datetime, *, lost: bool
) -> str | None:
    locked = db.session.execute(
        select(InvitationLink.token)
        .where(InvitationLink.token == token_digest(token))
        .with_for_update(key_share=True)
    ).first()
    invitation = find_invitation(token, at) if locked else None
    derived_token = derive_token("link", client.browser, token) if client.browser else ""
    if invitation is None:
        return _replay(derived_token, token, client.browser, at)
    _fill_in_profile(invitation, name, email, at)
    member_key = invitation.organisation_id, invitation.member_id
    if lost:
        sessions.end_all_sessions(*member_key, at)
    _write(invitation, token, spent_at=at)
    for kind in (emails.INVITATION, emails.WAY_IN):
        outbox.withdraw(*member_key, kind)
    session_token = sessions.create_session(
        sessions.NewSession(*member_key, client, derived_token, proved=invitation.private), at
    )
    if session_token and client.browser:
        digests = {"browser": token_digest(client.browser), "sign_in": token_digest(session_token)}
        _write(invitation, token, **digests)
    return session_token


def _replay(derived_token: str, token: str, browser: str, at: datetime) -> str | None:
    """What the link gave to this browser a short while ago, once more."""
    is_same = derived_token and accepted_session(token, browser, at) == token_digest(derived_token)
    return derived_token if is_same else None


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
