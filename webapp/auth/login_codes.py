"""Codes by e-mail: six digits, ten minutes, five tries, for the browser that asked (TRUST)."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update

import webapp.mail.outbox as outbox
from webapp.auth import emails, rate_limits, sessions
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.i18n import variant_of
from webapp.mail.email import Email
from webapp.people import audit, grace_period
from webapp.people.hooks import OnMemberFactsChanged
from webapp.people.members import Member
from webapp.people.membership import NOT_SHUT_OUT
from webapp.people.models import Account, LoginCode, MemberRow, Organisation, SignIn
from webapp.people.retries import retry_whole

CODE_LIFETIME = timedelta(minutes=10)
NOTICE_LIFETIME = timedelta(days=7)  # of a mail that says what was done, and holds no secret
REPLAY_WINDOW = timedelta(seconds=10)  # a button tapped twice, a page sent again by itself
MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Membership:
    """A company that the person of a code is a member of; `leaving`: until which day they can
    come back, where they have asked to be erased; `words` in which they are spoken to there.
    """

    id: UUID
    organisation: str
    member_id: UUID
    name: str
    leaving: date | None
    words: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a try: a token when it signed in, places to choose from when several;
    `left` tries when it was the wrong code; none left when it is worth nothing any more.
    """

    token: str | None = None
    places: tuple[Membership, ...] = ()
    left: int = 0


def request_code(
    email: str, browser: str, place: str, secret: str, at: datetime, words: str = "fr"
) -> str | None:
    """Make a code for this address and browser; says it if there is somebody to send it to.

    It leaves in the words of whose it is. The same is done for an address that nobody has, in the
    asker's `words`, down to the mail's row, so that it takes as long. Asked twice by one tap, it is
    one code. Raises rate_limits.RateLimitExceededError.
    """
    code = f"{secrets.randbelow(10**6):06}"
    try:
        with write_transaction():
            rate_limits.purge(at)
            memberships = _memberships(email, at)
            _count(email, browser, rate_limits.network_of(place), at)
            if not _store_code(browser, email, _hash_code(browser, code, secret), at):
                return None
            letter = emails.code_email(email, code, memberships[0].words if memberships else words)
            recipient = (
                (memberships[0].id, memberships[0].member_id) if memberships else (None, None)
            )
            outbox.enqueue(letter, at, at + CODE_LIFETIME, *recipient)
    except rate_limits.RateLimitExceededError:
        _audit("limited", email, at)
        raise
    return code if memberships else None


def request_code_again(
    whose: str,
    email: str,
    letter: Callable[[str], Email],
    member: Member,
    secret: str,
    at: datetime,
) -> str | None:
    """Make a code for this address that a member who is signed in is to show, in the open
    transaction; says it, if another did not leave a moment ago. `whose` binds it to a browser and
    a purpose.
    """
    code = f"{secrets.randbelow(10**6):06}"
    if not _store_code(whose, email, _hash_code(whose, code, secret), at):
        return None
    outbox.enqueue(letter(code), at, at + CODE_LIFETIME, member.organisation_id, member.id)
    return code


def pretend_to_request_code(
    whose: str, email: str, letter: Callable[[str], Email], secret: str, at: datetime
) -> None:
    """The same as `request_code_again`, down to the mail's row, of which nothing leaves."""
    code = f"{secrets.randbelow(10**6):06}"
    if _store_code(whose, email, _hash_code(whose, code, secret), at):
        outbox.enqueue(letter(code), at, at + CODE_LIFETIME, None)


def pending_email(browser: str, at: datetime) -> str | None:
    """The address for which this browser asked a code that still holds."""
    return db.session.execute(
        select(LoginCode.email).where(
            LoginCode.browser == token_digest(browser),
            LoginCode.spent_at.is_(None),
            LoginCode.expires_at > at,
        )
    ).scalar()


def session_from_code(browser: str, at: datetime) -> str | None:
    """The address of the code by which this browser signed in a short while ago, if it still is."""
    spent = _spent(browser, at)
    return spent.email if spent and sessions.is_active(spent.sign_in) else None


@retry_whole
def verify_code(
    browser: str,
    code: str,
    place: str,
    agent: str,
    secret: str,
    at: datetime,
    on_member_facts_changed: OnMemberFactsChanged,
    language: str | None = None,
) -> Verification:
    """Try a code: right, it is spent in the transaction that signs in.

    For its own browser it stays right as long as it holds and that sign-in stands: an answer may
    be lost, and a button be tapped twice. Who joins by it goes on in `language`.
    Raises rate_limits.RateLimitExceededError where many were wrong.
    """
    with write_transaction():
        verification, email = _verify_locked(
            browser, code, agent, secret, at, on_member_facts_changed, language
        )
    if not (verification.token or verification.places):
        with write_transaction():
            rate_limits.hit(rate_limits.ATTEMPTS_PER_IP, rate_limits.network_of(place), at)
        _audit("code-refused", email, at)
    return verification


