"""Correction of calls from a phone with a wrong clock: each is noted anew at its right time.

No entry's time can be moved: the call is taken back and a new one stands at the time that its owner
states, with all that hangs on the first (TRUST, protocol, rule 3). The keys follow from the first
call's, so that two phones, or a form sent twice, note it anew once.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import CompoundSelect, select, union_all

from webapp.clock import to_milliseconds
from webapp.database.transactions import execute_core
from webapp.game import acts
from webapp.game.days import LATEST_ARRIVAL, parse_day, today, wall_instant
from webapp.journal import repository
from webapp.journal.forms import HH_MM
from webapp.journal.models import CLOCK_OFF, Entry
from webapp.people.members import Member
from webapp.providers import FlaggedCall

Lessons = Callable[[Member, Collection[UUID]], Mapping[UUID, Mapping[str, Any]]]
Newest: TypeAlias = dict[tuple[UUID | None, str], repository.EntryRow]  # by the call and the kind
# What the last two bytes of a key differ by; static/js/view/wrong_clock.js has the same. 0x7E05 is
# that of the answer of a call that keeps a promise (webapp/game/acts.py).
ANEW, WITHDRAWAL, LESSON, DATE, SHARE = (0x7E00 + n for n in range(5))
ANSWER, LOST_LESSON, LOST_SHARE = (0x7E06 + n for n in range(3))


def flagged_calls(member: Member, now: datetime, lessons: Lessons) -> list[FlaggedCall]:
    """The member's calls under a wrong clock that arrived in the last seven days, oldest first.

    One statement, and two more where there are any.
    """
    mine = Entry.organisation_id == member.organisation_id, Entry.member_id == member.id
    arrived = Entry.received_at >= now - LATEST_ARRIVAL
    keys = execute_core(
        select(Entry.key).where(
            *mine, CLOCK_OFF, arrived, Entry.kind == "call", Entry.withdrawn.is_(False)
        )
    ).scalars()
    return _read_calls(member, list(keys), now, lessons)


def flagged_call(member: Member, key: UUID, now: datetime, lessons: Lessons) -> FlaggedCall | None:
    """The one with this key; None where it is not theirs, not flagged or taken back."""
    return next((call for call in flagged_calls(member, now, lessons) if call.key == key), None)


def earliest_day(member: Member, now: datetime) -> date:
    """The first day that can be stated: seven times 24 hours ago (RULES R1.3)."""
    return (now - LATEST_ARRIVAL).astimezone(member.zone).date()


def stated_time(
    form: Mapping[str, str], member: Member, now: datetime
) -> tuple[datetime | None, str]:
    """The instant that a form states by `day` (2026-11-20) and `time` (HH:MM) on the member's wall;
    else None and why: "time" for what is none, or is not over yet, "late" for what is too long ago
    to count (RULES R1.3).
    """
    day, clock = parse_day(form.get("day", "")), HH_MM.fullmatch(form.get("time", ""))
    if day is None or clock is None or day > now.astimezone(member.zone).date():
        return None, "time"
    if day < earliest_day(member, now):
        return None, "late"
    at = wall_instant(day, time(int(clock[1]), int(clock[2])), member.zone)
    if at is None or at > now:
        return None, "time"
    return (at.astimezone(member.zone), "") if now - at <= LATEST_ARRIVAL else (None, "late")


def entries_anew(
    member: Member, call: FlaggedCall, at: datetime, now: datetime
) -> list[dict[str, Any]]:
    """What to note so that the call stands at `at`; the new call comes first."""
    offset = int((at.utcoffset() or timedelta()) / timedelta(minutes=1))
    common = {"v": 1, "owner": str(member.id), "zone": member.zone_name, "offset": offset}
    present = common | {"made_at": to_milliseconds(now)}
    anew = _derived_key(call.key, ANEW)
    entries = [
        common
        | {"kind": "call", "key": anew, "made_at": to_milliseconds(at), "outcome": call.outcome}
        | {"by_hand": True, "clock_off": False},
        present
        | {"kind": "withdraw", "key": _derived_key(call.key, WITHDRAWAL), "of": str(call.key)},
    ]
    for fields in filter(None, call.along.values()):
        own = {name: value for name, value in fields.items() if name != "was"}
        entries.append(present | own)
    return entries


def _read_calls(
    member: Member, keys: Collection[UUID], now: datetime, lessons: Lessons
) -> list[FlaggedCall]:
    if not keys:
        return []
    rows = repository.list_rows(member, _all_about(member, keys)).values()
    written = lessons(member, {*keys, *(row.key for row in rows if row.is_held)})
    newest: Newest = {}
    for row in sorted(rows, key=lambda row: (row.instant, row.key)):
        newest[row.about, row.kind] = row
    answers = {acts.answer_key(row.key): row for row in rows if row.is_held}
    day = today(now, member.zone)
    calls = [
        FlaggedCall(
            key=call.key,
            outcome=call.current_outcome or "",
            at=call.instant.astimezone(timezone(timedelta(minutes=call.offset))),
            today=call.day >= day,
            along=_dependants(call.key, newest, written, answers.get(call.key)),
        )
        for call in rows
        if call.kind == "call" and call.key in keys
    ]
    return sorted(calls, key=lambda call: (call.at, call.key))


def _all_about(member: Member, keys: Collection[UUID]) -> CompoundSelect[Any]:
    """What stands about these calls, about what was said of their promises, and of which promises
    they kept.
    """
    answers = select(Entry.key).where(
        *(Entry.organisation_id == member.organisation_id, Entry.member_id == member.id),
        *(Entry.about.in_(keys), Entry.kind == "held", Entry.withdrawn.is_(False)),
    )
    answer_keys = [acts.answer_key(key) for key in keys]
    named = (Entry.about.in_(keys), Entry.about.in_(answers), Entry.key.in_(answer_keys))
    return union_all(
        *(repository.prepared_select(each & Entry.withdrawn.is_(False)) for each in named)
    )


def _dependants(
    call: UUID,
    newest: Newest,
    written: Mapping[UUID, Mapping[str, Any]],
    kept_answer: repository.EntryRow | None,
) -> dict[str, dict[str, Any] | None]:
    anew, lost = _derived_key(call, ANEW), _derived_key(call, ANSWER)
    dated, share = newest.get((call, "next")), newest.get((call, "share"))
    answer = newest.get((call, "held"))
    lost_share = newest.get((answer.key, "share")) if answer else None
    lost_lesson = written.get(answer.key) if answer else None

    def anew_of(kind: str, place: int, about: str, fields: Mapping[str, Any] | None) -> Any:
        if fields is None:
            return None
        own = {"kind": kind, "key": _derived_key(call, place), "call": about}
        return {"was": fields["key"]} | dict(fields) | own

    return {
        "lesson": anew_of("lesson", LESSON, anew, written.get(call)),
        "next": anew_of("next", DATE, anew, _date_of(dated)),
        "share": anew_of("share", SHARE, anew, _share_of(share)),
        "held": anew_of("held", ANSWER, anew, _answer_of(answer)),
        "lost_lesson": anew_of("lesson", LOST_LESSON, lost, lost_lesson),
        "lost_share": anew_of("share", LOST_SHARE, lost, _share_of(lost_share)),
        "kept": _kept_of(anew, kept_answer),
    }


def _date_of(row: repository.EntryRow | None) -> dict[str, Any] | None:
    if row is None or row.on_date is None:
        return None
    at = {"at": row.at_time} if row.at_time else {}
    return {"key": str(row.key), "on": row.on_date.isoformat()} | at


def _share_of(row: repository.EntryRow | None) -> dict[str, Any] | None:
    return None if row is None else {"key": str(row.key), "signed": row.signed}


def _answer_of(row: repository.EntryRow | None) -> dict[str, Any] | None:
    """What became of a promise stays of its own day, unless that clock was wrong too."""
    if row is None:
        return None
    at = {} if row.clock_off else {"made_at": to_milliseconds(row.instant), "offset": row.offset}
    return {"key": str(row.key), "how": row.outcome} | at


def _kept_of(anew: str, row: repository.EntryRow | None) -> dict[str, Any] | None:
    """That the call kept a promise is said by the one that stands for it."""
    fields = _answer_of(row)
    if row is None or fields is None:
        return None
    own = {"kind": "held", "key": str(acts.answer_key(UUID(anew))), "call": str(row.about)}
    return {"was": fields["key"]} | fields | own


def _derived_key(key: UUID, place: int) -> str:
    return str(UUID(int=key.int ^ place))
