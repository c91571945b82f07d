"""The days of grace of who has asked to be erased, and how they come back (TRUST, privacy)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, update

from webapp.database import db
from webapp.game.days import today
from webapp.people import audit, declaring, editions, facts
from webapp.people.models import Member
from webapp.people.said import LEAVING
from webapp.people.who import Who, zone_named

GRACE = timedelta(days=30)


def may(at: datetime) -> ColumnElement[bool]:
    """Whether the member may come in: who has not left, or left lately enough to come back."""
    return or_(Member.leaving_at.is_(None), Member.leaving_at > at - GRACE)


def until(leaving_at: datetime | None, zone: str) -> date | None:
    """Until which day, in their zone, somebody who asked to be erased can still come back."""
    return (leaving_at + GRACE).astimezone(zone_named(zone)).date() if leaving_at else None


def pause(who: Who, at: datetime) -> None:
    """Their days are neutral from tomorrow on, in the open transaction."""
    first = today(at, who.zone) + timedelta(days=1)
    declaring.say(who.organisation_id, "member", who.id, "pause", first, at, value=dict(LEAVING))


def come_back(who: Who, at: datetime) -> None:
    """All is as it was, in the open transaction; the days between were a pause."""
    db.session.execute(
        update(Member).where(*_is(who.organisation_id, who.id)).values(leaving_at=None)
    )
    for said in facts.read(who.organisation_id, [who.id]).spans(who.id, "pause"):
        if said.value == LEAVING and said.last_day is None:
            change = declaring.shortened(said, today(at, who.zone), at)
            declaring.keep(who.organisation_id, "member", change)
    editions.changed(who.organisation_id)
    audit.note(who.organisation_id, "come-back", at, actor_id=who.id, about_id=who.id)


def _is(organisation_id: UUID, member_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Member.organisation_id == organisation_id, Member.id == member_id
