"""Slots and their cues as rows: the kind `slot`, and what a member takes away of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, and_, delete, select

from webapp.database.engine import db
from webapp.database.upsert import upsert
from webapp.game import acts
from webapp.game.slots import PlannedSlot, read_planned_slots
from webapp.journal import repository as journal
from webapp.journal.kinds import EntryRef, Kind
from webapp.journal.models import Entry
from webapp.journal.repository import SLOT_KIND
from webapp.journal.repository import TABLE as ENTRIES
from webapp.people.hooks import hooks
from webapp.people.members import Member
from webapp.plan import forms
from webapp.plan.models import Cue
from webapp.progress.days import planned_slots

CUES = cast(Table, Cue.__table__)
UPSERT_KEY = ("organisation_id", "member_id", "key")
ON_CUE = and_(
    CUES.c.organisation_id == ENTRIES.c.organisation_id,
    CUES.c.member_id == ENTRIES.c.member_id,
    CUES.c.key == ENTRIES.c.key,
)
PLANS = (
    select(*(ENTRIES.c[name] for name in journal.SLOT_COLUMNS), CUES.c.text.label("cue"))
    .select_from(ENTRIES.outerjoin(CUES, ON_CUE))
    .where(*journal.OWN_ENTRIES, planned_slots.ABOUT_SLOTS)
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A slot with its cue, which is empty where it has none."""

    planned: PlannedSlot
    cue: str

    @property
    def key(self) -> UUID:
        return self.planned.key

    @property
    def slot(self) -> acts.Slot:
        return self.planned.slot


def apply_slot(member: Member, row: EntryRef, draft: forms.Draft) -> None:
    """Write the words of a slot, where it has some; the reminder may be due at another time now."""
    if draft.cue:
        ids = {"organisation_id": member.organisation_id, "member_id": member.id}
        upsert(CUES, [ids | {"key": row.key, "text": draft.cue}], UPSERT_KEY)
    hooks().replan_reminder(member, row.received_at)


def delete_cues(member: Member, keys: Collection[UUID]) -> None:
    """Erase the words of slots that were withdrawn, by the keys of their entries."""
    db.session.execute(
        delete(Cue).where(
            Cue.organisation_id == member.organisation_id,
            Cue.member_id == member.id,
            Cue.key.in_(keys),
        )
    )


def list_plans(member: Member, first: date, last: date) -> list[Plan]:
    """The member's slots that count and have a day between these, withdrawn or not, each with its
    cue; one statement.
    """
    params = {"first": first, "last": last}
    rows = journal.run_prepared(member, PLANS, **params)
    cues = {row.key: row.cue or "" for row in rows}
    entries = [journal.read_entry(row) for row in rows]
    planned = read_planned_slots(entries, member.joined_on)
    return [Plan(each, cues[each.key]) for each in planned]


def get_plan(member: Member, key: UUID) -> Plan | None:
    """The member's slot of that key that stands; one statement."""
    plans = list_plans(member, date.min, date.max)
    return next((p for p in plans if p.key == key and p.planned.withdrawn_at is None), None)


def export_slots(member: Member) -> Select[*tuple[Any, ...]]:
    """Every slot of a member's, with its cue as long as it stands."""
    return (
        select(
            Entry.key,
            Entry.instant,
            Entry.on_date,
            Entry.until,
            Entry.weekdays,
            Entry.at_time,
            Entry.minutes,
            Entry.withdrawn,
            Cue.text.label("cue"),
        )
        .outerjoin(Cue, ON_CUE)
        .where(
            Entry.organisation_id == member.organisation_id,
            Entry.member_id == member.id,
            Entry.kind == SLOT_KIND,
        )
        .order_by(Entry.instant, Entry.key)
    )


def _act(draft: forms.Draft) -> acts.Act:
    return draft.slot


SLOT = Kind(
    SLOT_KIND,
    ("on", "weekdays", "from", "to", "at", "minutes", "cue"),
    forms.parse_slot,
    _act,
    apply_slot,
    delete_cues,
)
