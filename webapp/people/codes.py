"""Codes by e-mail: six figures, ten minutes, five tries, for the browser that asked (TRUST)."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, or_, select, update

import webapp.mail.outbox as outbox
from webapp.database import db, writing
from webapp.i18n import words_of
from webapp.people import letters, limits, returning, sign_ins
from webapp.people.models import Account, Code, Member, Organisation
from webapp.people.tries import whole
from webapp.people.who import digest

HOLDS = timedelta(minutes=10)
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
    asker's `words`, down to the mail's row, so that it takes as long. Raises limits.TooMany.
    """
    code = f"{secrets.randbelow(10**6):06}"
    with writing():
        limits.forget(at)
        limits.count(limits.CODES_OF_PLACE, place, at)
        limits.count(limits.CODES_OF_ADDRESS, email, at)
        db.session.execute(
            delete(Code).where(or_(Code.expires_at < at, Code.browser == digest(browser)))
        )
        db.session.execute(
            insert(Code).values(
                browser=digest(browser),
                email=email,
                code=_sealed(browser, code, secret),
                tries=0,
                expires_at=at + HOLDS,
            )
        )
        known = _places(email, at)
        letter = letters.code(email, code, known[0].words if known else words)
        whose = (known[0].id, known[0].member_id) if known else (None, None)
        outbox.enqueue(letter, at, at + HOLDS, *whose)
    return code if known else None


def asked_by(browser: str, at: datetime) -> str | None:
    """The address for which this browser asked a code that still holds."""
    return db.session.execute(
        select(Code.email).where(
            Code.browser == digest(browser), Code.spent_at.is_(None), Code.expires_at > at
        )
    ).scalar()


@whole
def enter(
    browser: str,
    said: str,
    place: str,
    agent: str,
    secret: str,
    at: datetime,
    arrivals: sign_ins.Follower,
) -> Tried:
    """Try a code: right, it is spent in the transaction that signs in. Raises limits.TooMany."""
    with writing():
        limits.count(limits.TRIES_OF_PLACE, place, at)
        held = _held(browser, at)
        if held is None or held.tries >= TRIES:
            return Tried()
        right = hmac.compare_digest(held.code, _sealed(browser, said, secret))
        _write(browser, tries=held.tries + 1)
        if not right:
            return Tried(left=TRIES - held.tries - 1)
        places = _places(held.email, at)
        if len(places) > 1 or any(place.leaving for place in places):
            _write(browser, proved_at=at, expires_at=at + HOLDS)
            return Tried(places=places)
        return _sign_in(browser, places, agent, at, arrivals)


def places(browser: str, at: datetime) -> tuple[Place, ...]:
    """Where the person of this browser's proven code can go."""
    held = _held(browser, at)
    return _places(held.email, at) if held and held.proved_at else ()


@whole
def choose(
    browser: str, organisation_id: UUID, agent: str, at: datetime, arrivals: sign_ins.Follower
) -> Tried:
    """Sign in to one of several companies with a proven code, which is spent by it."""
    with writing():
        found = places(browser, at)
        chosen = tuple(place for place in found if place.id == organisation_id)
        return _sign_in(browser, chosen, agent, at, arrivals) if chosen else Tried(places=found)


def _sign_in(
    browser: str,
    places: tuple[Place, ...],
    agent: str,
    at: datetime,
    arrivals: sign_ins.Follower,
) -> Tried:
    _write(browser, spent_at=at)
    if not places:
        return Tried()
    (place,) = places
    return Tried(token=sign_ins.begin(place.id, place.member_id, agent, at, arrivals))


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
