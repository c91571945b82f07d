"""A lesson's text, and the tags of an organisation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base


class Lesson(Base):
    """The shown version of a call's lesson, the only place where its words are kept (TRUST 6)."""

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
