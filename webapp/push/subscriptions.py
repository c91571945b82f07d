"""Subscriptions of a member's devices: kept as long as the session that made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, insert, select

from webapp.auth.current_session import MAX_IDLE, SESSION_LIFETIME
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.people.members import Member
from webapp.people.models import SignIn
from webapp.push.forms import SubscriptionDraft
from webapp.push.models import Push, PushSubscription
from webapp.push.settings import BY_PUSH, delete_devices

MAX_DEVICES = 5


@dataclass(frozen=True, slots=True)
class Device:
    """A device as its owner sees it; `agent` is what its browser says it is, `error` why its push
    service did not take the last message, and `present` says that it is the one that asks.
    """

    id: UUID
    agent: str
    created_at: datetime
    sent_at: datetime | None
    error: str | None
    present: bool


def save_subscription(member: Member, draft: SubscriptionDraft, cookie: str, at: datetime) -> None:
    """Save what this browser has subscribed; whoever had the same browser before has it no more,
    and of more devices than MAX_DEVICES the oldest go.
    """
    with write_transaction():
        write_subscription(member, draft, cookie, at)


def write_subscription(member: Member, draft: SubscriptionDraft, cookie: str, at: datetime) -> None:
    """The same, in the open transaction."""
    sign_in, endpoint_digest = token_digest(cookie), token_digest(draft.endpoint)
    _delete_endpoint(endpoint_digest)
    ids = member.organisation_id, member.id
    delete_devices(*ids, PushSubscription.sign_in == sign_in)
    older = (
        select(PushSubscription.id)
        .where(_of(member))
        .order_by(PushSubscription.created_at.desc(), PushSubscription.id.desc())
        .offset(MAX_DEVICES - 1)
    )
    surplus = list(db.session.scalars(older))
    if surplus:
        delete_devices(*ids, PushSubscription.id.in_(surplus))
    db.session.execute(
        insert(PushSubscription).values(
            organisation_id=member.organisation_id,
            id=new_id(at),
            member_id=member.id,
            sign_in=sign_in,
            endpoint=draft.endpoint,
            endpoint_digest=endpoint_digest,
            p256dh=draft.p256dh,
            auth=draft.auth,
            created_at=at,
        )
    )


def list_devices(member: Member, cookie: str, at: datetime) -> Sequence[Device]:
    """The devices that are subscribed and still signed in, the newest first; one statement."""
    rows = db.session.execute(
        select(
            PushSubscription.id,
            SignIn.agent,
            PushSubscription.created_at,
            PushSubscription.sent_at,
            PushSubscription.error,
            PushSubscription.sign_in,
        )
        .join(SignIn, ON_SIGN_IN)
        .where(_of(member), is_signed_in(at))
        .order_by(PushSubscription.created_at.desc(), PushSubscription.id)
    )
    present = token_digest(cookie)
    return [Device(*row[:-1], present=row.sign_in == present) for row in rows]


def is_push_lost(member: Member, cookie: str) -> bool:
    """Whether the member is reminded by push and this browser is not subscribed; one statement, of
    who is reminded otherwise none.
    """
    if member.reminder != BY_PUSH:
        return False
    own = select(PushSubscription.id).where(
        _of(member), PushSubscription.sign_in == token_digest(cookie)
    )
    return db.session.execute(own).first() is None


def remove_device(member: Member, device_id: UUID) -> None:
    """Remove one of the member's devices; of somebody else's nothing happens."""
    with write_transaction():
        delete_devices(member.organisation_id, member.id, PushSubscription.id == device_id)


def delete_ended(member: Member, at: datetime) -> None:
    """Delete the devices on which the member is signed in no more, in the open transaction."""
    signed_in = exists().where(ON_SIGN_IN, is_signed_in(at)).correlate(PushSubscription)
    ended = list(db.session.scalars(select(PushSubscription.id).where(_of(member), ~signed_in)))
    if ended:
        ids = member.organisation_id, member.id
        delete_devices(*ids, PushSubscription.id.in_(ended))


def is_signed_in(at: datetime) -> ColumnElement[bool]:
    """Whether the session holds that subscribed."""
    return and_(
        SignIn.ended_at.is_(None),
        SignIn.created_at > at - SESSION_LIFETIME,
        SignIn.used_at > at - MAX_IDLE,
    )


ON_SIGN_IN = and_(
    SignIn.organisation_id == PushSubscription.organisation_id,
    SignIn.member_id == PushSubscription.member_id,
    SignIn.token == PushSubscription.sign_in,
)


def _delete_endpoint(endpoint_digest: bytes) -> None:
    """A browser is reached by one member, the last who subscribed in it: in whatever company."""
    same = PushSubscription.endpoint_digest == endpoint_digest
    found: Any = db.session.execute(
        select(PushSubscription.organisation_id, PushSubscription.id).where(same)
    ).all()
    for organisation_id, subscription_id in found:
        of_company = Push.organisation_id == organisation_id
        db.session.execute(delete(Push).where(of_company, Push.subscription_id == subscription_id))
    if found:
        db.session.execute(delete(PushSubscription).where(same))


def _of(member: Member) -> ColumnElement[bool]:
    return and_(
        PushSubscription.organisation_id == member.organisation_id,
        PushSubscription.member_id == member.id,
    )
