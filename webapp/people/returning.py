"""The days of grace of who has asked to be erased, and how they come back (TRUST, privacy)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, update

from webapp.database import db
from webapp.game.days import today
from webapp.people import audit, declaring, editions, facts
from webapp.people.models import MemberRow
from webapp.people.said import DELETION_PAUSE
from webapp.people.who import Member, get_timezone

GRACE_PERIOD = timedelta(days=30)


def within_grace_period(at: datetime) -> ColumnElement[bool]:
    """Whether the member may come in: who has not left, or left lately enough to come back."""
    return or_(MemberRow.leaving_at.is_(None), MemberRow.leaving_at > at - GRACE_PERIOD)


def grace_ends_on(leaving_at: datetime | None, zone: str) -> date | None:
    """Until which day, in their zone, somebody who asked to be erased can still come back."""
    return (leaving_at + GRACE_PERIOD).astimezone(get_timezone(zone)).date() if leaving_at else None


def pause_schedule(who: Member, at: datetime) -> None:
    """Their days are neutral from tomorrow on, in the open transaction."""
    first = today(at, who.zone) + timedelta(days=1)
    declaring.add_fact(
        who.organisation_id, "member", who.id, "pause", first, at, value=dict(DELETION_PAUSE)
    )


def cancel_deletion(who: Member, at: datetime) -> None:
    """All is as it was, in the open transaction; the days between were a pause."""
    db.session.execute(
        update(MemberRow).where(*_is(who.organisation_id, who.id)).values(leaving_at=None)
    )
    for said in facts.read_facts(who.organisation_id, [who.id]).spans(who.id, "pause"):
        if said.value == DELETION_PAUSE and said.last_day is None:
            change = declaring.shortened_to(said, today(at, who.zone), at)
            declaring.apply_change(who.organisation_id, "member", change)
    editions.bump(who.organisation_id)
    audit.record(who.organisation_id, "come-back", at, actor_id=who.id, about_id=who.id)


def _is(organisation_id: UUID, member_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return MemberRow.organisation_id == organisation_id, MemberRow.id == member_id
