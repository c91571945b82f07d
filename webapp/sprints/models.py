"""The rows of team sprints: when one is, and who is in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.columns import Base


class TeamSprint(Base):
    """A sprint of a team (RULES R13.9): from begins_at, before ends_at. member_id is who opened it,
    which nobody is told.
    """

    __tablename__ = "team_sprints"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "team_id"], ["teams.organisation_id", "teams.id"]),
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
        Index("team_sprints_by_team", "organisation_id", "team_id", "ends_at"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    team_id: Mapped[UUID]
    member_id: Mapped[UUID]
    opened_at: Mapped[datetime]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class TeamSprintMember(Base):
    """Somebody who is in a team sprint: by which entry, its instant, and when it arrived."""

    __tablename__ = "team_sprint_members"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "team_sprint_id"],
            ["team_sprints.organisation_id", "team_sprints.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    team_sprint_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[UUID]
    joined_at: Mapped[datetime]
    arrived_at: Mapped[datetime]
