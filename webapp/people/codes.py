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
from webapp.database import db, writing
from webapp.i18n import words_of
from webapp.mail.letter import Letter
from webapp.people import audit, letters, limits, returning, sign_ins
from webapp.people.models import Account, Code, Member, Organisation, SignIn
from webapp.people.tries import whole
from webapp.people.who import Who, digest

HOLDS = timedelta(minutes=10)
NOTICE_HOLDS = timedelta(days=7)  # of a mail that says what was done, and holds no secret
ONE_TAP = timedelta(seconds=10)  # a button tapped twice, a page sent again by itself
TRIES = 5


@dataclass(frozen=True, slots=True)
class Place:
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
class Tried:
    """What became of a try: a token when it signed in, places to choose from when several;
    `left` tries when it was the wrong code; none left when it is worth nothing any more.
    """

    token: str | None = None
    places: tuple[Place, ...] = ()
    left: int = 0


def ask(
    email: str, browser: str, place: str, secret: str, at: datetime, words: str = "fr"
) -> str | None:
    """Make a code for this address and browser; says it if there is somebody to send it to.

    It leaves in the words of whose it is. The same is done for an address that nobody has, in the
    asker's `words`, down to the mail's row, so that it takes as long. Asked twice by one tap, it is
    one code. Raises limits.TooMany.
    """
    code = f"{secrets.randbelow(10**6):06}"
    try:
        with writing():
            limits.forget(at)
            known = _places(email, at)
            _count(email, browser, limits.network_of(place), at)
            if not _keep(browser, email, _sealed(browser, code, secret), at):
                return None
            letter = letters.code(email, code, known[0].words if known else words)
            whose = (known[0].id, known[0].member_id) if known else (None, None)
            outbox.enqueue(letter, at, at + HOLDS, *whose)
    except limits.TooMany:
        _audit("limited", email, at)
        raise
    return code if known else None


def ask_again(
    whose: str, email: str, letter: Callable[[str], Letter], who: Who, secret: str, at: datetime
) -> str | None:
    """Make a code for this address that a member who is signed in is to show, in the open
    transaction; says it, if another did not leave a moment ago. `whose` binds it to a browser and
    a purpose.
    """
    code = f"{secrets.randbelow(10**6):06}"
    if not _keep(whose, email, _sealed(whose, code, secret), at):
        return None
    outbox.enqueue(letter(code), at, at + HOLDS, who.organisation_id, who.id)
    return code


def ask_nobody(
    whose: str, email: str, letter: Callable[[str], Letter], secret: str, at: datetime
) -> None:
    """The same as `ask_again`, down to the mail's row, of which nothing leaves."""
    code = f"{secrets.randbelow(10**6):06}"
    if _keep(whose, email, _sealed(whose, code, secret), at):
        outbox.enqueue(letter(code), at, at + HOLDS, None)


def asked_by(browser: str, at: datetime) -> str | None:
    """The address for which this browser asked a code that still holds."""
    return db.session.execute(
        select(Code.email).where(
            Code.browser == digest(browser), Code.spent_at.is_(None), Code.expires_at > at
        )
    ).scalar()


def signed_in_by(browser: str, at: datetime) -> str | None:
    """The address of the code by which this browser signed in a short while ago, if it still is."""
    spent = _spent(browser, at)
    return spent.email if spent and sign_ins.stands(spent.sign_in) else None


@whole
def enter(
    browser: str,
    said: str,
    place: str,
    agent: str,
    secret: str,
    at: datetime,
    arrivals: sign_ins.Follower,
    language: str | None = None,
) -> Tried:
    """Try a code: right, it is spent in the transaction that signs in.

    For its own browser it stays right as long as it holds and that sign-in stands: an answer may
    be lost, and a button be tapped twice. Who joins by it goes on in `language`.
    Raises limits.TooMany where many were wrong.
    """
    with writing():
        tried, email = _enter(browser, said, agent, secret, at, arrivals, language)
    if not (tried.token or tried.places):
        with writing():
            limits.count(limits.TRIES_OF_PLACE, limits.network_of(place), at)
        _audit("code-refused", email, at)
    return tried


