"""The journal's head: how far it has a member, so that a phone sees one behind its receipts.

A restored backup forgets what phones hold receipts of, and may have grown past the old count before
the next phone opens. So a count alone tells nothing: a phone names the newest entry that it holds
a receipt of, and is told whether the journal has it. Entries of one member come in one after the
other, each with a higher number, and a backup is a state that once was; so who has the newest has
all the others (TRUST, protocol, rule 6).
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, or_, select

from webapp.database.transactions import execute_core
from webapp.journal import reduced_entries, repository
from webapp.people.members import Member
from webapp.people.models import MemberRow

MEMBER: Any = MemberRow.__table__.c
ENTRY = repository.TABLE.c
# Named as in an UPDATE, which keeps the names of the columns for itself.
ORGANISATION_ID: Any = bindparam("_organisation_id")
MEMBER_ID: Any = bindparam("_member_id")
HAS = exists().where(
    ENTRY.organisation_id == ORGANISATION_ID,
    ENTRY.member_id == MEMBER_ID,
    ENTRY.key == bindparam("held"),
)
KNOWS = or_(
    HAS, reduced_entries.has_reduced_entries(ORGANISATION_ID, MEMBER_ID, "held_seal")
).label("knows")
REACHED = select(MEMBER.admitted, KNOWS).where(
    MEMBER.organisation_id == ORGANISATION_ID, MEMBER.id == MEMBER_ID
)


@dataclass(frozen=True, slots=True)
class JournalHead:
    """`number` is that of the newest entry that came in, 0 at first; `knows` says whether the
    journal has the entry that was asked for, and is None where none was.
    """

    number: int
    knows: bool | None = None


def read_head(member: Member, key: UUID | None) -> JournalHead:
    """How far the journal has this member, and whether it has the entry `key`; one statement."""
    ids = {"_organisation_id": member.organisation_id, "_member_id": member.id}
    row = execute_core(REACHED, ids | head_params(key)).one()
    return JournalHead(row.admitted, bool(row.knows) if key else None)


def head_params(key: UUID | None) -> dict[str, Any]:
    """What KNOWS is asked: the key, and its seal if the entry was reduced since."""
    return {"held": key, "held_seal": [reduced_entries.seal_rows(key)] if key else []}


def head_json(member: Member, head: JournalHead) -> dict[str, Any]:
    """As a phone reads it. A journal is a company's, and named by the id that was made with it: a
    restored backup has the same one, a company that was founded anew another.
    """
    return {"id": str(member.organisation_id), "reached": head.number, "knows": head.knows}
