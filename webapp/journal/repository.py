"""Repository of the journal's entries: rows read and written, and as the rules read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    SelectBase,
    Table,
    bindparam,
    delete,
    select,
    update,
)

from webapp.chunks import split_into_chunks
from webapp.database.transactions import execute_core
from webapp.game import acts
from webapp.game.outcomes import Outcome
from webapp.journal.models import Entry
from webapp.people.members import Member
from webapp.people.membership import HAS_ACCESS
from webapp.people.models import MemberRow

TABLE = cast(Table, Entry.__table__)
OWN_ENTRIES = (
    TABLE.c.organisation_id == bindparam("organisation_id"),
    TABLE.c.member_id == bindparam("member_id"),
)
MEMBER = MemberRow.__table__.c
ACTIVE_MEMBER_LOCK = (
    select(HAS_ACCESS)
    .where(
        MEMBER.organisation_id == bindparam("organisation_id"),
        MEMBER.id == bindparam("member_id"),
    )
    .with_for_update(key_share=True)
)
KEYS_PER_STATEMENT = 500  # keys in one statement
CALL = "call"  # what the others are about
HELD_KIND = "held"  # about a call, and a lesson may be about it
SLOT_KIND = "slot"  # about itself
NOT_NOW_KIND = "not_now"  # about itself
SPRINT_KIND = "sprint"  # about nothing
DERIVED_COLUMNS = (
    "about",
    "about_day",
    "withdrawn",
    "current_outcome",
    "counts",
    "lesson_rows",
    "dated",
)
RULE_COLUMNS = (
    *("key", "kind", "instant", "offset", "received_at", "about", "outcome", "by_hand"),
    *("on_date", "at_time", "happened", "work_on", "signed", "target", "withdrawn", "reason"),
)
SLOT_COLUMNS = (*RULE_COLUMNS, "weekdays", "until", "minutes")


@dataclass
class EntryRow:
    """An entry as the door handles it: the columns of `Entry`, by name."""

    organisation_id: UUID
    member_id: UUID
    key: UUID
    kind: str
    made_at: int
    zone: str
    offset: int
    instant: datetime
    received_at: datetime
    day: date
    clock_off: bool
    digest: bytes
    about: UUID | None = None
    about_day: date | None = None
    withdrawn: bool = False
    outcome: str | None = None
    current_outcome: str | None = None
    counts: bool | None = None
    lesson_rows: int | None = None
    dated: bool | None = None
    by_hand: bool = False
    on_date: date | None = None
    at_time: str | None = None
    happened: str | None = None
    work_on: str | None = None
    signed: bool | None = None
    target: UUID | None = None
    weekdays: int | None = None
    until: date | None = None
    minutes: int | None = None
    reason: str | None = None
    number: int = 0

    @property
    def is_call(self) -> bool:
        return self.kind == CALL

    @property
    def is_held(self) -> bool:
        """Whether it says what became of a promise."""
        return self.kind == HELD_KIND

    @property
    def is_slot(self) -> bool:
        return self.kind == SLOT_KIND

    @property
    def is_share(self) -> bool:
        return self.signed is not None

    @property
    def slot(self) -> acts.Slot:
        """What a slot plans."""
        return _slot(self)

    def entry(self) -> acts.Entry:
        """The entry as the rules read it."""
        return _entry(self)


COLUMNS = [TABLE.c[field.name] for field in fields(EntryRow)]


def lock_member(organisation_id: UUID, member_id: UUID) -> bool:
    """Lock the member's row: all that changes their journal and their days stands in line here.

    Says whether they are still let in: they may have been shut out while this one waited.
    """
    result = execute_core(
        ACTIVE_MEMBER_LOCK, {"organisation_id": organisation_id, "member_id": member_id}
    )
    return bool(result.scalar())


def prepared_select(which: ColumnElement[bool], *names: str) -> Select[Any]:
    """A question that is asked again and again: of which entries this is true, and what of them.

    It is made once, of bindparams; the member's ids and the others' values come with each asking.
    """
    columns = [TABLE.c[name] for name in names] or COLUMNS
    return select(*columns).where(*OWN_ENTRIES, which)


def list_rows(
    member: Member, which: ColumnElement[bool] | SelectBase, **values: Any
) -> dict[UUID, EntryRow]:
    """The member's entries of which this is true, by key; one statement."""
    if not isinstance(which, SelectBase):
        which = prepared_select(which)
    return {row.key: EntryRow(*row) for row in run_prepared(member, which, **values)}


