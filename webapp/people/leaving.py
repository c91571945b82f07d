"""Leaving for good: out at once, thirty days to come back, then nothing is left."""

from datetime import datetime

from sqlalchemy import update

from webapp.database import db, writing
from webapp.game.days import today
from webapp.people import audit, company, links, returning, roster, sign_ins
from webapp.people.models import Member
from webapp.people.tries import whole
from webapp.people.who import Who


class LastAdmin(Exception):
    """Nobody else could look after the company."""


@whole
def ask(who: Who, at: datetime, follower: sign_ins.Follower) -> None:
    """Sign the member out everywhere and begin the days of grace. Raises LastAdmin.

    `follower` hears from which day on their days are read anew.
    """
    with writing():
        company.lock(who.organisation_id)
        if last_admin(who):
            raise LastAdmin
        db.session.execute(
            update(Member)
            .where(Member.organisation_id == who.organisation_id, Member.id == who.id)
            .values(leaving_at=at)
        )
        sign_ins.end_all(who.organisation_id, who.id, at)
        links.void(who.organisation_id, who.id)
        returning.pause(who, at)
        follower(who, today(at, who.zone), at)
        audit.note(who.organisation_id, "leaving", at, actor_id=who.id, about_id=who.id)


def last_admin(who: Who) -> bool:
    """Whether they have to hand the company over first."""
    return who.role == "admin" and not roster.has_admin_beside(who.organisation_id, who.id)
