"""Pauses of a person, a team, the company: set, ended, and which stand.

What is shown of a person is the name and the days of the pause, nothing of their practice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, or_, select

from webapp.admin.pause_targets import PauseTarget, allowed_targets
from webapp.database.engine import db
from webapp.database.transactions import retry_on_deadlock, write_transaction
from webapp.game.days import today
from webapp.people import audit, company
from webapp.people.members import Member
from webapp.people.members import get_member as read_member
from webapp.people.membership import NOT_REMOVED
from webapp.people.models import Fact, MemberRow
from webapp.people.schedule import declarations
from webapp.people.schedule.day_forms import day_limit
from webapp.people.schedule.fact import FACTS, FactChange, FactRecord
from webapp.progress import updates

MAX_PAUSES = 200  # lines that are shown
COLUMNS = [FACTS.c[name] for name in FactRecord.__slots__]


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that stands; `within` says that whoever looks may end it, `begun` that it has."""

    id: UUID
    target: PauseTarget
    first: date
    last: date | None
    begun: bool
    within: bool


def current_pauses(
    member: Member, allowed: Mapping[UUID, PauseTarget], at: datetime
) -> list[Pause]:
    """The pauses that this person may know of, of the last 60 days and to come, latest first.

    `allowed` is whom they may pause; of an administrator's people those on pause are added. One
    statement, for the lines that are shown.
    """
    day, is_admin = today(at, member.organisation_zone), member.role == "admin"
    whole = PauseTarget(member.organisation_id, "organisation", member.organisation)
    targets = {whole.id: whole, **allowed}
    in_targets = Fact.scope_id.in_(targets)
    rows = db.session.execute(
        _select_pauses(member, or_(Fact.last_day.is_(None), Fact.last_day >= day_limit(day)))
        .add_columns(MemberRow.name)
        .outerjoin(
            MemberRow,
            (MemberRow.organisation_id == Fact.organisation_id)
            & (MemberRow.id == Fact.scope_id)
            & NOT_REMOVED,
        )
        .where(or_(in_targets, MemberRow.id.is_not(None)) if is_admin else in_targets)
        .order_by(Fact.first_day.desc(), Fact.recorded_at)
        .limit(MAX_PAUSES)
    )
    return [
        Pause(
            fact.id,
            targets.get(fact.scope_id) or PauseTarget(fact.scope_id, "member", name),
            fact.first_day,
            fact.last_day,
            begun=fact.first_day < day,
            within=is_admin or fact.scope_id in allowed,
        )
        for fact, name in ((FactRecord(*row[:-1]), row[-1]) for row in rows)
    ]


def set_pause(member: Member, target: PauseTarget, first: date, last: date, at: datetime) -> None:
    """Pause them from a day to another; their days are read again in the same transaction."""

    def apply() -> None:
        with write_transaction():
            company.lock_organisation(member.organisation_id)
            same = (Fact.scope_id == target.id, Fact.first_day == first, Fact.last_day == last)
            if not db.session.execute(_select_pauses(member, *same)).first():
                scope_key = (member.organisation_id, target.scope, target.id)
                declarations.add_fact(*scope_key, "pause", first, at, last_day=last)
                _update_progress(member, target.scope, target.id, first, at)
                _record(member, "pause", target.id, at)

    retry_on_deadlock(apply)


def end_pause(member: Member, pause_id: UUID, at: datetime) -> bool:
    """End a pause: today counts again, days that are over stay as they are; one that has not begun
    is taken back. False when there is none that this person may end."""

    def apply() -> bool:
        with write_transaction():
            company.lock_organisation(member.organisation_id)
            row = db.session.execute(_select_pauses(member, Fact.id == pause_id)).first()
            fact = FactRecord(*row) if row else None
            target = allowed_targets(member, fact.scope_id).get(fact.scope_id) if fact else None
            if fact is None or target is None:
                return False
            day = today(at, member.organisation_zone)
            if fact.last >= day:
                change: FactChange = declarations.shortened_to(fact, day, at)
                declarations.apply_change(member.organisation_id, target.scope, change)
                _update_progress(member, target.scope, target.id, change.first, at)
                _record(member, "pause-end", target.id, at)
            return True

    return retry_on_deadlock(apply)


def _select_pauses(member: Member, *which: ColumnElement[bool]) -> Select[Any]:
    """The pauses that stand and were set here: those that come of a person's going say why."""
    return select(*COLUMNS).where(
        Fact.organisation_id == member.organisation_id,
        Fact.name == "pause",
        Fact.retracted_at.is_(None),
        cast(Fact.value, String) == "{}",
        *which,
    )


def _update_progress(member: Member, scope: str, scope_id: UUID, first: date, at: datetime) -> None:
    """Let the days of whoever is on pause follow."""
    if scope == "organisation":
        updates.after_organisation_pause(member.organisation_id, first, at)
    elif scope == "team":
        updates.after_team_pause(member.organisation_id, scope_id, first, at)
    elif paused := read_member(member.organisation_id, scope_id):
        updates.after_member_change(paused, first, at)


def _record(member: Member, what: str, about_id: UUID, at: datetime) -> None:
    audit.record(member.organisation_id, what, at, actor_id=member.id, about_id=about_id)