def list_entries(member: Member, which: Executable, **values: Any) -> list[acts.Entry]:
    """The same as the rules read them, without what they do not; one statement."""
    return [_entry(row) for row in run_prepared(member, which, **values)]


def read_entry(row: Any) -> acts.Entry:
    """The entry of a row that has the columns of its kind, as the rules read it."""
    return _entry(row)


def insert_rows(rows: Collection[EntryRow]) -> None:
    """Append the entries; one statement."""
    execute_core(TABLE.insert(), [vars(row) for row in rows])


def update_derived(rows: Collection[EntryRow]) -> None:
    """Update the derived columns: the call and its day, that the entry was taken back, how a
    call ended after all, whether and for what it is paid.
    """
    if not rows:
        return
    marked = (
        update(TABLE)
        .where(
            TABLE.c.organisation_id == bindparam("_organisation_id"),
            TABLE.c.member_id == bindparam("_member_id"),
            TABLE.c.key == bindparam("_key"),
        )
        .values({name: bindparam(f"_{name}") for name in DERIVED_COLUMNS})
    )
    names = ("organisation_id", "member_id", "key", *DERIVED_COLUMNS)
    sent = [{f"_{name}": getattr(row, name) for name in names} for row in rows]
    execute_core(marked, sent)


def delete_rows(member: Member, keys: Sequence[UUID]) -> None:
    """Erase the entries with these keys; so many at a time."""
    for chunk in split_into_chunks(keys, KEYS_PER_STATEMENT):
        in_batch = TABLE.c.key.in_(chunk)
        execute_core(delete(TABLE).where(*OWN_ENTRIES, in_batch), _ids(member))


def _ids(member: Member) -> dict[str, Any]:
    return {"organisation_id": member.organisation_id, "member_id": member.id}


def run_prepared(member: Member, which: Any, **values: Any) -> Sequence[Any]:
    """What a statement finds of the member, bound to their ids and to these values."""
    return execute_core(which, _ids(member) | values).all()


def _entry(row: Any) -> acts.Entry:
    """The entry of a row, of which no more than RULE_COLUMNS is read."""
    withdrawn = row.kind == HELD_KIND and row.withdrawn
    return acts.Entry(row.key, _act(row), row.instant, row.offset, row.received_at, withdrawn)


def weekday_bits(weekdays: Collection[int]) -> int | None:
    """ISO weekdays as a row has them; None for none."""
    return sum(1 << day - 1 for day in weekdays) or None


def weekdays_of(bits: int | None) -> frozenset[int]:
    """The ISO weekdays of a row."""
    return frozenset(day for day in range(1, 8) if (bits or 0) & 1 << day - 1)


def _slot(row: Any) -> acts.Slot:
    at = time.fromisoformat(row.at_time) if row.at_time else None
    return acts.Slot(row.on_date, row.until, weekdays_of(row.weekdays), at, row.minutes)


def _act(row: Any) -> acts.Act:
    if row.kind == CALL:
        return acts.Call(Outcome(row.outcome), row.by_hand)
    if row.kind == SLOT_KIND:
        return _slot(row)
    if row.kind == NOT_NOW_KIND:
        return acts.NotNow(acts.NotNowReason(row.reason))
    if row.kind == SPRINT_KIND:
        return acts.JoinedSprint()
    if row.target is not None:
        return acts.Withdraw(row.target)
    call = row.about or row.key
    if row.kind == HELD_KIND:
        return acts.Held(call, acts.How(row.outcome))
    if row.outcome is not None:
        return acts.Correct(call, Outcome(row.outcome))
    if row.on_date is not None:
        at = time.fromisoformat(row.at_time) if row.at_time else None
        return acts.Next(call, row.on_date, at)
    if row.signed is not None:
        return acts.Share(call, row.signed)
    return acts.Lesson(call, row.happened, row.work_on)
