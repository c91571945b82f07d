"""Delivery of messages to devices by the loop of jobs (RFC 8030, 8188, 8291, 8292).

Nothing of the database is held while a push service is spoken to. It gets the message encrypted
under keys that only the browser has, and learns no more than its length.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from urllib3.exceptions import NewConnectionError

import webapp.clock as clock
from webapp.database.transactions import write_transaction
from webapp.encryption import DecryptionError
from webapp.outbound.addresses import AddressError
from webapp.outbound.http_client import CallError, Reply, call
from webapp.push import outbox, outcomes
from webapp.push.endpoints import is_push_endpoint
from webapp.push.outbox import OutgoingPush
from webapp.push.vapid import Signer, load_signer

GONE = (404, 410)
BUSY = 429
MAX_WAIT = timedelta(days=1)
logger = logging.getLogger(__name__)


def deliver_due(is_stopping: Callable[[], bool]) -> datetime | None:
    """Send what is due, one message after the other; says when there is next something to do."""
    due, expiry = outbox.next_times()
    now = clock.now()
    if expiry and expiry <= now:
        with write_transaction():
            outbox.delete_expired(now)
    if due and due <= now:
        _deliver(is_stopping)
    return min((time for time in outbox.next_times() if time), default=None)


def _deliver(is_stopping: Callable[[], bool]) -> None:
    try:
        signer = load_signer()
    except DecryptionError:
        logger.error("The push key cannot be read under this secret: see `rebond push-key --new`.")
        return
    while not is_stopping() and (push := outbox.claim(clock.now())):
        _send(push, signer)


def _send(push: OutgoingPush, signer: Signer) -> None:
    """Send one message, and note what became of it."""
    if not is_push_endpoint(push.endpoint):
        outcomes.forget_device(push)
        return
    now = clock.now()
    try:
        reply = call(
            "POST", push.endpoint, body=encrypt_payload(push), headers=_headers(push, signer, now)
        )
    except AddressError as error:
        outcomes.give_up(push, error.reason)
    except CallError as error:
        _not_reached(push, error)
    except Exception as error:  # one that cannot be sent must not hold up all others
        logger.error("A push cannot be sent: %s", type(error).__name__)
        outcomes.give_up(push, "unsent")
    else:
        _answered(push, reply)


def encrypt_payload(push: OutgoingPush) -> bytes:
    """The message as only its browser can read it (aes128gcm)."""
    encrypted: bytes = http_ece.encrypt(
        push.payload.encode(),
        private_key=generate_private_key(SECP256R1()),
        dh=push.p256dh,
        auth_secret=push.auth,
        version="aes128gcm",
    )
    return encrypted


def _headers(push: OutgoingPush, signer: Signer, now: datetime) -> Mapping[str, str]:
    """`Topic`: a message that the service still holds is replaced by a newer one."""
    useful = max(0, int((push.expires_at - now).total_seconds()))
    return signer.sign(push.endpoint, now) | {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(useful),
        "Topic": "reminder",
        "Urgency": "high",
    }


def _answered(push: OutgoingPush, reply: Reply) -> None:
    now, status = clock.now(), reply.status
    if 200 <= status < 300:
        outcomes.finish(push, now)
    elif status in GONE:
        outcomes.forget_device(push)
    elif status == BUSY or status >= 500:
        outcomes.postpone(push, str(status), now, retry_after(reply.headers, now))
    else:
        logger.warning("A push service did not take a message: %d", status)
        outcomes.give_up(push, str(status))


def _not_reached(push: OutgoingPush, error: CallError) -> None:
    """Only where it is sure that nothing arrived is it tried again (RULES R16.6)."""
    if error.reason == "tls" or isinstance(error.__cause__, NewConnectionError):
        outcomes.postpone(push, error.reason, clock.now(), None)
    else:
        outcomes.give_up(push, error.reason)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """For how long a service asks to wait: in seconds, or until an instant; None if it does not."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), MAX_WAIT)
    try:
        return min(max(parsedate_to_datetime(text) - now, timedelta()), MAX_WAIT)
    except (TypeError, ValueError):
        return None
