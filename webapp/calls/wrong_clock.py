"""Calls from a phone whose clock was wrong, and how one is noted anew at its right time.

No entry's time can be moved: the call is taken back and a new one stands at the time that its owner
states, with the lesson, the date and the share of the first (TRUST, protocol, rule 3). The keys
follow from the first call's, so that two phones, or a form sent twice, note it anew once.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from uuid import UUID

from sqlalchemy import select

from webapp.clock import to_milliseconds
from webapp.database import send
from webapp.game.days import LATEST_ARRIVAL, day_named, today, wall_instant
from webapp.journal import rows
from webapp.journal.forms import CLOCK
from webapp.journal.models import CLOCK_OFF, Entry
from webapp.people.who import Who

Lessons = Callable[[Who, Collection[UUID]], Mapping[UUID, Mapping[str, Any]]]
# What the last two bytes of a key differ by; static/js/wrong_clock.js has the same.
ANEW, WITHDRAWAL, LESSON, DATE, SHARE = (0x7E00 + n for n in range(5))


@dataclass(frozen=True, slots=True)
class FlaggedCall:
    """A call that stands at a time that may be wrong: `at` on the wall where it was noted.

    `lesson`, `on` and `share` are what goes along, each with the `key` of its entry: the lesson's
    fields, the date of the call back, whether the share is signed.
    """

    key: UUID
    outcome: str
    at: datetime
    today: bool
    lesson: Mapping[str, Any] | None
    on: Mapping[str, Any] | None
    share: Mapping[str, Any] | None

    @property
    def time(self) -> str:
        return f"{self.at:%H:%M}"


def flagged_calls(who: Who, now: datetime, lessons: Lessons) -> list[FlaggedCall]:
    """The member's calls under a wrong clock that arrived in the last seven days, oldest first.

    One statement, and two more where there are any.
    """
    mine = Entry.organisation_id == who.organisation_id, Entry.member_id == who.id
    arrived = Entry.received_at >= now - LATEST_ARRIVAL
    keys = send(
        select(Entry.key).where(
            *mine, CLOCK_OFF, arrived, Entry.kind == "call", Entry.withdrawn.is_(False)
        )
    ).scalars()
    return _read_calls(who, list(keys), now, lessons)


def flagged_call(who: Who, key: UUID, now: datetime, lessons: Lessons) -> FlaggedCall | None:
    """The one with this key; None where it is not theirs, not flagged or taken back."""
    return next((call for call in flagged_calls(who, now, lessons) if call.key == key), None)


def earliest_day(who: Who, now: datetime) -> date:
    """The first day that can be stated: seven times 24 hours ago (RULES R1.3)."""
    return (now - LATEST_ARRIVAL).astimezone(who.zone).date()


def stated_time(form: Mapping[str, str], who: Who, now: datetime) -> tuple[datetime | None, str]:
    """The instant that a form states by `day` (2026-11-20) and `time` (HH:MM) on the member's wall;
    else None and why: "time" for what is none, or is not over yet, "late" for what is too long ago
    to count (RULES R1.3).
    """
    day, clock = day_named(form.get("day", "")), CLOCK.fullmatch(form.get("time", ""))
    if day is None or clock is None or day > now.astimezone(who.zone).date():
        return None, "time"
    if day < earliest_day(who, now):
        return None, "late"
    at = wall_instant(day, time(int(clock[1]), int(clock[2])), who.zone)
    if at is None or at > now:
        return None, "time"
    return (at.astimezone(who.zone), "") if now - at <= LATEST_ARRIVAL else (None, "late")


def entries_anew(who: Who, call: FlaggedCall, at: datetime, now: datetime) -> list[dict[str, Any]]:
    """What to note so that the call stands at `at`; the new call comes first."""
    offset = int((at.utcoffset() or timedelta()) / timedelta(minutes=1))
    common = {"v": 1, "owner": str(who.id), "zone": who.zone_name, "offset": offset}
    present = common | {"made_at": to_milliseconds(now)}
    anew = _derived_key(call.key, ANEW)
    made = [
        common
        | {"kind": "call", "key": anew, "made_at": to_milliseconds(at), "outcome": call.outcome}
        | {"by_hand": True, "clock_off": False},
        present
        | {"kind": "withdraw", "key": _derived_key(call.key, WITHDRAWAL), "of": str(call.key)},
    ]
    along = (("lesson", LESSON, call.lesson), ("next", DATE, call.on), ("share", SHARE, call.share))
    for kind, place, fields in along:
        if fields is not None:
            key = {"kind": kind, "key": _derived_key(call.key, place), "call": anew}
            made.append(present | dict(fields) | key)
    return made


def _read_calls(
    who: Who, keys: Collection[UUID], now: datetime, lessons: Lessons
) -> list[FlaggedCall]:
    if not keys:
        return []
    found = rows.read(who, Entry.about.in_(keys) & Entry.withdrawn.is_(False)).values()
    written = lessons(who, keys)
    newest: dict[tuple[UUID | None, str], rows.Row] = {}
    for row in sorted(found, key=lambda row: (row.instant, row.key)):
        newest[row.about, row.kind] = row
    day = today(now, who.zone)
    calls = [
        FlaggedCall(
            key=call.key,
            outcome=call.current_outcome or "",
            at=call.instant.astimezone(timezone(timedelta(minutes=call.offset))),
            today=call.day >= day,
            lesson=written.get(call.key),
            on=_fields(newest.get((call.key, "next")), "on", "on_date"),
            share=_fields(newest.get((call.key, "share")), "signed", "signed"),
        )
        for call in found
        if call.kind == "call"
    ]
    return sorted(calls, key=lambda call: (call.at, call.key))


def _fields(row: rows.Row | None, name: str, column: str) -> dict[str, Any] | None:
    if row is None:
        return None
    value = getattr(row, column)
    return {"key": str(row.key), name: value.isoformat() if isinstance(value, date) else value}


def _derived_key(key: UUID, place: int) -> str:
    return str(UUID(int=key.int ^ place))