def _enter(
    browser: str,
    said: str,
    agent: str,
    secret: str,
    at: datetime,
    arrivals: sign_ins.Follower,
    language: str | None,
) -> tuple[Tried, str | None]:
    held = _held(browser, at)
    if held is None:
        return Tried(token=_once_more(browser, secret, at)), None
    if held.tries >= TRIES:
        return Tried(), held.email
    right = hmac.compare_digest(held.code, _sealed(browser, said, secret))
    _write(browser, tries=held.tries + 1)
    if not right:
        return Tried(left=TRIES - held.tries - 1), held.email
    places = _places(held.email, at)
    if len(places) > 1 or any(place.leaving for place in places):
        _write(browser, proved_at=at, expires_at=at + HOLDS)
        return Tried(places=places), held.email
    return _sign_in(browser, places, agent, at, arrivals, secret, language), held.email


def prove(whose: str, said: str, secret: str, at: datetime) -> tuple[str | None, int]:
    """Try a code of `ask_again`, in the open transaction: the address that it shows to be theirs,
    None where it does not, and how many tries are left.
    """
    held = _held(whose, at)
    if held is None or held.tries >= TRIES:
        return None, 0
    _write(whose, tries=held.tries + 1)
    if not hmac.compare_digest(held.code, _sealed(whose, said, secret)):
        return None, TRIES - held.tries - 1
    _write(whose, spent_at=at)
    return held.email, 0


def places(browser: str, at: datetime) -> tuple[Place, ...]:
    """Where the person of this browser's proven code can go."""
    held = _held(browser, at)
    return _places(held.email, at) if held and held.proved_at else ()


@whole
def choose(
    browser: str,
    organisation_id: UUID,
    agent: str,
    at: datetime,
    arrivals: sign_ins.Follower,
    secret: str = "",
    language: str | None = None,
) -> Tried:
    """Sign in to one of several companies with a proven code, which is spent by it."""
    with writing():
        found = places(browser, at)
        chosen = tuple(place for place in found if place.id == organisation_id)
        if chosen:
            return _sign_in(browser, chosen, agent, at, arrivals, secret, language)
        return Tried(token=_once_more(browser, secret, at), places=found)


def _sign_in(
    browser: str,
    places: tuple[Place, ...],
    agent: str,
    at: datetime,
    arrivals: sign_ins.Follower,
    secret: str,
    language: str | None,
) -> Tried:
    _write(browser, spent_at=at)
    if not places:
        return Tried()
    (place,) = places
    spent = _spent(browser, at)
    token = sign_ins.begin(
        *(place.id, place.member_id, agent, at, arrivals),
        browser=browser,
        token=_token(browser, spent, secret) if spent else "",
        proved=True,
        coming_back=place.leaving is not None,
        language=language,
    )
    _write(browser, sign_in=digest(token) if token else None)
    return Tried(token=token)


def _once_more(browser: str, secret: str, at: datetime) -> str | None:
    """What the cookie of this browser's sign-in holds, told again as long as it stands."""
    spent = _spent(browser, at)
    if spent is None or not sign_ins.stands(spent.sign_in):
        return None
    token = _token(browser, spent, secret)
    return token if digest(token) == spent.sign_in else None


def _token(browser: str, spent: Any, secret: str) -> str:
    return sign_ins.derived(secret, "code", browser, spent.code.hex(), spent.expires_at.isoformat())


def _spent(browser: str, at: datetime) -> Row[str, bytes, datetime, bytes | None] | None:
    return db.session.execute(
        select(Code.email, Code.code, Code.expires_at, Code.sign_in).where(
            Code.browser == digest(browser), Code.spent_at.is_not(None), Code.expires_at > at
        )
    ).first()


