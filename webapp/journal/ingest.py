"""The one door: drafts in, receipts out, everything derived in the same transaction."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from flask import current_app

import webapp.clock as clock
from webapp.database.transactions import release_connection, write_grouped
from webapp.game import acts
from webapp.journal import rate_limit, reduced_entries, related_entries, repository, row_factory
from webapp.journal.capacity import Capacity, read_capacity
from webapp.journal.drafts import Draft, Receipt
from webapp.journal.journal_head import JournalHead
from webapp.journal.kinds import Kinds
from webapp.journal.member_queue import MemberQueue
from webapp.journal.reduced_entries import Past
from webapp.journal.repository import EntryRow
from webapp.people.members import Member


@dataclass(frozen=True)
class AffectedDays:
    """What an admission touched: the days of calls, and the days of shares of those calls.

    Days before the member's journal begins are not among them: they stand (RULES R14.4).
    """

    days: frozenset[date]
    share_days: frozenset[date]
    received_at: datetime


Listener = Callable[[Member, AffectedDays], None]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Admission:
    """The receipts, in the order of the drafts, and how far the journal has the member now: None
    where nothing could be read, so that nothing was asked.
    """

    receipts: list[Receipt]
    reach: JournalHead | None


class MemberBlockedError(Exception):
    """The member was suspended or removed while their entries were on the way: nothing came in."""


class RefusedError(Exception):
    """One of the entries that belong together was refused, for this `reason`: none came in."""

    def __init__(self, reason: str | None) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class EntryIngest:
    """The kinds that may come in, and who follows each admission, in order."""

    kinds: Kinds
    followers: list[Listener] = field(default_factory=list)
    turns: MemberQueue = field(default_factory=MemberQueue)

    def submit(
        self,
        member: Member,
        drafts: Sequence[Draft | Receipt],
        arrival: Callable[[], datetime] = clock.now,
        beside: Callable[[], object] | None = None,
    ) -> list[Receipt]:
        """Admit the drafts of one member in one transaction; a receipt for each, in their order."""
        return self.submit_batch(member, drafts, arrival, beside).receipts

    def submit_grouped(self, member: Member, drafts: Sequence[Draft | Receipt]) -> list[Receipt]:
        """The same of entries of which none may stand without the others.

        Raises RefusedError where one is refused, and then nothing of them was admitted.
        """
        for draft in drafts:
            if isinstance(draft, Receipt):
                raise RefusedError(draft.reason)

        def admitted() -> list[Receipt]:
            receipts = self._admitted(member, drafts, clock.now, None).receipts
            for receipt in receipts:
                if receipt.status not in ("accepted", "duplicate"):
                    raise RefusedError(receipt.reason)
            return receipts

        return self._in_turn(member, admitted)

    def submit_batch(
        self,
        member: Member,
        drafts: Sequence[Draft | Receipt],
        arrival: Callable[[], datetime] = clock.now,
        beside: Callable[[], object] | None = None,
        newest_key: UUID | None = None,
    ) -> Admission:
        """The same, for a phone that says of which entry it has the newest receipt: `newest_key`.

        Arrival is read once the member's row is locked, so that no two senders of one member
        overlap. Receipts that the form already made pass through. `beside` writes what else is to
        be kept of the sending. Raises MemberBlockedError and rate_limits.RateLimitExceededError.
        """
        if not any(isinstance(draft, Draft) for draft in drafts):
            return Admission([draft for draft in drafts if isinstance(draft, Receipt)], None)

        def admitted() -> Admission:
            admission = self._admitted(member, drafts, arrival, newest_key)
            if beside:
                beside()
            return admission

        return self._in_turn(member, admitted)

    def _in_turn(self, member: Member, admit: Callable[[], Result]) -> Result:
        """Once the member's other sendings are through; who waits keeps nothing open."""
        release_connection()
        with self.turns.of(member.id):
            return write_grouped(admit)

    def _admitted(
        self,
        member: Member,
        drafts: Sequence[Draft | Receipt],
        arrival: Callable[[], datetime],
        newest_key: UUID | None,
    ) -> Admission:
        at = arrival()
        read = [draft for draft in drafts if isinstance(draft, Draft)]
        keys, day = related_entries.named_keys(read), row_factory.day_of(read[0], at)
        turn = rate_limit.lock_and_count(
            member.organisation_id, member.id, len(drafts), at, day, newest_key, keys
        )
        if turn is None:
            raise MemberBlockedError
        received_at = arrival()
        stored = related_entries.load_related(member, read)
        unknown = keys - stored.keys() if turn.meets_reduced else ()
        past = Past(
            turn.journal_from or date.min,
            reduced_entries.read_reduced(member, unknown) if unknown else {},
        )
        fresh: dict[UUID, tuple[EntryRow, Draft]] = {}
        existing = stored.keys() | past.entries.keys()
        rows = _make(member, drafts, existing, received_at, turn.reach.number - len(drafts))
        capacity = read_capacity(member, {row.day for row in rows.values()}, turn.day)
        receipts = [
            _receipt_for(member, draft, stored, past, fresh, rows, capacity) for draft in drafts
        ]
        if fresh:
            self._append(member, stored, past, fresh, received_at)
        return Admission(receipts, turn.reach)

    def _append(
        self,
        member: Member,
        stored: dict[UUID, EntryRow],
        past: Past,
        fresh: dict[UUID, tuple[EntryRow, Draft]],
        received_at: datetime,
    ) -> None:
        before = {key: related_entries.derived_columns(row) for key, row in stored.items()}
        everything = stored | {key: row for key, (row, _) in fresh.items()}
        related_entries.link_entries(everything)
        reading = acts.interpret([row.entry() for row in everything.values()], member.joined_on)
        withdrawn = [row for key in reading.withdrawn if (row := everything.get(key))]
        withdrawn += [row for row, _ in fresh.values() if past.takes(row)]
        withdrawn = [row for row in withdrawn if not row.withdrawn]
        for row in withdrawn:
            row.withdrawn = True
        related_entries.settle_outcomes(everything, reading)
        repository.insert_rows([row for row, _ in fresh.values()])
        repository.update_derived(
            [
                row
                for key, row in stored.items()
                if related_entries.derived_columns(row) != before[key]
            ]
        )
        self._notify_features(member, fresh, withdrawn)
        changed = [*(row for row, _ in fresh.values()), *withdrawn]
        touched = _touched(everything, changed, received_at, past.begins)
        for follow in self.followers:
            follow(member, touched)

    def _notify_features(
        self, member: Member, fresh: dict[UUID, tuple[EntryRow, Draft]], withdrawn: list[EntryRow]
    ) -> None:
        """Let the features write the rows of what stands, and erase those of what was taken."""
        for row, draft in fresh.values():
            if draft.kind.apply and not row.withdrawn:
                draft.kind.apply(member, row, draft.payload)
        for kind in self.kinds.all():
            erased = {row.key for row in withdrawn if row.kind == kind.name} - fresh.keys()
            if kind.retract and erased:
                kind.retract(member, erased)


