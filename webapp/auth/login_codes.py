"""Sign-in by a code: six digits by e-mail, valid ten minutes and five tries, for the browser that
asked (TRUST).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import webapp.mail.outbox as outbox
from webapp.auth import code_limits, emails, rate_limits, sessions
from webapp.auth.clients import Client
from webapp.auth.code_repository import (
    CODE_LIFETIME,
    create_code,
    get_spent_code,
    lock_code,
    try_code,
    update_code,
)
from webapp.auth.memberships import Membership, find_memberships
from webapp.auth.tokens import derive_token, token_digest
from webapp.database.transactions import write_transaction
from webapp.people import audit
from webapp.people.retries import retry_whole


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a try: a token when it signed in, places to choose from when several;
    `left` tries when it was the wrong code; none left when it is worth nothing any more.
    """

    token: str | None = None
    places: tuple[Membership, ...] = ()
    left: int = 0


def request_code(email: str, client: Client, at: datetime, words: str = "fr") -> str | None:
    """Create a code for this address and browser, and send it; says it if somebody has the address.

    It leaves in the words of whose it is. The same is done for an address that nobody has, in the
    asker's `words`, down to the mail's row, so that it takes as long. Asked twice by one tap, it is
    one code. Raises rate_limits.RateLimitExceededError.
    """
    try:
        with write_transaction():
            rate_limits.purge(at)
            memberships = find_memberships(email, at)
            code_limits.count_request(email, client, at)
            code = create_code(client.browser, email, at)
            if code is None:
                return None
            first = memberships[0] if memberships else None
            letter = emails.code_email(email, code, first.words if first else words)
            recipient = (first.id, first.member_id) if first else (None, None)
            outbox.enqueue(letter, at, at + CODE_LIFETIME, *recipient)
    except rate_limits.RateLimitExceededError:
        _record_refusal("limited", email, at)
        raise
    return code if memberships else None


def session_from_code(browser: str, at: datetime) -> str | None:
    """The address of the code by which this browser signed in a short while ago, if it still is."""
    spent = get_spent_code(browser, at)
    return spent.email if spent and sessions.is_active(spent.sign_in) else None


@retry_whole
def verify_code(code: str, client: Client, at: datetime) -> Verification:
    """Try a code: right, it is spent in the transaction that signs in.

    For its own browser it stays right as long as it is valid and that session is active: an answer
    may be lost, and a button be tapped twice. Raises rate_limits.RateLimitExceededError where many
    were wrong.
    """
    with write_transaction():
        verification, email = _verify_locked(code, client, at)
    if not (verification.token or verification.places):
        with write_transaction():
            network = rate_limits.network_of(client.address)
            rate_limits.hit(rate_limits.ATTEMPTS_PER_IP, network, at)
        _record_refusal("code-refused", email, at)
    return verification


def _verify_locked(code: str, client: Client, at: datetime) -> tuple[Verification, str | None]:
    attempt = try_code(client.browser, code, at)
    if attempt.email is None:
        return Verification(token=_replay_token(client.browser, at)), None
    if not attempt.is_right:
        return Verification(left=attempt.left), attempt.email
    places = find_memberships(attempt.email, at)
    if len(places) > 1 or any(place.leaving for place in places):
        update_code(client.browser, proved_at=at, expires_at=at + CODE_LIFETIME)
        return Verification(places=places), attempt.email
    return _sign_in(client, places, at), attempt.email


def list_memberships(browser: str, at: datetime) -> tuple[Membership, ...]:
    """The companies that the person of this browser's proven code can choose from."""
    row = lock_code(browser, at)
    return find_memberships(row.email, at) if row and row.proved_at else ()


@retry_whole
def choose_membership(organisation_id: UUID, client: Client, at: datetime) -> Verification:
    """Sign in to one of several companies with a proven code, which is spent by it."""
    with write_transaction():
        places = list_memberships(client.browser, at)
        chosen = tuple(place for place in places if place.id == organisation_id)
        if chosen:
            return _sign_in(client, chosen, at)
        return Verification(token=_replay_token(client.browser, at), places=places)


def _sign_in(client: Client, places: tuple[Membership, ...], at: datetime) -> Verification:
    """Spend the code, and sign in to its one company; there may be none any more."""
    update_code(client.browser, spent_at=at)
    if not places:
        return Verification()
    (place,) = places
    spent = get_spent_code(client.browser, at)
    token = sessions.create_session(
        sessions.NewSession(
            place.id,
            place.member_id,
            client,
            token=_session_token(client.browser, spent) if spent else "",
            proved=True,
            coming_back=place.leaving is not None,
        ),
        at,
    )
    update_code(client.browser, sign_in=token_digest(token) if token else None)
    return Verification(token=token)


def _replay_token(browser: str, at: datetime) -> str | None:
    """What the cookie of this browser's session holds, told again as long as it is active."""
    spent = get_spent_code(browser, at)
    if spent is None or not sessions.is_active(spent.sign_in):
        return None
    token = _session_token(browser, spent)
    return token if token_digest(token) == spent.sign_in else None


def _session_token(browser: str, spent: Any) -> str:
    return derive_token("code", browser, spent.code.hex(), spent.expires_at.isoformat())


def _record_refusal(what: str, email: str | None, at: datetime) -> None:
    """A refusal, in the audit of each company that the address has a member in."""
    memberships = find_memberships(email, at) if email else ()
    for place in memberships:
        audit.record_refusal(place.id, what, at, about_id=place.member_id, detail="sign-in")
    if not memberships:
        audit.record_refusal(None, what, at, detail="sign-in")
