"""Parsing of a batch in JSON or of a plain form: drafts for the door, or receipts."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from webapp.clock import to_milliseconds
from webapp.game.days import ONE_DAY, parse_day, stated_instant, today
from webapp.journal.drafts import VERSION, Draft, Receipt, is_milliseconds, parse_draft
from webapp.journal.kinds import Kinds
from webapp.people.members import Member

MAX_ENTRIES = 100
LONGEST_NUMBER = 20
HH_MM = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
DAYS_AGO = {"today": 0, "yesterday": 1}  # as a page says it that does not name the days
TRUTHY = ("1", "true", "on")


class MalformedBatchError(Exception):
    """The body as a whole is no batch of entries; nothing of it was kept."""


def parse_json(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a batch. Raises MalformedBatchError for anything else, however made."""
    try:
        batch = json.loads(body, parse_constant=_no_constant, parse_int=_short_int)
    except (ValueError, RecursionError):
        raise MalformedBatchError from None
    if not isinstance(batch, dict) or not isinstance(batch.get("entries"), list):
        raise MalformedBatchError
    if len(batch["entries"]) > MAX_ENTRIES:
        raise MalformedBatchError
    return batch


def parse_batch(batch: Mapping[str, Any], kinds: Kinds) -> list[Draft | Receipt]:
    """One draft or receipt for each entry of the batch, in its order."""
    sent_at = batch.get("sent_at")
    if not is_milliseconds(sent_at):
        raise MalformedBatchError
    return [parse_draft(entry, sent_at, kinds) for entry in batch["entries"]]


def parse_form(
    form: Mapping[str, str], member: Member, now: datetime, kinds: Kinds
) -> Draft | Receipt:
    """One entry of a plain form: the server's clock, the member's zone (TRUST, protocol).

    A call added by hand says `day` (2026-11-20: the practice day of today or of yesterday) and
    `time` (HH:MM on the member's wall). A form sent twice is a repeat, though the server's clock
    has gone on: only a stated time is part of what must agree.
    """
    local = now.astimezone(member.zone)
    fields: dict[str, Any] = {name: value for name, value in form.items() if value != ""}
    if "by_hand" in fields:
        stated, wrong = (
            _stated_time(fields, member, now) if fields["by_hand"] in TRUTHY else (None, "time")
        )
        if stated is None:
            return Receipt(str(fields.get("key", ""))[:36], "rejected", wrong)
        fields["by_hand"], local = True, stated.astimezone(member.zone)
    if "signed" in fields:
        fields["signed"] = fields["signed"] in TRUTHY
    offset = local.utcoffset() or timedelta(0)
    entry = fields | {
        "v": VERSION,
        "owner": str(member.id),
        "made_at": to_milliseconds(local),
        "zone": member.zone_name,
        "offset": int(offset.total_seconds() // 60),
    }
    return parse_draft(entry, None, kinds, timed="by_hand" in fields)


def _stated_time(
    fields: Mapping[str, Any], member: Member, now: datetime
) -> tuple[datetime | None, str]:
    """The instant that a form states by hand (RULES R1.1); else None and why: "time" for one that
    there was not, "day" for a day that is neither today nor yesterday, "ahead" for what has yet to
    come.
    """
    clock, day = HH_MM.fullmatch(str(fields.get("time", ""))), today(now, member.zone)
    day_text = str(fields.get("day", ""))
    stated_day = day - ONE_DAY * DAYS_AGO[day_text] if day_text in DAYS_AGO else parse_day(day_text)
    if stated_day is None or not day - ONE_DAY <= stated_day <= day:
        return None, "day"
    at = (
        stated_instant(stated_day, time(int(clock[1]), int(clock[2])), member.zone)
        if clock
        else None
    )
    if at is None:
        return None, "time"
    return (at, "") if at <= now else (None, "ahead")


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _short_int(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("too large")
    return int(digits)
