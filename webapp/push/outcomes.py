"""Outcome of a message to a device: its row goes or is due again, the device keeps how it went."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update

from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.push.models import PushSubscription
from webapp.push.outbox import OutgoingPush, delete_push, write_push
from webapp.push.settings import delete_devices

FIRST_DELAY = timedelta(seconds=20)
MAX_FAILURES = 5  # in a row, after which a device is no longer one


def finish(push: OutgoingPush, at: datetime) -> None:
    """The push service has taken the message."""
    with write_transaction():
        delete_push(push.organisation_id, push.id)
        _note(push, sent_at=at, failures=0, error=None)


def postpone(push: OutgoingPush, error: str, at: datetime, wait: timedelta | None) -> None:
    """The push service did not take the message: try again, as long as it is worth something.
    `wait` is for how long the service asks; else it is longer each time.
    """
    due_at = at + max(wait or timedelta(), FIRST_DELAY * (1 << min(push.attempts - 1, 10)))
    if due_at >= push.expires_at:
        give_up(push, error)
        return
    with write_transaction():
        write_push(push, due_at=due_at)


def give_up(push: OutgoingPush, error: str) -> None:
    """The message does not reach the device; one that is not reached again and again is removed."""
    with write_transaction():
        delete_push(push.organisation_id, push.id)
        _note(push, failures=PushSubscription.failures + 1, error=error)
        hopeless = PushSubscription.failures >= MAX_FAILURES
        _forget(push, hopeless)


def forget_device(push: OutgoingPush) -> None:
    """The push service knows the device no more."""
    with write_transaction():
        _forget(push)


def _forget(push: OutgoingPush, *which: ColumnElement[bool]) -> None:
    own = PushSubscription.id == push.subscription_id
    delete_devices(push.organisation_id, push.member_id, own, *which)


def _note(push: OutgoingPush, **values: object) -> None:
    db.session.execute(
        update(PushSubscription)
        .where(
            PushSubscription.organisation_id == push.organisation_id,
            PushSubscription.id == push.subscription_id,
        )
        .values(values)
        .execution_options(synchronize_session=False)
    )
