"""Admission of drafts against a snapshot of the journal: which of them are new, a receipt for each.

What is decided here is written by the door, `ingest`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from webapp.journal import row_factory
from webapp.journal.capacity import Capacity, read_capacity
from webapp.journal.drafts import Draft, Receipt
from webapp.journal.repository import EntryRow
from webapp.journal.snapshot import JournalSnapshot
from webapp.people.members import Member


@dataclass(frozen=True)
class Admission:
    """One sending of a member: the rows of its new keys, what their days still take, and those of
    the rows that were accepted, each with its draft.
    """

    member: Member
    snapshot: JournalSnapshot
    rows: dict[UUID, EntryRow]
    capacity: Capacity
    accepted: dict[UUID, tuple[EntryRow, Draft]] = field(default_factory=dict)

    @property
    def accepted_rows(self) -> list[EntryRow]:
        return [row for row, _ in self.accepted.values()]

    def admit(self, draft: Draft | Receipt) -> Receipt:
        """The draft's receipt; an accepted one is put with the others. A receipt passes through."""
        if isinstance(draft, Receipt):
            return draft
        if draft.owner != self.member.id:
            return Receipt(str(draft.key), "rejected", "owner")
        repeat = self._receipt_of_repeat(draft)
        if repeat is not None:
            return repeat
        row = self.rows[draft.key]
        if not self.capacity.take(row):
            return Receipt(str(draft.key), "rejected", "full")
        self.accepted[draft.key] = row, draft
        return Receipt(str(draft.key), "accepted", number=row.number)

    def _receipt_of_repeat(self, draft: Draft) -> Receipt | None:
        """Of a draft whose key is taken: a duplicate, or another content under it (TRUST 1)."""
        stored, past = self.snapshot.stored, self.snapshot.past.entries
        accepted = self.accepted.get(draft.key)
        first = stored.get(draft.key) or (accepted[0] if accepted else None)
        if first is None:
            return past[draft.key].receipt(draft) if draft.key in past else None
        if first.digest != draft.digest:
            return Receipt(str(draft.key), "rejected", "conflict")
        return Receipt(str(draft.key), "duplicate", number=first.number)


def prepare_admission(
    member: Member, drafts: Sequence[Draft | Receipt], snapshot: JournalSnapshot
) -> Admission:
    """The admission of these drafts, none of them admitted yet; a statement where a day may lack
    room.
    """
    rows = _number_rows(member, drafts, snapshot)
    capacity = read_capacity(member, {row.day for row in rows.values()}, snapshot.day)
    return Admission(member, snapshot, rows, capacity)


def _number_rows(
    member: Member, drafts: Sequence[Draft | Receipt], snapshot: JournalSnapshot
) -> dict[UUID, EntryRow]:
    """The rows of the drafts with new keys, each with its number in the order of arrival.

    Of two drafts with one key it is the first's.
    """
    rows: dict[UUID, EntryRow] = {}
    for number, draft in enumerate(drafts, snapshot.head.number - len(drafts) + 1):
        if isinstance(draft, Draft) and draft.key not in rows and not snapshot.has(draft.key):
            rows[draft.key] = row_factory.row_from_draft(member, draft, snapshot.received_at)
            rows[draft.key].number = number
    return rows
