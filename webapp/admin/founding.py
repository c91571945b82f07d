"""What a company lacks before it can play: a team, and people. Its administrators are told."""

from dataclasses import dataclass

from sqlalchemy import exists, select

from webapp.database import db
from webapp.people.models import Member, Team
from webapp.people.who import Who


@dataclass(frozen=True, slots=True)
class Founding:
    """What is still to do of each."""

    team: bool
    people: bool


def left(who: Who) -> Founding | None:
    """What this administrator's company lacks; None when nothing, and for everybody else.

    One statement, of administrators alone.
    """
    if who.role != "admin":
        return None
    a_team = exists().where(Team.organisation_id == who.organisation_id, Team.archived_at.is_(None))
    somebody = exists().where(
        Member.organisation_id == who.organisation_id,
        Member.id != who.id,
        Member.removed_at.is_(None),
    )
    teams, people = db.session.execute(select(a_team, somebody)).one()
    return None if teams and people else Founding(team=not teams, people=not people)
