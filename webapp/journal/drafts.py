"""Parsing of an entry as it came: into a draft for the door, or a receipt with the reason."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webapp.game.acts import Act
from webapp.journal.kinds import Kind, Kinds
from webapp.people.forms import parse_uuid

VERSION = 1
EARLIEST_MS = -2_208_988_800_000  # 1900 and 2200: a wrong clock is read, a number without sense
LATEST_MS = 7_258_118_400_000  # is not
MAX_OFFSET_MINUTES = 18 * 60
MAX_DEPTH = 8
MAX_ZONE_LENGTH = 64
MAX_KEY_LENGTH = 64


@dataclass(frozen=True)
class Receipt:
    """What became of one entry: accepted, duplicate, rejected or retry, and why.

    `number` is its place among the entries that came in of its member, where the journal has it.
    """

    key: str | None
    status: str
    reason: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class Draft:
    """An entry that can be read, not yet admitted. Times in milliseconds since 1970, UTC.

    `clock_off` is what the phone says of its own clock, None where it says nothing.
    """

    key: UUID
    owner: UUID | None
    made_at: int
    sent_at: int | None
    zone: str
    offset: int
    kind: Kind
    payload: Any
    act: Act
    digest: bytes
    clock_off: bool | None = None


def parse_draft(
    entry: Any, sent_at: int | None, kinds: Kinds, *, timed: bool = True
) -> Draft | Receipt:
    """The entry's draft, or its receipt; of its time it is `timed` whether a repeat tells it."""
    if not isinstance(entry, dict):
        return Receipt(None, "rejected", "entry")
    key, raw_key = parse_uuid(entry.get("key")), entry.get("key")
    name = raw_key[:MAX_KEY_LENGTH] if isinstance(raw_key, str) and is_plain_json(raw_key) else None
    if key is None:
        return Receipt(name, "rejected", "key")
    if not is_plain_json(entry):
        return Receipt(name, "rejected", "text")
    kind = kinds.get(entry.get("kind"))
    if kind is None or entry.get("v") != VERSION:
        well_formed = isinstance(entry.get("kind"), str) and isinstance(entry.get("v"), int)
        return Receipt(name, "retry" if well_formed else "rejected", "kind")
    payload, reasons = kind.parse(entry)
    reasons = _envelope_errors(entry) | reasons
    if reasons:
        return Receipt(name, "rejected", ",".join(sorted(reasons)))
    return Draft(
        key=key,
        owner=parse_uuid(entry["owner"]),
        made_at=entry["made_at"],
        sent_at=sent_at,
        zone=entry["zone"],
        offset=entry["offset"],
        kind=kind,
        payload=payload,
        act=kind.act(payload),
        digest=_digest(entry, kind, timed),
        clock_off=entry["clock_off"] if isinstance(entry.get("clock_off"), bool) else None,
    )


def is_milliseconds(value: object) -> bool:
    """Whether it is a number of milliseconds since 1970 that can be read as a time."""
    return type(value) is int and EARLIEST_MS <= value <= LATEST_MS


def is_plain_json(value: Any, depth: int = MAX_DEPTH) -> bool:
    """Whether every text is one (no lone surrogate, no NUL) and nothing is nested too deep."""
    if depth < 0:
        return False
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, dict):
        return all(
            is_plain_json(name, depth) and is_plain_json(item, depth - 1)
            for name, item in value.items()
        )
    if isinstance(value, list):
        return all(is_plain_json(item, depth - 1) for item in value)
    return not isinstance(value, float) or math.isfinite(value)


def _envelope_errors(entry: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the fields that every kind has."""
    reasons = {}
    if not is_milliseconds(entry.get("made_at")):
        reasons["made_at"] = "time"
    zone = entry.get("zone")
    if not isinstance(zone, str) or len(zone) > MAX_ZONE_LENGTH or not zone.isprintable():
        reasons["zone"] = "zone"
    offset = entry.get("offset")
    if type(offset) is not int or abs(offset) > MAX_OFFSET_MINUTES:
        reasons["offset"] = "offset"
    if parse_uuid(entry.get("owner")) is None:
        reasons["owner"] = "owner"
    return reasons


def _digest(entry: Mapping[str, Any], kind: Kind, timed: bool) -> bytes:
    """What tells a repeat from another content: the act's own fields and when it was made."""
    names = (*kind.fields, "made_at", "offset") if timed else kind.fields
    later = {name: entry[name] for name in kind.later if entry.get(name) is not None}
    content = {name: entry.get(name) for name in names} | later | {"kind": kind.name}
    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).digest()
