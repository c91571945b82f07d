"""Settings of a member's reminder: its way, its hour, their own hours; and what makes the loop look
again.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, delete, select, update

from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.database.upsert import upsert
from webapp.game.reminders import ReminderTimes
from webapp.people.members import Member
from webapp.people.models import MemberRow
from webapp.push.models import Push, PushSubscription, Reminder

NONE, BY_PUSH, BY_MAIL = WAYS = ("none", "push", "mail")
REMINDERS = cast(Table, Reminder.__table__)
KEY = ("organisation_id", "member_id")


@dataclass(frozen=True, slots=True)
class ReminderSettings:
    """What a member has chosen; `way` is one of WAYS."""

    way: str = NONE
    times: ReminderTimes = field(default_factory=ReminderTimes)


def load_settings(member: Member) -> ReminderSettings:
    """The member's settings; one statement."""
    times = select(Reminder.at_time, Reminder.from_time, Reminder.to_time).where(_own(member))
    row = db.session.execute(times).first()
    return ReminderSettings(
        member.reminder or NONE, ReminderTimes(*row) if row else ReminderTimes()
    )


def save_settings(member: Member, settings: ReminderSettings, at: datetime) -> None:
    """Save the settings; what was due earlier today is not made up (RULES R16.4). Without push the
    devices are forgotten.
    """
    with write_transaction():
        write_settings(member, settings, at)


def write_settings(member: Member, settings: ReminderSettings, at: datetime) -> None:
    """The same, in the open transaction."""
    ids = {"organisation_id": member.organisation_id, "member_id": member.id}
    times, due_at = settings.times, None if settings.way == NONE else at
    values = {"at_time": times.at, "from_time": times.first, "to_time": times.last}
    upsert(REMINDERS, [ids | values | {"since": at, "due_at": due_at}], KEY)
    db.session.execute(
        update(MemberRow)
        .where(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)
        .values(reminder=settings.way)
    )
    if settings.way != BY_PUSH:
        delete_devices(member.organisation_id, member.id)


def switch_off(organisation_id: UUID, member_id: UUID) -> None:
    """No reminder any more: by the link of a mail, whoever is signed in."""
    of_member = MemberRow.organisation_id == organisation_id, MemberRow.id == member_id
    own = Reminder.organisation_id == organisation_id, Reminder.member_id == member_id
    with write_transaction() as session:
        session.execute(update(MemberRow).where(*of_member).values(reminder=NONE))
        session.execute(update(Reminder).where(*own).values(due_at=None))
        delete_devices(organisation_id, member_id)


def replan(member: Member, at: datetime) -> None:
    """Let the loop look again at the member's reminder, in the open transaction: a slot was
    planned, or their zone has changed. Of who has none it costs nothing.
    """
    if member.reminder not in (BY_PUSH, BY_MAIL):
        return
    db.session.execute(
        update(Reminder)
        .where(_own(member), Reminder.due_at.is_not(None))
        .values(due_at=at, since=at)
    )


def delete_devices(organisation_id: UUID, member_id: UUID, *which: ColumnElement[bool]) -> None:
    """Delete these of the member's devices, with what was on its way to them, in the open
    transaction.
    """
    of_member = and_(
        PushSubscription.organisation_id == organisation_id,
        PushSubscription.member_id == member_id,
        *which,
    )
    doomed: Any = select(PushSubscription.id).where(of_member)
    db.session.execute(
        delete(Push).where(
            Push.organisation_id == organisation_id, Push.subscription_id.in_(doomed)
        )
    )
    db.session.execute(delete(PushSubscription).where(of_member))


def _own(member: Member) -> ColumnElement[bool]:
    return and_(Reminder.organisation_id == member.organisation_id, Reminder.member_id == member.id)
