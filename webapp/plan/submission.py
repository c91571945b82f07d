"""Submission of entries that the server makes for a form: its clock, the member's own zone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import webapp.clock as clock
from webapp.journal.forms import parse_batch
from webapp.journal.ingest import RefusedError, current_ingest
from webapp.people.members import Member


def build_entry(
    member: Member, kind: str, key: UUID, now: datetime, fields: Mapping[str, Any]
) -> dict[str, Any]:
    """One entry of the member's by the server's clock and their own zone."""
    offset = now.astimezone(member.zone).utcoffset() or timedelta()
    envelope: dict[str, Any] = {"v": 1, "owner": str(member.id), "zone": member.zone_name}
    envelope |= {"offset": int(offset / timedelta(minutes=1)), "kind": kind, "key": str(key)}
    return envelope | {"made_at": clock.to_milliseconds(now)} | dict(fields)


def submit_entries(member: Member, entries: list[dict[str, Any]], now: datetime) -> dict[str, str]:
    """Admit them, all or none; says what was refused."""
    door = current_ingest()
    batch = {"sent_at": clock.to_milliseconds(now), "entries": entries}
    try:
        door.submit_grouped(member, parse_batch(batch, door.kinds))
    except RefusedError as refused:
        return {} if refused.reason == "conflict" else dict.fromkeys([refused.reason or ""], "")
    return {}
