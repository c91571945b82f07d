"""Export of a member's journal: the statements of what they take away."""

from typing import Any

from sqlalchemy import Select, select

from webapp.journal.models import Entry
from webapp.people.members import Member

INTERNAL_COLUMNS = {"organisation_id", "member_id", "digest"}


def export_entries(member: Member) -> Select[*tuple[Any, ...]]:
    """Every entry, in the order of its arrival; a lesson's words stand with the lessons."""
    columns = [column for column in Entry.__table__.columns if column.name not in INTERNAL_COLUMNS]
    return (
        select(*columns)
        .where(Entry.organisation_id == member.organisation_id, Entry.member_id == member.id)
        .order_by(Entry.received_at, Entry.key)
    )


def export_shares(member: Member) -> Select[*tuple[Any, ...]]:
    """Every lesson that was given to the team, with a name or without, and when."""
    return (
        select(Entry.about.label("call"), Entry.instant, Entry.signed, Entry.withdrawn)
        .where(
            Entry.organisation_id == member.organisation_id,
            Entry.member_id == member.id,
            Entry.kind == "share",
        )
        .order_by(Entry.instant, Entry.key)
    )