def _verify_locked(
    browser: str,
    code: str,
    agent: str,
    secret: str,
    at: datetime,
    on_member_facts_changed: OnMemberFactsChanged,
    language: str | None,
) -> tuple[Verification, str | None]:
    row = _lock_code(browser, at)
    if row is None:
        return Verification(token=_once_more(browser, secret, at)), None
    if row.tries >= MAX_ATTEMPTS:
        return Verification(), row.email
    right = hmac.compare_digest(row.code, _hash_code(browser, code, secret))
    _write(browser, tries=row.tries + 1)
    if not right:
        return Verification(left=MAX_ATTEMPTS - row.tries - 1), row.email
    places = _memberships(row.email, at)
    if len(places) > 1 or any(place.leaving for place in places):
        _write(browser, proved_at=at, expires_at=at + CODE_LIFETIME)
        return Verification(places=places), row.email
    return _sign_in(
        browser, places, agent, at, on_member_facts_changed, secret, language
    ), row.email


def verify_recent_login(whose: str, code: str, secret: str, at: datetime) -> tuple[str | None, int]:
    """Try a code of `request_code_again`, in the open transaction: the address that it shows to be
    theirs, None where it does not, and how many tries are left.
    """
    row = _lock_code(whose, at)
    if row is None or row.tries >= MAX_ATTEMPTS:
        return None, 0
    _write(whose, tries=row.tries + 1)
    if not hmac.compare_digest(row.code, _hash_code(whose, code, secret)):
        return None, MAX_ATTEMPTS - row.tries - 1
    _write(whose, spent_at=at)
    return row.email, 0


def list_memberships(browser: str, at: datetime) -> tuple[Membership, ...]:
    """Where the person of this browser's proven code can go."""
    row = _lock_code(browser, at)
    return _memberships(row.email, at) if row and row.proved_at else ()


@retry_whole
def choose_membership(
    browser: str,
    organisation_id: UUID,
    agent: str,
    at: datetime,
    on_member_facts_changed: OnMemberFactsChanged,
    secret: str = "",
    language: str | None = None,
) -> Verification:
    """Sign in to one of several companies with a proven code, which is spent by it."""
    with write_transaction():
        places = list_memberships(browser, at)
        chosen = tuple(place for place in places if place.id == organisation_id)
        if chosen:
            return _sign_in(browser, chosen, agent, at, on_member_facts_changed, secret, language)
        return Verification(token=_once_more(browser, secret, at), places=places)


def _sign_in(
    browser: str,
    places: tuple[Membership, ...],
    agent: str,
    at: datetime,
    on_member_facts_changed: OnMemberFactsChanged,
    secret: str,
    language: str | None,
) -> Verification:
    _write(browser, spent_at=at)
    if not places:
        return Verification()
    (place,) = places
    spent = _spent(browser, at)
    token = sessions.create_session(
        *(place.id, place.member_id, agent, at, on_member_facts_changed),
        browser=browser,
        token=_token(browser, spent, secret) if spent else "",
        proved=True,
        coming_back=place.leaving is not None,
        language=language,
    )
    _write(browser, sign_in=token_digest(token) if token else None)
    return Verification(token=token)


def _once_more(browser: str, secret: str, at: datetime) -> str | None:
    """What the cookie of this browser's sign-in holds, told again as long as it stands."""
    spent = _spent(browser, at)
    if spent is None or not sessions.is_active(spent.sign_in):
        return None
    token = _token(browser, spent, secret)
    return token if token_digest(token) == spent.sign_in else None


def _token(browser: str, spent: Any, secret: str) -> str:
    return sessions.derive_token(
        secret, "code", browser, spent.code.hex(), spent.expires_at.isoformat()
    )


def _spent(browser: str, at: datetime) -> Row[str, bytes, datetime, bytes | None] | None:
    return db.session.execute(
        select(LoginCode.email, LoginCode.code, LoginCode.expires_at, LoginCode.sign_in).where(
            LoginCode.browser == token_digest(browser),
            LoginCode.spent_at.is_not(None),
            LoginCode.expires_at > at,
        )
    ).first()


