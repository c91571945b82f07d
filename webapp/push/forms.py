"""Forms of reminders: what a member chooses, and what a browser says that it has subscribed."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from webapp.game.reminders import ReminderTimes
from webapp.journal.fields import parse_time
from webapp.push.endpoints import is_push_endpoint
from webapp.push.settings import WAYS, ReminderSettings

POINT_BYTES, AUTH_BYTES = 65, 16
Reasons = dict[str, str]


@dataclass(frozen=True, slots=True)
class SubscriptionDraft:
    """Where a browser is reached, and its keys: an uncompressed point of P-256, and a secret."""

    endpoint: str
    p256dh: bytes
    auth: bytes


def parse_settings(form: Mapping[str, str]) -> tuple[ReminderSettings | None, Reasons]:
    """The way, the hour and the member's own hours; the reasons are by field: way, at, hours."""
    way, reasons = form.get("way", ""), Reasons()
    at, first, last = (_whole_minute(form.get(name)) for name in ("at", "from", "to"))
    if way not in WAYS:
        reasons["way"] = "way"
    if at is None:
        reasons["at"] = "time"
    if first is None or last is None:
        reasons["hours"] = "time"
    if at is None or first is None or last is None or reasons:
        return None, reasons
    times = ReminderTimes(at, first, last)
    if not ReminderTimes(first, first, last).are_possible:
        return None, {"hours": "short"}
    if not times.are_possible:
        return None, {"at": "outside"}
    return ReminderSettings(way, times), {}


def parse_subscription(fields: Any) -> SubscriptionDraft | None:
    """What `PushSubscription.toJSON()` says: an endpoint of a push service, and its keys."""
    keys = fields.get("keys") if isinstance(fields, dict) else None
    if not isinstance(keys, dict):
        return None
    endpoint, point, secret = fields.get("endpoint"), keys.get("p256dh"), keys.get("auth")
    p256dh, auth = _decode(point), _decode(secret)
    if not isinstance(endpoint, str) or not is_push_endpoint(endpoint):
        return None
    if not _is_point(p256dh) or len(auth) != AUTH_BYTES:
        return None
    return SubscriptionDraft(endpoint, p256dh, auth)


def _whole_minute(text: str | None) -> time | None:
    """HH:MM; a browser may add seconds."""
    return parse_time((text or "")[:5])


def _decode(text: object) -> bytes:
    """Base64 of addresses, with or without its padding; nothing for what is none."""
    if not isinstance(text, str) or len(text) > 2 * POINT_BYTES or not text.isascii():
        return b""
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", True)
    except binascii.Error:
        return b""


def _is_point(encoded: bytes) -> bool:
    if len(encoded) != POINT_BYTES:
        return False
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), encoded)
    except ValueError:
        return False
    return True
