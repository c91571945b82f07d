"""Released totals of a team, immutable once they were shown (TRUST, five people)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.columns import Base


class ReleasedTotal(Base):
    """A parcel of a team: some days of one week ("days"), or the themes of four weeks ("themes").

    Written once, when somebody first looks, and never again; it names no member. people is
    how many practised in it, figures are sums.
    """

    __tablename__ = "shown"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "team_id"], ["teams.organisation_id", "teams.id"]),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(6), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    last_day: Mapped[date]
    people: Mapped[int]
    figures: Mapped[Any] = mapped_column(JSON)