def _store_code(browser: str, email: str, sealed: bytes, at: datetime) -> bool:
    """Keep a code for this browser; False where one left a moment ago, which is kept instead."""
    recent_code = select(LoginCode.browser).where(
        LoginCode.browser == token_digest(browser),
        LoginCode.email == email,
        LoginCode.spent_at.is_(None),
        LoginCode.tries == 0,
        LoginCode.expires_at > at + CODE_LIFETIME - REPLAY_WINDOW,
        LoginCode.expires_at <= at + CODE_LIFETIME,
    )
    if db.session.execute(recent_code).first():
        return False
    purge(at)
    db.session.execute(delete(LoginCode).where(LoginCode.browser == token_digest(browser)))
    db.session.execute(
        insert(LoginCode).values(
            browser=token_digest(browser),
            email=email,
            code=sealed,
            tries=0,
            expires_at=at + CODE_LIFETIME,
        )
    )
    return True


def purge(at: datetime) -> None:
    """Erase the codes that hold no longer, in the open transaction: a spent one after the minutes
    in which its browser may be told once more what it was spent for.
    """
    db.session.execute(delete(LoginCode).where(LoginCode.expires_at <= at))


def _count(email: str, browser: str, network: str, at: datetime) -> None:
    """Count who asks for whom. A browser in which this person has come in before is theirs: what
    strangers spend, be it in the same network, is not taken off it.
    """
    rate_limits.hit(rate_limits.CODES_PER_BROWSER, email, at, by=f"{browser} {network}")
    if _at_home(email, browser):
        return
    rate_limits.hit(rate_limits.CODES_PER_IP, network, at)
    rate_limits.hit(rate_limits.CODES_PER_NETWORK, email, at, by=network)
    rate_limits.hit(rate_limits.CODES_PER_EMAIL, email, at)


def _at_home(email: str, browser: str) -> bool:
    """Whether somebody with this address has signed in, by a code or a link, in this browser."""
    sessions_here = (
        select(SignIn.token)
        .join(
            MemberRow,
            (MemberRow.organisation_id == SignIn.organisation_id)
            & (MemberRow.id == SignIn.member_id),
        )
        .join(Account, Account.id == MemberRow.account_id)
        .where(Account.email == email, SignIn.browser == token_digest(browser))
    )
    return db.session.execute(sessions_here.limit(1)).first() is not None


def _audit(what: str, email: str | None, at: datetime) -> None:
    """A refusal, in the audit of each company that the address has a member in."""
    memberships = _memberships(email, at) if email else ()
    for place in memberships:
        audit.record_refusal(place.id, what, at, about_id=place.member_id, detail="sign-in")
    if not memberships:
        audit.record_refusal(None, what, at, detail="sign-in")


def _lock_code(browser: str, at: datetime) -> Row[str, bytes, int, datetime | None] | None:
    """This browser's code that still holds, locked: its address, seal, tries, and proof."""
    return db.session.execute(
        select(LoginCode.email, LoginCode.code, LoginCode.tries, LoginCode.proved_at)
        .where(
            LoginCode.browser == token_digest(browser),
            LoginCode.spent_at.is_(None),
            LoginCode.expires_at > at,
        )
        .with_for_update(key_share=True)
    ).first()


def _write(browser: str, **values: object) -> None:
    db.session.execute(
        update(LoginCode).where(LoginCode.browser == token_digest(browser)).values(values)
    )


def _memberships(email: str, at: datetime) -> tuple[Membership, ...]:
    rows = db.session.execute(
        select(
            Organisation.id,
            Organisation.name,
            MemberRow.id,
            MemberRow.name,
            MemberRow.leaving_at,
            MemberRow.zone,
            MemberRow.language,
            func.coalesce(MemberRow.vous, Organisation.vous).label("vous"),
        )
        .join(MemberRow, MemberRow.organisation_id == Organisation.id)
        .join(Account, Account.id == MemberRow.account_id)
        .where(
            Account.email == email,
            NOT_SHUT_OUT,
            grace_period.within_grace_period(at),
        )
        .order_by(Organisation.name, Organisation.id)
    )
    return tuple(
        Membership(
            *row[:4], grace_period.grace_ends_on(*row[4:6]), variant_of(row.language, vous=row.vous)
        )
        for row in rows
    )


def _hash_code(browser: str, code: str, secret: str) -> bytes:
    """What is kept of a code: worth nothing without the browser's token and the secret."""
    return hmac.digest(secret.encode(), f"{browser} {code}".encode(), hashlib.sha256)
