"""Materialised rows: every one can be computed again from the journal and the facts."""

from datetime import date, datetime
from fractions import Fraction
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.columns import Base

Morning: TypeAlias = tuple[str | None, int, int | None]
Mornings: TypeAlias = dict[str, Morning | None]


class MemberDay(Base):
    """A day on which a member practised, and the streak's state once it is entered.

    The state is that of `game.streaks.enter`: every earlier day closed, this one still running, so
    it depends on no clock. open_days holds [day, kept days since] pairs, oldest first; total is
    every point up to and with this day.
    """

    __tablename__ = "member_days"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    attempts: Mapped[int]
    conversations: Mapped[int]
    meetings: Mapped[int]
    complete: Mapped[int]
    points: Mapped[int]
    extras: Mapped[int]
    shares: Mapped[int]
    slots: Mapped[int] = mapped_column(default=0, server_default="0")
    kept: Mapped[bool]
    makes_up: Mapped[bool]
    count: Mapped[int]
    tenths: Mapped[int]
    best: Mapped[int]
    open_days: Mapped[list[list[str | int]]] = mapped_column(JSON)
    kept_weight: Mapped[float]
    worked_weight: Mapped[float]
    missed: Mapped[int]
    broken: Mapped[bool]
    total: Mapped[int]


class MemberWeek(Base):
    """A member's week on the board (RULES R5.1 to R5.4); week is its Monday."""

    __tablename__ = "member_weeks"
    __table_args__ = (
        Index("member_weeks_by_team", "organisation_id", "team_id", "week"),
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    team_id: Mapped[UUID | None]
    working_days: Mapped[int]
    points: Mapped[int]
    kept_days: Mapped[int]
    shared: Mapped[bool]
    usual: Mapped[Fraction]


class TeamWeek(Base):
    """A team's week: its members, and the parts of its raw score; no parts when it rests.

    version counts how often the row was written, which it is whenever a row of its members is.
    What follows stands once the closed week is written down: the board that the team was on (none
    for a team that was put away), its place in the order of names there. at_work is how many of its
    members had working days; rows of before do not say it as long as their week is open.

    mornings says how the team stood when a day of its open week began, for each day on which
    somebody wrote: {day: [raw score as a fraction, members, at work]}, or None before its first.
    """

    __tablename__ = "team_weeks"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "team_id"], ["teams.organisation_id", "teams.id"]),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    size: Mapped[int]
    effort: Mapped[Fraction | None]
    kept: Mapped[Fraction | None]
    shared: Mapped[Fraction | None]
    version: Mapped[int] = mapped_column(default=1)
    league: Mapped[int | None]
    position: Mapped[int | None]
    at_work: Mapped[int | None]
    mornings: Mapped[Mornings | None] = mapped_column(JSON(none_as_null=True))


class ClosedWeek(Base):
    """A week that is written down for good (RULES R1.9): when it closed, by which zone it was read,
    and in how many leagues. Its rows of members and teams are all there, and never written again.
    """

    __tablename__ = "closed_weeks"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    closed_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(64))
    leagues: Mapped[int]


class LeagueAssignment(Base):
    """The league of a team for a season (RULES R5.8); kept where all do not fit on one board.

    season is the Monday of its first week.
    """

    __tablename__ = "leagues"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "team_id"], ["teams.organisation_id", "teams.id"]),
        Index("leagues_by_league", "organisation_id", "season", "league"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    season: Mapped[date] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    league: Mapped[int]
