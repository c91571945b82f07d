"""Rows of the outbox: a mail from the change that causes a mail until a day after it has left."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.columns import Base


class Mail(Base):
    """A mail to a member, or to nobody (organisation_id NOBODY), which says nothing.

    Due at due_at, worth nothing after expires_at. claimed_at is when a process last took it, which
    moves due_at beyond the time that sending may take; attempts counts that. done_at is when the
    mail server took it, or when it was given up: then an error stays. Once done it holds no text,
    for that is where codes and links are. error is one of smtp.ERRORS or "expired".
    """

    __tablename__ = "mails"
    __table_args__ = (Index("mails_by_time", "done_at", "due_at"),)

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(16))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(16))
    detail: Mapped[str] = mapped_column(String(200), default="")
