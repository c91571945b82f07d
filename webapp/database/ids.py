"""Ids of rows: UUIDv7, so that what is made later sorts later."""

import secrets
from datetime import datetime
from uuid import UUID

import webapp.clock as clock


def new_id(at: datetime | None = None) -> UUID:
    """A UUIDv7: 48 bits of milliseconds, then chance."""
    milliseconds = clock.to_milliseconds(at or clock.now())
    chance = secrets.randbits(74)
    return UUID(
        int=(milliseconds & (1 << 48) - 1) << 80
        | 7 << 76
        | (chance >> 62) << 64
        | 0b10 << 62
        | chance & (1 << 62) - 1
    )