def _keep(browser: str, email: str, sealed: bytes, at: datetime) -> bool:
    """Keep a code for this browser; False where one left a moment ago, which is kept instead."""
    twice = select(Code.browser).where(
        Code.browser == digest(browser),
        Code.email == email,
        Code.spent_at.is_(None),
        Code.tries == 0,
        Code.expires_at > at + HOLDS - ONE_TAP,
        Code.expires_at <= at + HOLDS,
    )
    if db.session.execute(twice).first():
        return False
    forget(at)
    db.session.execute(delete(Code).where(Code.browser == digest(browser)))
    db.session.execute(
        insert(Code).values(
            browser=digest(browser), email=email, code=sealed, tries=0, expires_at=at + HOLDS
        )
    )
    return True


def forget(at: datetime) -> None:
    """Erase the codes that hold no longer, in the open transaction: a spent one after the minutes
    in which its browser may be told once more what it was spent for.
    """
    db.session.execute(delete(Code).where(Code.expires_at <= at))


def _count(email: str, browser: str, network: str, at: datetime) -> None:
    """Count who asks for whom. A browser in which this person has come in before is theirs: what
    strangers spend, be it in the same network, is not taken off it.
    """
    limits.count(limits.CODES_OF_ASKER, email, at, by=f"{browser} {network}")
    if _at_home(email, browser):
        return
    limits.count(limits.CODES_OF_PLACE, network, at)
    limits.count(limits.CODES_OF_NETWORK, email, at, by=network)
    limits.count(limits.CODES_OF_ADDRESS, email, at)


def _at_home(email: str, browser: str) -> bool:
    """Whether somebody with this address has signed in, by a code or a link, in this browser."""
    found = (
        select(SignIn.token)
        .join(
            Member,
            (Member.organisation_id == SignIn.organisation_id) & (Member.id == SignIn.member_id),
        )
        .join(Account, Account.id == Member.account_id)
        .where(Account.email == email, SignIn.browser == digest(browser))
    )
    return db.session.execute(found.limit(1)).first() is not None


def _audit(what: str, email: str | None, at: datetime) -> None:
    """A refusal, in the audit of each company that the address has a member in."""
    found = _places(email, at) if email else ()
    for place in found:
        audit.note_refusal(place.id, what, at, about_id=place.member_id, detail="sign-in")
    if not found:
        audit.note_refusal(None, what, at, detail="sign-in")


def _held(browser: str, at: datetime) -> Row[str, bytes, int, datetime | None] | None:
    """This browser's code that still holds, locked: its address, seal, tries, and proof."""
    return db.session.execute(
        select(Code.email, Code.code, Code.tries, Code.proved_at)
        .where(Code.browser == digest(browser), Code.spent_at.is_(None), Code.expires_at > at)
        .with_for_update(key_share=True)
    ).first()


def _write(browser: str, **values: object) -> None:
    db.session.execute(update(Code).where(Code.browser == digest(browser)).values(values))


def _places(email: str, at: datetime) -> tuple[Place, ...]:
    rows = db.session.execute(
        select(
            Organisation.id,
            Organisation.name,
            Member.id,
            Member.name,
            Member.leaving_at,
            Member.zone,
            Member.language,
            func.coalesce(Member.vous, Organisation.vous).label("vous"),
        )
        .join(Member, Member.organisation_id == Organisation.id)
        .join(Account, Account.id == Member.account_id)
        .where(
            Account.email == email,
            Member.suspended_at.is_(None),
            Member.removed_at.is_(None),
            returning.may(at),
        )
        .order_by(Organisation.name, Organisation.id)
    )
    return tuple(
        Place(*row[:4], returning.until(*row[4:6]), words_of(row.language, vous=row.vous))
        for row in rows
    )


def _sealed(browser: str, code: str, secret: str) -> bytes:
    """What is kept of a code: worth nothing without the browser's token and the secret."""
    return hmac.digest(secret.encode(), f"{browser} {code}".encode(), hashlib.sha256)