def _make(
    member: Member,
    drafts: Sequence[Draft | Receipt],
    existing: Collection[UUID],
    received_at: datetime,
    before: int,
) -> dict[UUID, EntryRow]:
    """The rows of the drafts whose keys are not known, numbered on from the one `before`.

    Of two drafts with one key it is the first's.
    """
    rows: dict[UUID, EntryRow] = {}
    for number, draft in enumerate(drafts, before + 1):
        if isinstance(draft, Draft) and draft.key not in existing and draft.key not in rows:
            rows[draft.key] = row_factory.row_from_draft(member, draft, received_at)
            rows[draft.key].number = number
    return rows


def _receipt_for(
    member: Member,
    draft: Draft | Receipt,
    stored: dict[UUID, EntryRow],
    past: Past,
    fresh: dict[UUID, tuple[EntryRow, Draft]],
    rows: dict[UUID, EntryRow],
    capacity: Capacity,
) -> Receipt:
    """One draft's receipt; an accepted one is put with the fresh."""
    if isinstance(draft, Receipt):
        return draft
    if draft.owner != member.id:
        return Receipt(str(draft.key), "rejected", "owner")
    first = stored.get(draft.key) or (fresh[draft.key][0] if draft.key in fresh else None)
    if first is not None:
        same = first.digest == draft.digest
        if not same:
            return Receipt(str(draft.key), "rejected", "conflict")
        return Receipt(str(draft.key), "duplicate", number=first.number)
    if draft.key in past.entries:
        return past.entries[draft.key].receipt(draft)
    row = rows[draft.key]
    if not capacity.take(row):
        return Receipt(str(draft.key), "rejected", "full")
    fresh[draft.key] = row, draft
    return Receipt(str(draft.key), "accepted", number=row.number)


def _touched(
    everything: dict[UUID, EntryRow],
    changed: Collection[EntryRow],
    received_at: datetime,
    since: date,
) -> AffectedDays:
    roots = related_entries.find_roots(everything)
    calls = {roots[row.key] for row in changed if row.about}
    about = [row for row in everything.values() if row.about and roots[row.key] in calls]
    return AffectedDays(
        days=frozenset(row.about_day for row in about if row.about_day and row.about_day >= since),
        share_days=frozenset(row.day for row in about if row.kind == "share" and row.day >= since),
        received_at=received_at,
    )


def current_ingest() -> EntryIngest:
    """The door of the app of this context."""
    handed: EntryIngest = current_app.extensions["rebond"].ingest
    return handed
