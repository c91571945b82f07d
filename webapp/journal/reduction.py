"""Reduction of entries to their days: a batch of a member's per transaction (RULES R14, HOUSE 4).

What is done is written in the member's row, so that whoever is stopped goes on where it was. Calls
that stay, as their lesson is shared or a date of theirs is still to come, are looked at again with
each Monday that the journal moves on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select, update

from webapp.database.engine import db
from webapp.database.transactions import read_transaction, write_transaction
from webapp.database.upsert import insert_ignore, upsert
from webapp.game import retention
from webapp.game.days import WEEK, practice_day, week_of
from webapp.journal import reduced_entries, related_entries, repository
from webapp.journal.kinds import Kinds
from webapp.journal.models import Entry
from webapp.journal.repository import EntryRow
from webapp.people.members import Member, get_past_member
from webapp.people.models import MemberRow
from webapp.people.retries import retry_whole

MAX_BATCH_ENTRIES = 500  # entries of a batch, or a week's where one has more
MEMBERS_AT_ONCE = 500
LAST_KEY = UUID(int=(1 << 128) - 1)  # behind all keys
Group = Collection[EntryRow]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch came to: how many entries went; where the next one begins, if there is one:
    behind a key, among those that stayed before, or else on a Monday.
    """

    reduced: int
    after: UUID | None = None
    more: bool = False


def list_due(organisation_id: UUID, begins: date) -> Iterator[UUID]:
    """Who has entries of before that Monday and was not looked at since it came; some at a time."""
    later: ColumnElement[bool] = MemberRow.organisation_id == organisation_id
    old = exists().where(
        Entry.organisation_id == MemberRow.organisation_id,
        Entry.member_id == MemberRow.id,
        Entry.day < begins,
    )
    while True:
        with read_transaction() as session:
            page = session.scalars(
                select(MemberRow.id)
                .where(MemberRow.organisation_id == organisation_id, later, _is_behind(begins), old)
                .order_by(MemberRow.id)
                .limit(MEMBERS_AT_ONCE)
            ).all()
        if not page:
            return
        yield from page
        later = MemberRow.id > page[-1]


@retry_whole
def reduce_journal(
    organisation_id: UUID,
    member_id: UUID,
    begins: date,
    today: date,
    kinds: Kinds,
    after: UUID | None = None,
) -> Batch:
    """Reduce the member's next entries of before the Monday `begins`, in a transaction of its own.

    First those that stayed before, in the order of their keys from `after` on; then week by week.
    """
    with write_transaction():
        repository.lock_member(organisation_id, member_id)
        member = get_past_member(organisation_id, member_id)
        if member is None or (member.journal_from and member.journal_from >= begins):
            return Batch(0)
        if member.journal_from and after != LAST_KEY:
            stayed = _stayed(member, member.journal_from, after)
            if stayed:
                count = _reduce(member, stayed, begins, member.journal_from, today, kinds)
                return Batch(count, max(stayed), more=True)
        since = member.journal_from or date.min
        until = _until(member, since, begins)
        rows = repository.list_rows(member, (Entry.day >= since) & (Entry.day < until))
        count = _reduce(member, rows, begins, until, today, kinds)
        _begin(member, until)
        return Batch(count, LAST_KEY, more=until < begins)


def _is_behind(begins: date) -> ColumnElement[bool]:
    return or_(MemberRow.journal_from.is_(None), MemberRow.journal_from < begins)


def _stayed(member: Member, begins: date, after: UUID | None) -> dict[UUID, EntryRow]:
    """The next ones, by their keys, of those that stayed although they were of before `begins`."""
    statement = repository.prepared_select(
        (Entry.day < begins) & (Entry.key > (after or UUID(int=0)))
    )
    return repository.list_rows(member, statement.order_by(Entry.key).limit(MAX_BATCH_ENTRIES))


def _until(member: Member, since: date, begins: date) -> date:
    """The Monday until which a batch goes: a week at least, and no more than MAX_BATCH_ENTRIES."""
    mine = (
        Entry.organisation_id == member.organisation_id,
        Entry.member_id == member.id,
        Entry.day >= since,
        Entry.day < begins,
    )
    days = select(Entry.day).where(*mine).order_by(Entry.day)
    first = db.session.execute(select(func.min(Entry.day)).where(*mine)).scalar()
    next_one = db.session.execute(days.offset(MAX_BATCH_ENTRIES).limit(1)).scalar()
    if first is None or next_one is None:
        return begins
    return max(week_of(first) + WEEK, week_of(next_one))


