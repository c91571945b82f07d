"""The rows of a plan beside its slots: a cue's words, and the address of the feed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.columns import Base


class Cue(Base):
    """The if of a slot by the key of its entry, the only place where its words are kept (TRUST 6).

    It goes with its slot when that is withdrawn.
    """

    __tablename__ = "cues"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(80))


class PlanFeed(Base):
    """The secret address under which a member's own calendar program reads their plan, by the
    digest of its token; it goes when its owner closes it. alarm_minutes is how long before a slot
    the program rings, None not at all.
    """

    __tablename__ = "plan_feeds"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
        Index("plan_feeds_token", "organisation_id", "token", unique=True),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary(32))
    opened_at: Mapped[datetime]
    alarm_minutes: Mapped[int | None] = mapped_column(SmallInteger)
