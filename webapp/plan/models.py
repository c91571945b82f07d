"""The words of a plan, kept apart from its slot."""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, String
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
