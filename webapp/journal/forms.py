"""Entries out of JSON or a plain form: drafts for the door, or receipts that say why not."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from webapp.game.acts import Act
from webapp.journal.kinds import Kind, Kinds, uuid
from webapp.people.who import Who

VERSION = 1
MOST = 100
LATEST_MS = 7_258_118_400_000  # the year 2200: a wrong clock is read, a number without sense is not
WIDEST_OFFSET = 18 * 60
DEEPEST = 8
LONGEST_ZONE = 64


class Unreadable(Exception):
    """The body as a whole is no batch of entries; nothing of it was kept."""


@dataclass(frozen=True)
class Receipt:
    """What became of one entry: accepted, duplicate, rejected or retry, and why."""

    key: str | None
    status: str
    reason: str | None = None


@dataclass(frozen=True)
class Draft:
    """An entry that can be read, not yet admitted. Times in milliseconds since 1970, UTC."""

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


def load(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a batch. Raises Unreadable for anything else, however made."""
    try:
        batch = json.loads(body, parse_constant=_no_constant, parse_int=_short_int)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(batch, dict) or not isinstance(batch.get("entries"), list):
        raise Unreadable
    if len(batch["entries"]) > MOST:
        raise Unreadable
    return batch


def parse(batch: Mapping[str, Any], kinds: Kinds) -> list[Draft | Receipt]:
    """One draft or receipt for each entry of the batch, in its order."""
    sent_at = batch.get("sent_at")
    if not _milliseconds(sent_at):
        raise Unreadable
    return [_entry(entry, sent_at, kinds) for entry in batch["entries"]]


def from_form(form: Mapping[str, str], who: Who, now: datetime, kinds: Kinds) -> Draft | Receipt:
    """One entry of a plain form: the server's clock, the member's zone (TRUST, protocol).

    A call added by hand says `day` (today or yesterday) and `time` (HH:MM) on the member's wall.
    """
    local = now.astimezone(who.zone)
    fields: dict[str, Any] = {name: value for name, value in form.items() if value != ""}
    if fields.get("by_hand"):
        stated = _stated(fields, local)
        if stated is None:
            return Receipt(str(fields.get("key", ""))[:36], "rejected", "time")
        fields["by_hand"], local = True, stated
    offset = local.utcoffset() or timedelta(0)
    entry = fields | {
        "v": VERSION,
        "owner": str(who.id),
        "made_at": int(local.timestamp() * 1000),
        "zone": who.zone_name,
        "offset": int(offset.total_seconds() // 60),
    }
    if "signed" in entry:
        entry["signed"] = entry["signed"] in ("1", "true", "on")
    return _entry(entry, None, kinds)


def _entry(entry: Any, sent_at: int | None, kinds: Kinds) -> Draft | Receipt:
    if not isinstance(entry, dict):
        return Receipt(None, "rejected", "entry")
    key = uuid(entry.get("key"))
    said = entry.get("key")
    name = said[:64] if isinstance(said, str) and _plain(said, 0) else None
    if key is None:
        return Receipt(name, "rejected", "key")
    if not _plain(entry, DEEPEST):
        return Receipt(name, "rejected", "text")
    kind = kinds.get(entry.get("kind"))
    if kind is None or entry.get("v") != VERSION:
        known = isinstance(entry.get("kind"), str) and isinstance(entry.get("v"), int)
        return Receipt(name, "retry" if known else "rejected", "kind")
    reasons = _envelope(entry)
    payload, more = kind.parse(entry)
    reasons |= more
    if reasons:
        return Receipt(name, "rejected", ",".join(sorted(reasons)))
    return Draft(
        key=key,
        owner=uuid(entry.get("owner")),
        made_at=entry["made_at"],
        sent_at=sent_at,
        zone=entry["zone"],
        offset=entry["offset"],
        kind=kind,
        payload=payload,
        act=kind.act(payload),
        digest=_digest(entry, kind),
    )


def _envelope(entry: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the fields that every kind has."""
    reasons = {}
    if not _milliseconds(entry.get("made_at")):
        reasons["made_at"] = "time"
    zone = entry.get("zone")
    if not isinstance(zone, str) or not zone or len(zone) > LONGEST_ZONE or not zone.isprintable():
        reasons["zone"] = "zone"
    offset = entry.get("offset")
    if type(offset) is not int or abs(offset) > WIDEST_OFFSET:
        reasons["offset"] = "offset"
    if uuid(entry.get("owner")) is None:
        reasons["owner"] = "owner"
    return reasons


def _milliseconds(value: object) -> bool:
    return type(value) is int and 0 <= value <= LATEST_MS


def _digest(entry: Mapping[str, Any], kind: Kind) -> bytes:
    """What tells a repeat from another content: the act's own fields and when it was made."""
    content = {name: entry.get(name) for name in (*kind.fields, "made_at", "offset")}
    content["kind"] = kind.name
    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).digest()


def _stated(fields: Mapping[str, Any], local: datetime) -> datetime | None:
    """The instant that a form states by hand, today or yesterday on the member's wall."""
    days = {"today": 0, "yesterday": 1}
    hour, _, minute = str(fields.get("time", "")).partition(":")
    if fields.get("day") not in days or not (hour.isdecimal() and minute.isdecimal()):
        return None
    if int(hour) > 23 or int(minute) > 59:
        return None
    day = local.date() - timedelta(days=days[fields["day"]])
    zone = local.tzinfo if isinstance(local.tzinfo, ZoneInfo) else UTC
    stated = datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=zone)
    return stated if stated <= local else None


def _plain(value: Any, depth: int) -> bool:
    """Whether every text is one (no lone surrogate, no NUL) and nothing is nested too deep."""
    if depth < 0:
        return False
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, dict):
        return all(_plain(name, depth) and _plain(held, depth - 1) for name, held in value.items())
    if isinstance(value, list):
        return all(_plain(held, depth - 1) for held in value)
    return not isinstance(value, float) or math.isfinite(value)


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _short_int(digits: str) -> int:
    if len(digits) > 20:
        raise ValueError("too large")
    return int(digits)
