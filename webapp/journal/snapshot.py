"""Snapshot of the journal behind the member's lock: what it has about the drafts of a sending.

Everything that is decided of the drafts is decided by it; nothing is written here but the count of
what the member sends.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from webapp.journal import rate_limit, reduced_entries, related_entries, row_factory
from webapp.journal.capacity import DayCount
from webapp.journal.drafts import Draft, Receipt
from webapp.journal.journal_head import JournalHead
from webapp.journal.rate_limit import Sending
from webapp.journal.reduced_entries import Past
from webapp.journal.repository import EntryRow
from webapp.people.members import Member


@dataclass(frozen=True)
class JournalSnapshot:
    """When the member's row was locked, and how the journal stood then.

    `head` counts the entries of this sending already; `day` is how far one day of theirs is filled.
    `stored` are the entries with these keys and all that is about their calls; `past` has those of
    the keys that were reduced. `has_slots` says whether the member ever planned one.
    """

    received_at: datetime
    head: JournalHead
    day: DayCount
    stored: dict[UUID, EntryRow]
    past: Past
    has_slots: bool

    def has(self, key: UUID) -> bool:
        """Whether the journal has an entry with this key, or had it until it was reduced."""
        return key in self.stored or key in self.past.entries


def lock_and_read(
    member: Member,
    drafts: Sequence[Draft | Receipt],
    arrival: Callable[[], datetime],
    newest_key: UUID | None,
) -> JournalSnapshot | None:
    """Lock the member's row, count the sending, read what its drafts are about; two statements, or
    up to five. None where the member is no longer let in. At least one of `drafts` is a Draft.

    Arrival is read once more behind the lock. Raises rate_limits.RateLimitExceededError.
    """
    at = arrival()
    parsed = [draft for draft in drafts if isinstance(draft, Draft)]
    keys, day = related_entries.named_keys(parsed), row_factory.day_of(parsed[0], at)
    sending = Sending(len(drafts), at, day, newest_key, keys)
    turn = rate_limit.lock_and_count(member.organisation_id, member.id, sending)
    if turn is None:
        return None
    received_at = arrival()
    stored = related_entries.load_related(member, parsed)
    unknown = keys - stored.keys() if turn.meets_reduced else ()
    reduced = reduced_entries.read_reduced(member, unknown) if unknown else {}
    past = Past(turn.journal_from or date.min, reduced)
    return JournalSnapshot(received_at, turn.head, turn.day, stored, past, turn.has_slots)
