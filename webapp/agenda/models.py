"""The rows of the agenda: a member's hours, their calendars, and the times that are busy."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.columns import Base


class Agenda(Base):
    """The hours in which a member who has connected a calendar may have gaps, and the minutes that
    they keep before and after what is busy (RULES R17). It goes with their last calendar.
    """

    __tablename__ = "agendas"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    day_from: Mapped[time]
    day_to: Mapped[time]
    margin: Mapped[int] = mapped_column(SmallInteger)


class AgendaCalendar(Base):
    """A calendar of a member's: `address` is encrypted under the secret, and None of a file; `host`
    is all of it that is shown, and "" of a file.

    Its busy times are known from connected_at to known_until, as it was read at read_at. It is due
    at due_at; claimed_at is when a process last took it, failures how often it could not be read
    since it last could, and error says why: one of `reading.ERRORS`. skipped counts the events that
    could not be read; digest is made of the rest, to know whether anything has changed.
    """

    __tablename__ = "agenda_calendars"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["agendas.organisation_id", "agendas.member_id"]
        ),
        Index("agenda_calendars_due", "due_at"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    address: Mapped[str | None] = mapped_column(Text)
    connected_at: Mapped[datetime]
    read_at: Mapped[datetime]
    known_until: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(SmallInteger, default=0)
    error: Mapped[str | None] = mapped_column(String(16))
    skipped: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class BusyTime(Base):
    """A time that is busy in a calendar, of a day at most: a longer one is several. What it is busy
    with is never kept.
    """

    __tablename__ = "busy_times"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id", "calendar_id"],
            [
                "agenda_calendars.organisation_id",
                "agenda_calendars.member_id",
                "agenda_calendars.id",
            ],
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    calendar_id: Mapped[UUID] = mapped_column(primary_key=True)
    begins: Mapped[datetime] = mapped_column(primary_key=True)
    ends: Mapped[datetime]
