"""Exports of reminders: what a member has chosen, and their devices."""

from typing import Any

from sqlalchemy import Select, select

from webapp.people.members import Member
from webapp.people.models import SignIn
from webapp.push.models import PushSubscription, Reminder
from webapp.push.subscriptions import ON_SIGN_IN


def export_reminder(member: Member) -> Select[*tuple[Any, ...]]:
    """The times of the member's reminder; its way stands in the profile."""
    return select(
        Reminder.at_time,
        Reminder.from_time,
        Reminder.to_time,
        Reminder.since,
        Reminder.due_at,
        Reminder.reminded_on,
    ).where(Reminder.organisation_id == member.organisation_id, Reminder.member_id == member.id)


def export_devices(member: Member) -> Select[*tuple[Any, ...]]:
    """The devices that may be pushed to, by what their browser said it was; and how that went."""
    return (
        select(
            SignIn.agent,
            PushSubscription.created_at,
            PushSubscription.sent_at,
            PushSubscription.failures,
            PushSubscription.error,
        )
        .outerjoin(SignIn, ON_SIGN_IN)
        .where(
            PushSubscription.organisation_id == member.organisation_id,
            PushSubscription.member_id == member.id,
        )
        .order_by(PushSubscription.created_at)
    )
