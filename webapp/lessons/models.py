"""A lesson's text, the tags of an organisation, and what is given to the team."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from webapp.database.columns import Base


class Lesson(Base):
    """The shown version of a call's lesson, the only place where its words are kept (TRUST 6).

    folded holds the same words once more as a search compares them, and goes with them.
    """

    __tablename__ = "lessons"
    __table_args__ = (Index("lessons_by_instant", "organisation_id", "member_id", "instant"),)

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    call: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[UUID]
    instant: Mapped[datetime]
    happened: Mapped[str | None] = mapped_column(String(40))
    work_on: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(280), default="")
    if_text: Mapped[str] = mapped_column(String(80), default="")
    then_text: Mapped[str] = mapped_column(String(80), default="")
    folded: Mapped[str] = mapped_column(Text, default="")


class Tag(Base):
    """A tag of one of the two rows, `happened` or `work_on`; archived, never deleted."""

    __tablename__ = "tags"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    row: Mapped[str] = mapped_column(String(8))
    position: Mapped[int]
    name_fr: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(40))
    archived_at: Mapped[datetime | None]

    @classmethod
    def name_in(cls, language: str) -> InstrumentedAttribute[str]:
        """The column of its name in that language."""
        return cls.name_fr if language == "fr" else cls.name_en


class SharedLesson(Base):
    """A call's lesson that stands shared; `key` is its newest share in the journal.

    The team knows it by id, which is chance alone: it tells neither the call nor the time. Given
    again after it was taken back, it has another one. team_id is the team that it was given to and
    stays with, whatever becomes of its author; nobody sees what was given by who was in none.
    """

    __tablename__ = "gifts"
    __table_args__ = (
        Index("gifts_by_call", "organisation_id", "member_id", "call", unique=True),
        Index("gifts_by_team", "organisation_id", "team_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID]
    team_id: Mapped[UUID | None]
    call: Mapped[UUID]
    key: Mapped[UUID]


class HelpfulMark(Base):
    """« This helps me »: a member's own mark on another's gift, without a time; it goes with it."""

    __tablename__ = "helps"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "gift_id"],
            ["gifts.organisation_id", "gifts.id"],
            ondelete="CASCADE",
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    gift_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
