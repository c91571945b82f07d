"""Queries of a member's calls of today as they stand, and of their promises."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.game.acts import How
from webapp.game.days import LATEST_ARRIVAL, ONE_DAY, today
from webapp.game.outcomes import PROMISES, Outcome
from webapp.game.points import LESSON_PAY
from webapp.game.promises import LAPSES
from webapp.game.retention import PROMISED
from webapp.journal import repository
from webapp.journal.models import CLOCK_OFF, Entry
from webapp.journal.repository import EntryRow
from webapp.people.members import Member
from webapp.providers import DayCalls, Promise

SETTLED = (How.HELD.value, How.FELL_THROUGH.value)  # what is moved is still to be kept
MOST_PROMISES = 100
PAGE_SIZE = 50  # calls of the list: a day takes a thousand entries
CALL, ANSWER = aliased(Entry), aliased(Entry)
OWN = repository.TABLE.alias("own")
OF_THE_DAY = (
    select(OWN.c.key)
    .where(
        OWN.c.organisation_id == bindparam("organisation_id"),
        OWN.c.member_id == bindparam("member_id"),
        OWN.c.about_day >= bindparam("since", type_=Date),
        OWN.c.kind == repository.CALL,
        OWN.c.withdrawn.is_(False),
        or_(OWN.c.about_day >= bindparam("today", type_=Date), OWN.c.by_hand),
    )
    .order_by(OWN.c.instant.desc(), OWN.c.key.desc())
    .limit(bindparam("most", type_=Integer))
    .offset(bindparam("before", type_=Integer))
)
SHOWN = repository.prepared_select(and_(Entry.about.in_(OF_THE_DAY), Entry.withdrawn.is_(False)))


@dataclass(frozen=True, slots=True)
class CallItem:
    """A call that stands; `at` is the time on the wall where it was noted.

    `outcome` has its corrections read (RULES R1.8); `on` is its newest date, of a call back or a
    meeting alone. The keys are minted for the forms beside it.
    """

    key: UUID
    outcome: str
    at: datetime
    by_hand: bool
    clock_off: bool
    yesterday: bool
    lesson: bool
    on: date | None
    undo_key: UUID
    change_key: UUID

    @property
    def time(self) -> str:
        return f"{self.at:%H:%M}"

    @property
    def can_lesson(self) -> bool:
        """Whether a lesson of it is paid (RULES R2)."""
        return self.outcome in LESSON_PAY


def load_day(member: Member, page_number: int, now: datetime) -> tuple[list[CallItem], bool]:
    """The calls of today, and those of yesterday noted by hand, newest first, by pages (the first
    is 1), and whether there are earlier ones; one statement.
    """
    day = today(now, member.zone)
    rows = repository.list_rows(
        member,
        SHOWN,
        today=day,
        since=day - ONE_DAY,
        most=PAGE_SIZE + 1,
        before=(page_number - 1) * PAGE_SIZE,
    )
    about: dict[UUID | None, list[EntryRow]] = defaultdict(list)
    for row in rows.values():
        about[row.about].append(row)
    calls = [row for row in rows.values() if row.is_call]
    calls.sort(key=lambda call: (call.instant, call.key), reverse=True)
    shown_calls = [get_call(row, about[row.key], day, now) for row in calls[:PAGE_SIZE]]
    return shown_calls, len(calls) > PAGE_SIZE


def load_today(member: Member, now: datetime) -> DayCalls:
    """The day's calls and the promises, for Today; one statement."""
    day = today(now, member.zone)
    standing = _standing(member)
    rows = db.session.execute(
        standing.where(Entry.about_day == day, Entry.kind == "call").union_all(
            _dates(standing, day),
            standing.with_only_columns(literal("clock_off"), *standing.selected_columns[1:]).where(
                CLOCK_OFF, Entry.kind == "call", Entry.received_at >= now - LATEST_ARRIVAL
            ),
        )
    ).all()
    entries = sorted(rows, key=lambda row: (row.instant, row.key))
    calls = [row for row in entries if row.kind == "call"]
    return DayCalls(
        tuple(row.current_outcome for row in calls),
        sum(row.kind == "clock_off" for row in entries),
        _promises(entries, day),
    )


def list_promises(member: Member, now: datetime) -> tuple[Promise, ...]:
    """The promises alone, for the phone; one statement."""
    day = today(now, member.zone)
    rows = db.session.execute(_dates(_standing(member), day)).all()
    return _promises(sorted(rows, key=lambda row: (row.instant, row.key)), day)


def _standing(member: Member) -> Select[*tuple[Any, ...]]:
    return select(
        Entry.kind,
        Entry.instant,
        Entry.key,
        Entry.current_outcome,
        Entry.about,
        Entry.on_date,
        Entry.about_day,
        Entry.at_time,
    ).where(
        Entry.organisation_id == member.organisation_id,
        Entry.member_id == member.id,
        Entry.withdrawn.is_(False),
    )


def _dates(standing: Select[*tuple[Any, ...]], day: date) -> Select[*tuple[Any, ...]]:
    """The dates of calls that promise something of which nothing final was said, each with how its
    call ended in the place of its own.
    """
    columns = [
        CALL.current_outcome if column.key == "current_outcome" else column
        for column in standing.selected_columns
    ]
    settled = exists().where(
        ANSWER.organisation_id == Entry.organisation_id,
        ANSWER.member_id == Entry.member_id,
        ANSWER.about == Entry.about,
        ANSWER.kind == "held",
        ANSWER.withdrawn.is_(False),
        ANSWER.current_outcome.in_(SETTLED),
    )
    return (
        standing.with_only_columns(*columns)
        .join(CALL, _call_of(Entry))
        .where(
            Entry.day >= day - PROMISED,
            Entry.kind == "next",
            CALL.current_outcome.in_([outcome.value for outcome in sorted(PROMISES)]),
            ~settled,
        )
    )


def _promises(entries: Iterable[Any], day: date) -> tuple[Promise, ...]:
    """Of dates in their order the newest of each call, the soonest first; without those of which
    nobody is reminded any more.
    """
    newest = {row.about: row for row in entries if row.kind == "next" and row.about_day}
    promises = [
        Promise(
            row.on_date, row.at_time, call, row.current_outcome == Outcome.MEETING, row.about_day
        )
        for call, row in newest.items()
        if row.on_date >= day - LAPSES
    ]
    return tuple(sorted(promises, key=_soonest)[:MOST_PROMISES])


def _soonest(promise: Promise) -> tuple[date, str, UUID]:
    return promise.on, promise.at or "", promise.call


def get_call(call: EntryRow, about: Iterable[EntryRow], day: date, now: datetime) -> CallItem:
    """The call with what stands `about` it, as `day` sees it."""
    own, outcome = list(about), call.current_outcome or ""
    dates = sorted(
        (row for row in own if row.kind == "next"), key=lambda row: (row.instant, row.key)
    )
    return CallItem(
        key=call.key,
        outcome=outcome,
        at=call.instant.astimezone(timezone(timedelta(minutes=call.offset))),
        by_hand=call.by_hand,
        clock_off=call.clock_off,
        yesterday=call.day < day,
        lesson=any(row.kind == "lesson" for row in own),
        on=dates[-1].on_date if dates and outcome in PROMISES else None,
        undo_key=new_id(now),
        change_key=new_id(now),
    )


def _call_of(entry: Any) -> ColumnElement[bool]:
    """The call that an entry is about."""
    return and_(
        CALL.organisation_id == entry.organisation_id,
        CALL.member_id == entry.member_id,
        CALL.key == entry.about,
    )
