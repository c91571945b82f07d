"""Rows of codes by e-mail: stored as a hash, one for each browser, tried a few times, spent once.

`browser` is the token of a browser, which may say for what the code is too; of it, as of the code,
the database keeps a digest alone.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import Row, delete, insert, select, update

from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.people.models import LoginCode

CODE_LIFETIME = timedelta(minutes=10)
REPLAY_WINDOW = timedelta(seconds=10)  # a button tapped twice, a page sent again by itself
MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try of a code: the address that the code was for (None where there is none to try),
    whether it was right, and how many tries are left.
    """

    email: str | None = None
    is_right: bool = False
    left: int = 0


def create_code(browser: str, email: str, at: datetime) -> str | None:
    """Store a new code for this browser in the place of its earlier one, in the open transaction;
    None where one for this address was stored a moment ago, which stays.
    """
    recent_code = select(LoginCode.browser).where(
        LoginCode.browser == token_digest(browser),
        LoginCode.email == email,
        LoginCode.spent_at.is_(None),
        LoginCode.tries == 0,
        LoginCode.expires_at > at + CODE_LIFETIME - REPLAY_WINDOW,
        LoginCode.expires_at <= at + CODE_LIFETIME,
    )
    code = f"{secrets.randbelow(10**6):06}"
    if db.session.execute(recent_code).first():
        return None
    purge(at)
    db.session.execute(delete(LoginCode).where(LoginCode.browser == token_digest(browser)))
    db.session.execute(
        insert(LoginCode).values(
            browser=token_digest(browser),
            email=email,
            code=_hash_code(browser, code),
            tries=0,
            expires_at=at + CODE_LIFETIME,
        )
    )
    return code


def try_code(browser: str, code: str, at: datetime) -> Attempt:
    """Count a try of this browser's code and compare it, in the open transaction."""
    row = lock_code(browser, at)
    if row is None:
        return Attempt()
    if row.tries >= MAX_ATTEMPTS:
        return Attempt(row.email)
    update_code(browser, tries=row.tries + 1)
    if hmac.compare_digest(row.code, _hash_code(browser, code)):
        return Attempt(row.email, is_right=True)
    return Attempt(row.email, left=MAX_ATTEMPTS - row.tries - 1)


def lock_code(browser: str, at: datetime) -> Row[str, bytes, int, datetime | None] | None:
    """This browser's code that is valid, locked: its address, hash, tries, and proof."""
    return db.session.execute(
        select(LoginCode.email, LoginCode.code, LoginCode.tries, LoginCode.proved_at)
        .where(
            LoginCode.browser == token_digest(browser),
            LoginCode.spent_at.is_(None),
            LoginCode.expires_at > at,
        )
        .with_for_update(key_share=True)
    ).first()


def update_code(browser: str, **values: object) -> None:
    """Update this browser's code, in the open transaction."""
    db.session.execute(
        update(LoginCode).where(LoginCode.browser == token_digest(browser)).values(values)
    )


def pending_email(browser: str, at: datetime) -> str | None:
    """The address for which this browser has a code that is valid."""
    return db.session.execute(
        select(LoginCode.email).where(
            LoginCode.browser == token_digest(browser),
            LoginCode.spent_at.is_(None),
            LoginCode.expires_at > at,
        )
    ).scalar()


def get_spent_code(browser: str, at: datetime) -> Row[str, bytes, datetime, bytes | None] | None:
    """The code that this browser has spent lately: its address, hash, end, and session's digest."""
    return db.session.execute(
        select(LoginCode.email, LoginCode.code, LoginCode.expires_at, LoginCode.sign_in).where(
            LoginCode.browser == token_digest(browser),
            LoginCode.spent_at.is_not(None),
            LoginCode.expires_at > at,
        )
    ).first()


def purge(at: datetime) -> None:
    """Erase the codes that have expired, in the open transaction: a spent one after the minutes
    in which its browser may be told once more what it was spent for.
    """
    db.session.execute(delete(LoginCode).where(LoginCode.expires_at <= at))


def _hash_code(browser: str, code: str) -> bytes:
    """What is kept of a code: worth nothing without the browser's token and the secret."""
    secret: str = current_app.config["SECRET"]
    return hmac.digest(secret.encode(), f"{browser} {code}".encode(), hashlib.sha256)