def _reduce(
    member: Member,
    rows: dict[UUID, EntryRow],
    begins: date,
    until: date,
    today: date,
    kinds: Kinds,
) -> int:
    """Reduce those of these entries that go, with all that was said of their calls."""
    calls = {row.about for row in rows.values() if row.about}
    everything = rows | (repository.list_rows(member, Entry.about.in_(calls)) if calls else {})
    everything |= _answered(member, everything)
    groups: dict[UUID, list[EntryRow]] = defaultdict(list)
    roots = related_entries.find_roots(everything)
    for row in everything.values():
        groups[roots[row.key]].append(row)
    due = [row for group in groups.values() if _goes(group, begins, until, today) for row in group]
    if due:
        _write_seals(member, due)
        _erase(member, due, kinds)
    return len(due)


def _answered(member: Member, rows: dict[UUID, EntryRow]) -> dict[UUID, EntryRow]:
    """What else there is about calls whose promise was answered: from a lesson of a meeting that
    fell through to the answer, to its call, and to what was said of its other answers.
    """
    looked_up: set[UUID | None] = {row.about for row in rows.values()}
    more = dict(rows)
    while True:
        answers = [row for row in more.values() if row.is_held]
        keys = {row.key for row in answers} | {row.about for row in answers if row.about}
        keys |= {row.about for row in more.values() if row.about and row.about not in more}
        keys -= looked_up
        if not keys:
            return more
        looked_up |= keys
        more |= repository.list_rows(member, Entry.about.in_(keys) | Entry.key.in_(keys))


def _goes(group: Group, begins: date, until: date, today: date) -> bool:
    """Whether all that is about a call goes (RULES R14.3), its day being before the Monday `until`,
    from which on days are still counted, and so those on which it was said what became of it.
    """
    call = next((row for row in group if row.is_call), None)
    if call and any(row.day >= until for row in group if row.is_call or row.is_held):
        return False
    if any(row.is_slot and not row.withdrawn and _holds(row, until) for row in group):
        return False
    taught = any(row.kind == "lesson" and not row.withdrawn for row in group)
    return retention.is_due_to_go(
        [
            retention.RetainedEntry(
                day=row.day,
                arrived=practice_day(row.received_at, row.offset),
                stands=call is not None and not row.withdrawn,
                shares=taught and row.signed is not None,
                on=row.on_date,
            )
            for row in group
        ],
        begins,
        today,
    )


def _holds(slot: EntryRow, until: date) -> bool:
    """Whether a slot has days that are still counted (RULES R14.3)."""
    return slot.until is None or slot.until >= until


def _write_seals(member: Member, rows: Group) -> None:
    """Write down what tells a repeat; and of what a withdrawal had named that never came, so that
    the withdrawal still wins (TRUST 6).
    """
    ids = {"organisation_id": member.organisation_id, "member_id": member.id}
    named = {row.target for row in rows if row.target and not row.about} - {r.key for r in rows}
    unknown = named - repository.list_rows(member, Entry.key.in_(named)).keys() if named else set()
    if unknown:
        never = {"digest": reduced_entries.NEVER_CAME, "withdrawn": True, "number": 0}
        marks: list[dict[str, Any]] = [
            ids | {"seal": reduced_entries.seal_rows(k)} | never for k in unknown
        ]
        db.session.execute(
            insert_ignore(reduced_entries.REDUCED_ENTRIES, marks, reduced_entries.UPSERT_KEY)
        )
    seals = [
        ids
        | {
            "seal": reduced_entries.seal_rows(row.key),
            "digest": reduced_entries.sealed_key(row.key, row.digest),
        }
        | {"withdrawn": row.withdrawn, "number": row.number}
        for row in rows
    ]
    upsert(reduced_entries.REDUCED_ENTRIES, seals, reduced_entries.UPSERT_KEY)


def _erase(member: Member, rows: Group, kinds: Kinds) -> None:
    """Erase the entries, and what the features keep of them: a lesson's words."""
    for kind in kinds.all():
        keys = [row.key for row in rows if row.kind == kind.name]
        if kind.retract and keys:
            kind.retract(member, keys)
    repository.delete_rows(member, [row.key for row in rows])


def _begin(member: Member, until: date) -> None:
    """The journal begins on that Monday: days before it stand from now on (RULES R14.4)."""
    db.session.execute(
        update(MemberRow)
        .where(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)
        .values(journal_from=until)
    )
