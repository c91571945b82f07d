"""Sign-ins: one row for each browser; the cookie holds what the row keeps a digest of."""

import secrets
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from webapp.database import db, writing
from webapp.people import audit, company
from webapp.people.models import Member, SignIn
from webapp.people.who import Who, digest

AGENT = 200

Follower = Callable[[Who, date, datetime], None]


def begin(
    organisation_id: UUID, member_id: UUID, agent: str, at: datetime, arrivals: Follower
) -> str | None:
    """Sign a browser in, in the open transaction; says what its cookie shall hold.

    Who comes in for the first time joins, and `arrivals` hears of it. None for a member who is
    suspended or removed.
    """
    joined = db.session.execute(
        select(Member.joined_on)
        .where(
            Member.organisation_id == organisation_id,
            Member.id == member_id,
            Member.suspended_at.is_(None),
            Member.removed_at.is_(None),
        )
        .with_for_update(key_share=True)
    ).first()
    if joined is None:
        return None
    who = company.arrive(organisation_id, member_id, at)
    if who is not None and joined.joined_on is None:
        arrivals(who, who.joined_on, at)
    token = secrets.token_urlsafe(32)
    db.session.execute(
        insert(SignIn).values(
            token=digest(token),
            organisation_id=organisation_id,
            member_id=member_id,
            agent=agent[:AGENT],
            created_at=at,
            used_at=at,
        )
    )
    audit.note(organisation_id, "sign-in", at, actor_id=member_id, about_id=member_id)
    return token


def end(cookie: str, at: datetime) -> None:
    """Sign this browser out; nothing happens when it already is."""
    with writing():
        ended = db.session.execute(
            update(SignIn)
            .where(SignIn.token == digest(cookie), SignIn.ended_at.is_(None))
            .values(ended_at=at)
            .returning(SignIn.organisation_id, SignIn.member_id)
        ).first()
        if ended:
            organisation_id, member_id = ended
            audit.note(organisation_id, "sign-out", at, actor_id=member_id, about_id=member_id)


def end_all(organisation_id: UUID, member_id: UUID, at: datetime) -> None:
    """Sign the member out everywhere, in the open transaction."""
    db.session.execute(
        update(SignIn)
        .where(
            SignIn.organisation_id == organisation_id,
            SignIn.member_id == member_id,
            SignIn.ended_at.is_(None),
        )
        .values(ended_at=at)
    )
