"""Rows of reminders: what each member has chosen, their devices, and what is on its way."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.columns import Base


class Reminder(Base):
    """The times of a member's reminder; whether and by which way it comes is in members.reminder.

    due_at is when the loop next looks at it, empty while the member wishes none. A reminder whose
    time was before `since` is not made up. reminded_on is the last practice day that had one.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
        Index("reminders_by_time", "due_at"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    at_time: Mapped[time]
    from_time: Mapped[time]
    to_time: Mapped[time]
    since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    reminded_on: Mapped[date | None]


class PushSubscription(Base):
    """A browser that may be pushed to: where its push service takes messages (endpoint), and the
    keys under which it alone reads them.

    sign_in is the digest of the session that subscribed: with that, the subscription ends. sent_at
    is when its service last took a message, failures how many it has not taken since, error why.
    """

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
        Index("push_subscriptions_by_member", "organisation_id", "member_id"),
        Index("push_subscriptions_by_endpoint", "endpoint_digest"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID]
    sign_in: Mapped[bytes] = mapped_column(LargeBinary(32))
    endpoint: Mapped[str] = mapped_column(Text)
    endpoint_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    p256dh: Mapped[bytes] = mapped_column(LargeBinary(65))
    auth: Mapped[bytes] = mapped_column(LargeBinary(16))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None] = mapped_column(String(16))


class Push(Base):
    """A message to one device, worth nothing after expires_at; its row goes when it is done.

    due_at is empty once a process has taken it to send it: it is set again only where the push
    service has said that it did not take the message.
    """

    __tablename__ = "pushes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "subscription_id"],
            ["push_subscriptions.organisation_id", "push_subscriptions.id"],
        ),
        Index("pushes_by_time", "due_at"),
        Index("pushes_by_expiry", "expires_at"),
        Index("pushes_by_subscription", "organisation_id", "subscription_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID]
    subscription_id: Mapped[UUID]
    payload: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")


class PushKey(Base):
    """The server's own pair of keys (VAPID), by which push services know it; there is one row.

    The private one is encrypted under the server's secret; the public one is said to browsers.
    """

    __tablename__ = "push_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[str] = mapped_column(String(88))
    created_at: Mapped[datetime]
