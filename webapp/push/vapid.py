"""VAPID keys: the server's own pair, by which push services know who sends (RFC 8292).

There is one pair, made where it is first needed. A browser subscribes under the public key, so with
another pair nothing reaches the browsers that have subscribed, until each has done so again.
"""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app
from py_vapid import Vapid02
from sqlalchemy import delete, select

import webapp.clock as clock
from webapp.database.engine import db
from webapp.database.transactions import execute_core, write_transaction
from webapp.database.upsert import insert_ignore
from webapp.encryption import decrypt, encrypt
from webapp.push.endpoints import origin_of
from webapp.push.models import Push, PushKey, PushSubscription

ONLY, PURPOSE, LOCAL = 1, "push key", "localhost"
VALID_FOR = timedelta(hours=12)  # services take 24 hours at most
CURVE = SECP256R1()


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs messages with the server's key; `contact` is whom a push service writes to."""

    vapid: Vapid02
    contact: str

    def sign(self, endpoint: str, at: datetime) -> dict[str, str]:
        """The headers of one message to this endpoint; the claims are made anew each time."""
        expires = int((at + VALID_FOR).timestamp())
        claims = {"sub": self.contact, "aud": origin_of(endpoint), "exp": expires}
        headers: dict[str, str] = self.vapid.sign(claims)
        return headers


def ensure_key() -> None:
    """Make the pair of keys, unless there is one: a check of the job loop at its start."""
    if _public_key() is None:
        with write_transaction():
            _insert_key(clock.now())


def get_public_key() -> str:
    """The public key as browsers want it: base64 of addresses, without padding."""
    key = _public_key()
    if key is None:
        ensure_key()
        key = _public_key()
    return key or ""


def renew_key(at: datetime) -> int:
    """Make another pair of keys; says how many browsers have to subscribe again."""
    with write_transaction() as session:
        session.execute(delete(Push))
        lost = execute_core(delete(PushSubscription)).rowcount
        session.execute(delete(PushKey))
        _insert_key(at)
    return lost


def load_signer() -> Signer:
    """The signer of this server. Raises DecryptionError after a change of the server's secret."""
    get_public_key()
    stored = db.session.execute(select(PushKey.private_key)).scalar_one()
    vapid = Vapid02.from_raw(decrypt(stored, PURPOSE).encode())
    return Signer(vapid, _contact())


def _contact() -> str:
    """Whom a push service writes to: who sends the mails; Apple's takes no address of a localhost,
    so where nobody has said one it is the server's own.
    """
    sender = current_app.extensions["rebond.mail"].sender
    address: str = current_app.config["ADDRESS"]
    if sender.domain == LOCAL and address.startswith("https://"):
        return address
    return f"mailto:{sender.addr_spec}"


def _public_key() -> str | None:
    return db.session.execute(select(PushKey.public_key)).scalar()


def _insert_key(at: datetime) -> None:
    """A pair of keys; that of whoever was first stays."""
    private = generate_private_key(CURVE)
    public = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    number = private.private_numbers().private_value.to_bytes(32, "big")
    row = {
        "id": ONLY,
        "private_key": encrypt(_encode(number), PURPOSE),
        "public_key": _encode(public),
        "created_at": at,
    }
    db.session.execute(insert_ignore(PushKey, row, ("id",)))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
