"""Feed: a member's plan under a secret address, for the calendar program of their phone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, delete, select

from webapp.auth.tokens import derive_token, token_digest
from webapp.clock import to_milliseconds
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.database.upsert import upsert
from webapp.people.members import MEMBER, Member, select_members
from webapp.people.membership import HAS_ACCESS
from webapp.plan.models import PlanFeed

FEEDS = cast(Table, PlanFeed.__table__)
OWNER = ("organisation_id", "member_id")
ALARMS = (0, 5, 10)  # minutes before a slot


@dataclass(frozen=True, slots=True)
class Feed:
    """An open feed; the token is derived, so that its owner can read the address again."""

    token: str
    opened_at: datetime
    alarm_minutes: int | None


def get_feed(member: Member) -> Feed | None:
    """The member's, if they have opened one; one statement."""
    row = db.session.execute(
        select(FEEDS.c.opened_at, FEEDS.c.alarm_minutes).where(
            FEEDS.c.organisation_id == member.organisation_id, FEEDS.c.member_id == member.id
        )
    ).first()
    return Feed(_token(member, row.opened_at), *row) if row else None


def open_feed(member: Member, alarm_minutes: int | None, at: datetime) -> None:
    """Open a feed at this instant, which its address is made of: another one answers no more."""
    values: dict[str, Any] = {"organisation_id": member.organisation_id, "member_id": member.id}
    values |= {"token": token_digest(_token(member, at)), "opened_at": at}
    with write_transaction():
        upsert(FEEDS, [values | {"alarm_minutes": alarm_minutes}], OWNER)


def close_feed(member: Member) -> None:
    """Close the member's feed: its address answers no more."""
    with write_transaction() as session:
        session.execute(
            delete(FEEDS).where(
                FEEDS.c.organisation_id == member.organisation_id, FEEDS.c.member_id == member.id
            )
        )


def find_owner(organisation_id: UUID, token: str) -> tuple[Member, int | None] | None:
    """Whose feed it is, if they may still come in, and its alarm in minutes; one statement."""
    row = (
        db.session.execute(
            select_members()
            .join(
                FEEDS,
                (FEEDS.c.organisation_id == MEMBER.organisation_id)
                & (FEEDS.c.member_id == MEMBER.id),
            )
            .add_columns(FEEDS.c.alarm_minutes.label("alarm_minutes"))
            .where(
                FEEDS.c.organisation_id == organisation_id,
                FEEDS.c.token == token_digest(token),
                MEMBER.joined_on.is_not(None),
                HAS_ACCESS,
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    values = dict(row)
    alarm_minutes = values.pop("alarm_minutes")
    return Member(**values), alarm_minutes


def export_feed(member: Member) -> Select[*tuple[Any, ...]]:
    """That the member has opened a feed; its address opens the plan, so it is not exported."""
    return select(PlanFeed.opened_at, PlanFeed.alarm_minutes).where(
        PlanFeed.organisation_id == member.organisation_id, PlanFeed.member_id == member.id
    )


def _token(member: Member, opened_at: datetime) -> str:
    return derive_token("plan feed", member.organisation_id, member.id, to_milliseconds(opened_at))
