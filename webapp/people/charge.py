"""Which teams somebody sees: a manager looks after the team that they are in, an admin after all.

A member sees the page of their own team too: what their manager sees is no secret to them.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from webapp.database import db
from webapp.people.mates import team_of
from webapp.people.models import Team
from webapp.people.who import Who


@dataclass(frozen=True, slots=True)
class Seen:
    """A team that somebody may look at; `own` if they are in it now."""

    id: UUID
    name: str
    own: bool


def teams(who: Who) -> list[Seen]:
    """The present teams that this person sees, by name; one statement."""
    own = team_of(who)
    rows = db.session.execute(
        select(Team.id, Team.name, func.coalesce(Team.id == own, False))
        .where(
            Team.organisation_id == who.organisation_id,
            Team.archived_at.is_(None),
            *([] if who.role == "admin" else [Team.id == own]),
        )
        .order_by(func.lower(Team.name), Team.id)
    )
    return [Seen(team_id, name, bool(is_own)) for team_id, name, is_own in rows]
