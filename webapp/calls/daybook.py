"""A member's calls of today as they stand, and the call backs that are due."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Integer, and_, bindparam, literal, or_, select
from sqlalchemy.orm import aliased

from webapp.database import db, new_id
from webapp.game.acts import Outcome
from webapp.game.days import LATEST_ARRIVAL, ONE_DAY, today
from webapp.game.points import LESSON_PAY
from webapp.game.retention import PROMISED, STILL_DUE
from webapp.journal import rows
from webapp.journal.models import CLOCK_OFF, Entry
from webapp.journal.rows import Row
from webapp.people.who import Who

DATED = (Outcome.CALLBACK, Outcome.MEETING)  # what a date is said of
PAGE = 50  # calls of the list: a day takes a thousand entries
CALL = aliased(Entry)
OWN = rows.TABLE.alias("own")
OF_THE_DAY = (
    select(OWN.c.key)
    .where(
        OWN.c.organisation_id == bindparam("organisation_id"),
        OWN.c.member_id == bindparam("member_id"),
        OWN.c.about_day >= bindparam("since", type_=Date),
        OWN.c.kind == rows.CALL,
        OWN.c.withdrawn.is_(False),
        or_(OWN.c.about_day >= bindparam("today", type_=Date), OWN.c.by_hand),
    )
    .order_by(OWN.c.instant.desc(), OWN.c.key.desc())
    .limit(bindparam("most", type_=Integer))
    .offset(bindparam("before", type_=Integer))
)
SHOWN = rows.asking(and_(Entry.about.in_(OF_THE_DAY), Entry.withdrawn.is_(False)))


@dataclass(frozen=True, slots=True)
class Noted:
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


@dataclass(frozen=True, slots=True)
class Due:
    """A call back that was promised for `on`, on the day `noted`."""

    on: date
    late: bool
    noted: date


@dataclass(frozen=True, slots=True)
class Day:
    """What Today reads of the calls: the day's outcomes in order, how many calls of whatever day
    lately came from a phone whose clock was more than a day off (TRUST, protocol, rule 3), the call
    backs due.
    """

    outcomes: tuple[str, ...]
    clock_off: int
    due: tuple[Due, ...]


def shown(who: Who, page_number: int, now: datetime) -> tuple[list[Noted], bool]:
    """The calls of today, and those of yesterday noted by hand, newest first, by pages (the first
    is 1), and whether there are earlier ones; one statement.
    """
    day = today(now, who.zone)
    found = rows.read(
        who, SHOWN, today=day, since=day - ONE_DAY, most=PAGE + 1, before=(page_number - 1) * PAGE
    )
    about: dict[UUID | None, list[Row]] = defaultdict(list)
    for row in found.values():
        about[row.about].append(row)
    calls = [row for row in found.values() if row.is_call]
    calls.sort(key=lambda call: (call.instant, call.key), reverse=True)
    shown_calls = [noted_call(row, about[row.key], day, now) for row in calls[:PAGE]]
    return shown_calls, len(calls) > PAGE


def of_today(who: Who, now: datetime) -> Day:
    """The day's calls and the call backs due, for Today; one statement."""
    day = today(now, who.zone)
    standing = select(
        Entry.kind,
        Entry.instant,
        Entry.key,
        Entry.current_outcome,
        Entry.about,
        Entry.on_date,
        Entry.about_day,
    ).where(
        Entry.organisation_id == who.organisation_id,
        Entry.member_id == who.id,
        Entry.withdrawn.is_(False),
    )
    found = db.session.execute(
        standing.where(Entry.about_day == day, Entry.kind == "call").union_all(
            standing.join(CALL, _call_of(Entry)).where(
                Entry.day >= day - PROMISED,
                Entry.kind == "next",
                CALL.current_outcome == Outcome.CALLBACK.value,
            ),
            standing.with_only_columns(literal("clock_off"), *standing.selected_columns[1:]).where(
                CLOCK_OFF, Entry.kind == "call", Entry.received_at >= now - LATEST_ARRIVAL
            ),
        )
    ).all()
    entries = sorted(found, key=lambda row: (row.instant, row.key))
    calls = [row for row in entries if row.kind == "call"]
    dates = {row.about: (row.on_date, row.about_day) for row in entries if row.kind == "next"}
    return Day(
        tuple(row.current_outcome for row in calls),
        sum(row.kind == "clock_off" for row in entries),
        due(dates, day),
    )


def due(dates: Mapping[UUID, tuple[date, date | None]], day: date) -> tuple[Due, ...]:
    """The call backs due on `day`, or in the week before and still standing.

    `dates` holds each call's newest date and its own day, unknown until the call has arrived.
    """
    return tuple(
        Due(on, on < day, noted)
        for on, noted in sorted(held for held in dates.values() if held[1])
        if noted and day - STILL_DUE <= on <= day
    )


def noted_call(call: Row, about: Iterable[Row], day: date, now: datetime) -> Noted:
    """The call with what stands `about` it, as `day` sees it."""
    own, outcome = list(about), call.current_outcome or ""
    dates = sorted(
        (row for row in own if row.kind == "next"), key=lambda row: (row.instant, row.key)
    )
    return Noted(
        key=call.key,
        outcome=outcome,
        at=call.instant.astimezone(timezone(timedelta(minutes=call.offset))),
        by_hand=call.by_hand,
        clock_off=call.clock_off,
        yesterday=call.day < day,
        lesson=any(row.kind == "lesson" for row in own),
        on=dates[-1].on_date if dates and outcome in DATED else None,
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
