"""Who did what to whom: sign-ins, roles, invitations, removals (TRUST, audit)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from webapp.database import db, new_id
from webapp.people.models import Audit


def note(
    organisation_id: UUID,
    what: str,
    at: datetime,
    *,
    actor_id: UUID | None = None,
    about_id: UUID | None = None,
) -> None:
    """Write one line of the log, in the open transaction; without an actor an operator did it."""
    db.session.execute(
        insert(Audit).values(
            organisation_id=organisation_id,
            id=new_id(at),
            at=at,
            actor_id=actor_id,
            what=what,
            about_id=about_id,
        )
    )
