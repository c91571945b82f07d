"""Login to the demo company without a code, and to no other one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.auth import sessions
from webapp.auth.clients import Client
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.demo.cast import FACES
from webapp.people.models import MemberRow, Organisation


def enter_demo(name: str, client: Client, at: datetime) -> str | None:
    """Sign in as one of the demo's three; says what the cookie shall hold, None for others.

    The click is to them what a code is elsewhere: it shows who they are, and brings back who had
    asked to be erased.
    """
    with write_transaction():
        member_key = _member(name)
        if member_key is None:
            return None
        return sessions.create_session(
            sessions.NewSession(*member_key, client, proved=True, coming_back=True), at
        )


def _member(name: str) -> tuple[UUID, UUID] | None:
    """The member of the newest demo company by that short name."""
    row = db.session.execute(
        select(MemberRow.organisation_id, MemberRow.id)
        .join(Organisation, Organisation.id == MemberRow.organisation_id)
        .where(Organisation.demo.is_(True), MemberRow.name == FACES.get(name))
        .order_by(Organisation.created_at.desc(), MemberRow.created_at)
        .limit(1)
    ).first()
    return (row.organisation_id, row.id) if row else None
