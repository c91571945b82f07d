"""The way into the demo company without a code, and into no other one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.database import db, writing
from webapp.demo.cast import FACES
from webapp.people import sign_ins
from webapp.people.models import Member, Organisation


def enter(name: str, agent: str, at: datetime, arrivals: sign_ins.Follower) -> str | None:
    """Sign in as one of the demo's three; says what the cookie shall hold, None for others.

    The click is to them what a code is elsewhere: it shows who they are, and brings back who had
    asked to be erased.
    """
    with writing():
        found = _member(name)
        if found is None:
            return None
        return sign_ins.begin(*found, agent, at, arrivals, proved=True, coming_back=True)


def _member(name: str) -> tuple[UUID, UUID] | None:
    """The member of the newest demo company by that short name."""
    row = db.session.execute(
        select(Member.organisation_id, Member.id)
        .join(Organisation, Organisation.id == Member.organisation_id)
        .where(Organisation.demo.is_(True), Member.name == FACES.get(name))
        .order_by(Organisation.created_at.desc(), Member.created_at)
        .limit(1)
    ).first()
    return (row.organisation_id, row.id) if row else None
