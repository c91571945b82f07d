"""Job of reminders: whoever is due is marked and reminded, in one transaction (RULES R16).

At most once: the day is marked in the transaction that writes the mail or the messages to devices,
so that neither a second process nor a second try finds it unmarked. A process that dies before it
has committed leaves everything as it was, and another one does it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError

import webapp.clock as clock
from webapp.database.engine import db
from webapp.database.transactions import read_transaction, retry_on_deadlock, write_transaction
from webapp.game.reminders import ReminderTimes
from webapp.i18n import force_variant
from webapp.people.members import Member, get_member
from webapp.people.membership import HAS_ACCESS
from webapp.people.models import MemberRow
from webapp.push import emails, messages, outbox, subscriptions
from webapp.push.models import Reminder
from webapp.push.planning import Notice, ReminderState, plan_reminder
from webapp.push.settings import BY_MAIL, BY_PUSH

AWAY = timedelta(days=1)  # until the loop looks again at who may not come in
PUT_OFF = timedelta(hours=1)
logger = logging.getLogger(__name__)


class _UnreadableError(Exception):
    """What is due for this member could not be worked out; it must not hold up the others."""

    def __init__(self, organisation_id: UUID, member_id: UUID) -> None:
        super().__init__(f"{organisation_id} {member_id}")
        self.ids = organisation_id, member_id


def remind_due(is_stopping: Callable[[], bool]) -> datetime | None:
    """Remind whoever is due, one after the other; says when there is next somebody to look at."""
    has_found = True
    while has_found and not is_stopping() and _is_due(clock.now()):
        try:
            has_found = retry_on_deadlock(partial(_look_at_one, clock.now()))
        except _UnreadableError as error:
            logger.exception("The reminder of member %s is put off for an hour.", error.ids[1])
            with write_transaction():
                _write(*error.ids, due_at=clock.now() + PUT_OFF)
    return _next_due()


def _look_at_one(at: datetime) -> bool:
    """Look at one member whose time has come; whether there was one whom no other process has."""
    with write_transaction():
        row = db.session.execute(
            select(Reminder)
            .where(Reminder.due_at <= at)
            .order_by(Reminder.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).scalar()
        if row is None:
            return False
        try:
            _look_at(row, at)
        except SQLAlchemyError:
            raise
        except Exception as error:
            raise _UnreadableError(row.organisation_id, row.member_id) from error
    return True


def _look_at(row: Reminder, at: datetime) -> None:
    ids = row.organisation_id, row.member_id
    member = _reachable_member(*ids)
    if member is None:
        _write(*ids, due_at=at + AWAY)
        return
    times = ReminderTimes(row.at_time, row.from_time, row.to_time)
    with force_variant(member.words):
        plan = plan_reminder(member, ReminderState(times, row.since, row.reminded_on), at)
        subscriptions.delete_ended(member, at)
        if plan.notice:
            _write(*ids, reminded_on=plan.day)
            _send(member, plan.notice, at)
    _write(*ids, due_at=plan.next_look)


def _send(member: Member, notice: Notice, at: datetime) -> None:
    """Put the notice on its way, in the open transaction."""
    if member.reminder == BY_MAIL:
        emails.enqueue_reminder(member, notice, at)
    elif member.reminder == BY_PUSH:
        outbox.enqueue(member, messages.reminder_message(notice), at, notice.until)


def _reachable_member(organisation_id: UUID, member_id: UUID) -> Member | None:
    """The member, unless they are suspended, removed or about to be erased."""
    has_access = select(MemberRow.id).where(
        MemberRow.organisation_id == organisation_id, MemberRow.id == member_id, HAS_ACCESS
    )
    if db.session.execute(has_access).first() is None:
        return None
    return get_member(organisation_id, member_id)


def _write(organisation_id: UUID, member_id: UUID, **values: object) -> None:
    db.session.execute(
        update(Reminder)
        .where(Reminder.organisation_id == organisation_id, Reminder.member_id == member_id)
        .values(values)
    )


def _is_due(at: datetime) -> bool:
    due = _next_due()
    return due is not None and due <= at


def _next_due() -> datetime | None:
    """When somebody is next to be looked at: the first of the index."""
    with read_transaction() as session:
        due: datetime | None = session.execute(select(func.min(Reminder.due_at))).scalar()
    return due
