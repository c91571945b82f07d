"""Hashes of entries reduced to their days: a repeat is known by them (R14, TRUST 6).

A key tells the time of its tap, so it is not kept either: what is kept tells who has the key that
they have it, and nothing to anybody else.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, exists, select

from webapp.journal.drafts import Draft, Receipt
from webapp.journal.models import ReducedEntry
from webapp.journal.repository import EntryRow, run_prepared
from webapp.people.members import Member

REDUCED_ENTRIES = cast(Table, ReducedEntry.__table__)
UPSERT_KEY = ("organisation_id", "member_id", "seal")
NEVER_CAME = b""  # in the place of the digest
SELECT_BY_SEALS = select(
    REDUCED_ENTRIES.c.seal,
    REDUCED_ENTRIES.c.digest,
    REDUCED_ENTRIES.c.withdrawn,
    REDUCED_ENTRIES.c.number,
).where(
    REDUCED_ENTRIES.c.organisation_id == bindparam("organisation_id"),
    REDUCED_ENTRIES.c.member_id == bindparam("member_id"),
    REDUCED_ENTRIES.c.seal.in_(bindparam("seals", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is known of a reduced entry; without a digest it was taken back and had never come."""

    digest: bytes
    withdrawn: bool
    number: int

    def receipt(self, draft: Draft) -> Receipt:
        """What becomes of a draft with its key (TRUST 1); what was taken back stays so."""
        if self.digest in (NEVER_CAME, sealed_key(draft.key, draft.digest)):
            return Receipt(str(draft.key), "duplicate", number=self.number)
        return Receipt(str(draft.key), "rejected", "conflict")


@dataclass(frozen=True, slots=True)
class Past:
    """Where a member's journal begins, if it was ever reduced, and who of some keys was."""

    begins: date
    entries: Mapping[UUID, Reduced]

    def takes(self, row: EntryRow) -> bool:
        """Whether a new entry is about a call that was reduced and taken back, or may itself have
        been taken back by what was reduced with its call: made before the journal begins (R14.4).
        """
        call = self.entries.get(row.about) if row.about else None
        return call is not None and (call.withdrawn or row.day < self.begins)


def seal_rows(key: UUID) -> UUID:
    """What is kept of a key: half of its SHA-256, which nobody can guess back to it."""
    return UUID(bytes=hashlib.sha256(key.bytes).digest()[:16])


def sealed_key(key: UUID, digest: bytes) -> bytes:
    """What is kept of a digest: without the key, nobody can try what it was made of."""
    return hashlib.sha256(key.bytes + digest).digest()


def has_reduced_entries(organisation_id: Any, member_id: Any, seals: str) -> ColumnElement[bool]:
    """Whether a member has one of these seals, whose names are bound to a list."""
    return exists().where(
        REDUCED_ENTRIES.c.organisation_id == organisation_id,
        REDUCED_ENTRIES.c.member_id == member_id,
        REDUCED_ENTRIES.c.seal.in_(bindparam(seals, expanding=True)),
    )


def read_reduced(member: Member, keys: Collection[UUID]) -> dict[UUID, Reduced]:
    """Those of these keys that a reduced entry of the member had; one statement."""
    seals = {seal_rows(key): key for key in keys}
    return {
        seals[each]: Reduced(*rest)
        for each, *rest in run_prepared(member, SELECT_BY_SEALS, seals=list(seals))
    }
