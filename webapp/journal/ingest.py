"""Ingest, the one door: drafts in, receipts out, everything derived in the same transaction."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from flask import current_app

import webapp.clock as clock
from webapp.database.transactions import release_connection, write_grouped
from webapp.game import acts, slots
from webapp.journal import rate_limit, related_entries, repository
from webapp.journal.admission import Admission, prepare_admission
from webapp.journal.drafts import Draft, Receipt
from webapp.journal.journal_head import JournalHead
from webapp.journal.kinds import Kinds
from webapp.journal.member_queue import MemberQueue
from webapp.journal.repository import EntryRow
from webapp.journal.snapshot import JournalSnapshot, lock_and_read
from webapp.people.members import Member


@dataclass(frozen=True)
class AffectedDays:
    """What an admission touched: the days of calls, and the days of shares of those calls.

    Days before the member's journal begins are not among them: they stand (RULES R14.4). Among
    `days` are those on which a slot may be kept, or no more (RULES R13); `has_slots` says whether
    the member has planned any.
    """

    days: frozenset[date]
    share_days: frozenset[date]
    received_at: datetime
    has_slots: bool = False


Listener = Callable[[Member, AffectedDays], None]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Admitted:
    """The receipts, in the order of the drafts, and the journal's head after them: None where no
    draft could be parsed, so that nothing was read.
    """

    receipts: list[Receipt]
    head: JournalHead | None


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

        def admit() -> list[Receipt]:
            receipts = self._admit(member, drafts, clock.now, None).receipts
            for receipt in receipts:
                if receipt.status not in ("accepted", "duplicate"):
                    raise RefusedError(receipt.reason)
            return receipts

        return self._in_turn(member, admit)

    def submit_batch(
        self,
        member: Member,
        drafts: Sequence[Draft | Receipt],
        arrival: Callable[[], datetime] = clock.now,
        beside: Callable[[], object] | None = None,
        newest_key: UUID | None = None,
    ) -> Admitted:
        """The same, for a phone that says of which entry it has the newest receipt: `newest_key`.

        Arrival is read once the member's row is locked, so that no two senders of one member
        overlap. Receipts that the form already made pass through. `beside` writes what else is to
        be kept of the sending. Raises MemberBlockedError and rate_limits.RateLimitExceededError.
        """
        if not any(isinstance(draft, Draft) for draft in drafts):
            return Admitted([draft for draft in drafts if isinstance(draft, Receipt)], None)

        def admit() -> Admitted:
            admitted = self._admit(member, drafts, arrival, newest_key)
            if beside:
                beside()
            return admitted

        return self._in_turn(member, admit)

    def _in_turn(self, member: Member, admit: Callable[[], Result]) -> Result:
        """Once the member's other sendings are through; who waits keeps nothing open."""
        release_connection()
        with self.turns.of(member.id):
            return write_grouped(admit)

    def _admit(
        self,
        member: Member,
        drafts: Sequence[Draft | Receipt],
        arrival: Callable[[], datetime],
        newest_key: UUID | None,
    ) -> Admitted:
        """Read, decide, write: behind the member's lock, in the transaction that is open."""
        snapshot = lock_and_read(member, drafts, arrival, newest_key)
        if snapshot is None:
            raise MemberBlockedError
        admission = prepare_admission(member, drafts, snapshot)
        receipts = [admission.admit(draft) for draft in drafts]
        if admission.accepted:
            self._append(admission)
        return Admitted(receipts, snapshot.head)

    def _append(self, admission: Admission) -> None:
        """Insert what was accepted, update what it changes of stored entries, tell the features."""
        stored, accepted = admission.snapshot.stored, admission.accepted_rows
        before = {key: related_entries.derived_columns(row) for key, row in stored.items()}
        everything = stored | {row.key: row for row in accepted}
        withdrawn = _derive_columns(admission, everything)
        repository.insert_rows(accepted)
        repository.update_derived(
            [
                row
                for key, row in stored.items()
                if related_entries.derived_columns(row) != before[key]
            ]
        )
        self._notify_features(admission, withdrawn)
        affected = _affected_days(everything, [*accepted, *withdrawn], admission.snapshot)
        affected = _add_slot_days(affected, everything, accepted, admission.snapshot)
        if affected.has_slots and not admission.snapshot.has_slots:
            rate_limit.mark_slots(admission.member.organisation_id, admission.member.id)
        for follow in self.followers:
            follow(admission.member, affected)

    def _notify_features(self, admission: Admission, withdrawn: list[EntryRow]) -> None:
        """Let the features write the rows of what stands, and erase those of what was withdrawn."""
        for row, draft in admission.accepted.values():
            if draft.kind.apply and not row.withdrawn:
                draft.kind.apply(admission.member, row, draft.payload)
        for kind in self.kinds.all():
            keys = {row.key for row in withdrawn if row.kind == kind.name}
            erased = keys - admission.accepted.keys()
            if kind.retract and erased:
                kind.retract(admission.member, erased)


def _derive_columns(admission: Admission, everything: dict[UUID, EntryRow]) -> list[EntryRow]:
    """Give each entry its call, its outcome and whether it was withdrawn, by the rules; says those
    that were withdrawn now.
    """
    related_entries.link_entries(everything)
    entries = [row.entry() for row in everything.values()]
    reading = acts.interpret(entries, admission.member.joined_on)
    withdrawn = [row for key in reading.withdrawn if (row := everything.get(key))]
    withdrawn += [row for row in admission.accepted_rows if admission.snapshot.past.takes(row)]
    withdrawn = [row for row in withdrawn if not row.withdrawn]
    for row in withdrawn:
        row.withdrawn = True
    related_entries.settle_outcomes(everything, reading)
    return withdrawn


def _affected_days(
    everything: dict[UUID, EntryRow], changed: Collection[EntryRow], snapshot: JournalSnapshot
) -> AffectedDays:
    """The days of the calls that these rows are about, since the journal begins."""
    roots, since = related_entries.find_roots(everything), snapshot.past.begins
    calls = {roots[row.key] for row in changed if row.about}
    about = [row for row in everything.values() if row.about and roots[row.key] in calls]
    return AffectedDays(
        days=frozenset(row.about_day for row in about if row.about_day and row.about_day >= since),
        share_days=frozenset(row.day for row in about if row.kind == "share" and row.day >= since),
        received_at=snapshot.received_at,
    )


def _add_slot_days(
    affected: AffectedDays,
    everything: dict[UUID, EntryRow],
    accepted: Collection[EntryRow],
    snapshot: JournalSnapshot,
) -> AffectedDays:
    """With the days whose slots are other ones by what came in: a slot, or a withdrawal of one."""
    planned = {key: row for key, row in everything.items() if row.is_slot}
    days: set[date] = set()
    for row in accepted:
        target = planned.get(row.about) if row.about else None
        if target is not None:
            since = max(target.instant, row.instant)
            days.update(slots.affected_days(target.slot, since, snapshot.received_at))
    return replace(
        affected,
        days=affected.days | {day for day in days if day >= snapshot.past.begins},
        has_slots=snapshot.has_slots or bool(planned),
    )


def current_ingest() -> EntryIngest:
    """The door of the app of this context."""
    handed: EntryIngest = current_app.extensions["rebond"].ingest
    return handed
