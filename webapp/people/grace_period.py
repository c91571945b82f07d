"""Grace period of a deletion: its days, the pause that it brings, and coming back
(TRUST, privacy).
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, update

from webapp.database.engine import db
from webapp.game.days import today
from webapp.people import audit, cache_versions
from webapp.people.members import Member, get_timezone
from webapp.people.models import MemberRow
from webapp.people.schedule import declarations, facts
from webapp.people.schedule.fact import DELETION_PAUSE

GRACE_PERIOD = timedelta(days=30)


def within_grace_period(at: datetime) -> ColumnElement[bool]:
    """Whether the member may come in: who has not left, or left lately enough to come back."""
    return or_(MemberRow.leaving_at.is_(None), MemberRow.leaving_at > at - GRACE_PERIOD)


def grace_ends_on(leaving_at: datetime | None, zone: str) -> date | None:
    """Until which day, in their zone, somebody who asked to be erased can still come back."""
    return (leaving_at + GRACE_PERIOD).astimezone(get_timezone(zone)).date() if leaving_at else None


def pause_schedule(member: Member, at: datetime) -> None:
    """Pause the member's days from tomorrow on, in the open transaction."""
    first = today(at, member.zone) + timedelta(days=1)
    declarations.add_fact(
        member.organisation_id, "member", member.id, "pause", first, at, value=dict(DELETION_PAUSE)
    )


def cancel_deletion(member: Member, at: datetime) -> None:
    """Cancel a deletion, in the open transaction; the days between were a pause."""
    db.session.execute(
        update(MemberRow)
        .where(*_own_row(member.organisation_id, member.id))
        .values(leaving_at=None)
    )
    for pause in facts.read_facts(member.organisation_id, [member.id]).spans(member.id, "pause"):
        if pause.value == DELETION_PAUSE and pause.last_day is None:
            change = declarations.shortened_to(pause, today(at, member.zone), at)
            declarations.apply_change(member.organisation_id, "member", change)
    cache_versions.bump(member.organisation_id)
    audit.record(member.organisation_id, "come-back", at, actor_id=member.id, about_id=member.id)


def _own_row(
    organisation_id: UUID, member_id: UUID
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return MemberRow.organisation_id == organisation_id, MemberRow.id == member_id
