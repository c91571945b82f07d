"""Outbox of messages to devices: written in the transaction that causes them, sent at most once.

A process that takes a message says so before it sends it, and only the push service's word that it
did not take it makes it due again. Whoever dies in between loses one reminder, and sends none twice
(RULES R16.6).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import and_, delete, func, insert, select, update

from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import after_commit, read_transaction, write_transaction
from webapp.people.members import Member
from webapp.people.membership import HAS_ACCESS
from webapp.people.models import MemberRow, SignIn
from webapp.push.models import Push, PushSubscription
from webapp.push.subscriptions import ON_SIGN_IN, is_signed_in

ON_SUBSCRIPTION = and_(
    PushSubscription.organisation_id == Push.organisation_id,
    PushSubscription.id == Push.subscription_id,
)
ON_MEMBER = and_(
    MemberRow.organisation_id == Push.organisation_id, MemberRow.id == Push.member_id, HAS_ACCESS
)


@dataclass(frozen=True, slots=True)
class OutgoingPush:
    """A message that a process has taken: its row's ids, where it goes, and under which keys."""

    organisation_id: UUID
    id: UUID
    member_id: UUID
    subscription_id: UUID
    payload: str
    expires_at: datetime
    attempts: int
    endpoint: str
    p256dh: bytes
    auth: bytes


def enqueue(member: Member, payload: str, at: datetime, expires_at: datetime) -> int:
    """Enqueue a message to each of the member's devices, in the open transaction; says to how
    many.
    """
    own = select(PushSubscription.id).where(
        PushSubscription.organisation_id == member.organisation_id,
        PushSubscription.member_id == member.id,
    )
    devices = list(db.session.scalars(own))
    ids = {"organisation_id": member.organisation_id, "member_id": member.id}
    content = {"payload": payload, "due_at": at, "expires_at": expires_at}
    rows = [ids | content | {"id": new_id(at), "subscription_id": device} for device in devices]
    if rows:
        db.session.execute(insert(Push), rows)
        after_commit("push", current_app.extensions["rebond"].jobs.wake)
    return len(rows)


def claim(at: datetime) -> OutgoingPush | None:
    """Take one message that is due and may still be sent; those whose member has no access any
    more, or has signed that device out, are dropped.
    """
    while True:
        with write_transaction():
            row = db.session.execute(
                select(Push.organisation_id, Push.id)
                .where(Push.due_at <= at, Push.expires_at > at)
                .order_by(Push.due_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if row is None:
                return None
            push = _load(row.organisation_id, row.id, at)
            if push is None:
                delete_push(row.organisation_id, row.id)
            else:
                write_push(push, due_at=None, attempts=push.attempts)
        if push:
            return push


def delete_expired(at: datetime) -> None:
    """Delete what is worth nothing any more, in the open transaction."""
    db.session.execute(delete(Push).where(Push.expires_at <= at))


def next_times() -> tuple[datetime | None, datetime | None]:
    """When a message is next to be sent, and when one expires."""
    with read_transaction() as session:
        due = session.execute(select(func.min(Push.due_at))).scalar()
        expiry = session.execute(select(func.min(Push.expires_at))).scalar()
    return due, expiry


def _load(organisation_id: UUID, push_id: UUID, at: datetime) -> OutgoingPush | None:
    found = db.session.execute(
        select(
            Push.organisation_id,
            Push.id,
            Push.member_id,
            Push.subscription_id,
            Push.payload,
            Push.expires_at,
            (Push.attempts + 1).label("attempts"),
            PushSubscription.endpoint,
            PushSubscription.p256dh,
            PushSubscription.auth,
        )
        .join(PushSubscription, ON_SUBSCRIPTION)
        .join(MemberRow, ON_MEMBER)
        .join(SignIn, ON_SIGN_IN)
        .where(Push.organisation_id == organisation_id, Push.id == push_id, is_signed_in(at))
    )
    row = found.mappings().first()
    return OutgoingPush(**row) if row else None


def write_push(push: OutgoingPush, **values: object) -> None:
    """Update the row of a message, in the open transaction."""
    db.session.execute(
        update(Push)
        .where(Push.organisation_id == push.organisation_id, Push.id == push.id)
        .values(values)
    )


def delete_push(organisation_id: UUID, push_id: UUID) -> None:
    """Delete the row of a message, in the open transaction."""
    db.session.execute(
        delete(Push).where(Push.organisation_id == organisation_id, Push.id == push_id)
    )
