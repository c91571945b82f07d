"""Clock: the only reader of the time."""

import time
from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + _offset


def set_now(at: datetime | None) -> None:
    """Let the clock run from `at` on (aware), or with None from the machine's own time.

    Only the demo and tests may: the settings refuse REBOND_NOW elsewhere.
    """
    global _offset
    _offset = timedelta(0) if at is None else at - datetime.now(UTC)


def to_milliseconds(at: datetime) -> int:
    """An instant as phones and the wire have it: milliseconds since 1970, UTC."""
    return int(at.timestamp() * 1000)


def monotonic() -> float:
    """Seconds on a clock that never jumps, for measuring how long something took."""
    return time.monotonic()
