"""Rows of a member's week and of a team's, computed (RULES R5.1, R5.2, R5.5)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from fractions import Fraction
from typing import cast
from uuid import UUID

from sqlalchemy import Table

from webapp.game import standings
from webapp.game.calendars import Calendar
from webapp.game.days import days_of
from webapp.progress.models import MemberWeek, Morning, Mornings, TeamWeek

MEMBERS = cast(Table, MemberWeek.__table__)
TEAMS = cast(Table, TeamWeek.__table__)
MEMBER_KEY = ("organisation_id", "member_id", "week")
TEAM_KEY = ("organisation_id", "week", "team_id")

RULE_FIELDS = tuple(each.name for each in fields(standings.MemberWeek))  # columns of these names


@dataclass(frozen=True, slots=True)
class DayContribution:
    """What a practised day gives to its week."""

    day: date
    points: int
    kept: bool
    shares: int


@dataclass(frozen=True, slots=True)
class MemberWeekKey:
    """The primary key of a member's week."""

    organisation_id: UUID
    member_id: UUID
    week: date


@dataclass(frozen=True)
class MemberWeekRow:
    """A member's week: the columns of `MemberWeek`, by name."""

    organisation_id: UUID
    member_id: UUID
    week: date
    team_id: UUID | None
    working_days: int
    points: int
    kept_days: int
    shared: bool
    usual: Fraction

    @property
    def as_rule_input(self) -> standings.MemberWeek:
        """The week as the rules of the board read it."""
        return standings.MemberWeek(*(getattr(self, name) for name in RULE_FIELDS))


@dataclass(frozen=True)
class TeamWeekRow:
    """A team's week: the columns of `TeamWeek`, by name."""

    organisation_id: UUID
    week: date
    team_id: UUID
    size: int
    effort: Fraction | None
    kept: Fraction | None
    shared: Fraction | None
    at_work: int | None = field(default=None, compare=False)  # rows of before say nothing of it
    mornings: Mornings | None = field(default=None, compare=False)  # what was is not computed again

    @property
    def morning(self) -> Morning:
        """How the team stands, as the mornings keep it."""
        if self.effort is None or self.kept is None or self.shared is None:
            return None, self.size, self.at_work
        raw = standings.Parts(self.effort, self.kept, self.shared).raw
        return str(raw), self.size, self.at_work


def compute_member_week(
    key: MemberWeekKey,
    team_id: UUID | None,
    calendar: Calendar,
    days: Iterable[DayContribution],
    usual: Fraction,
) -> MemberWeekRow:
    """The member's week out of its practised days: points and kept days of working days alone."""
    practised = list(days)
    worked = [day for day in practised if calendar.working(day.day)]
    return MemberWeekRow(
        organisation_id=key.organisation_id,
        member_id=key.member_id,
        week=key.week,
        team_id=team_id,
        working_days=list_working_days(calendar, key.week),
        points=sum(day.points for day in worked),
        kept_days=sum(day.kept for day in worked),
        shared=any(day.shares for day in practised if day.day > calendar.joined),
        usual=usual,
    )


def compute_team_week(
    organisation_id: UUID, week: date, team_id: UUID, rows: Collection[MemberWeekRow]
) -> TeamWeekRow:
    """The team's week out of those of its members, away or not (RULES R5.5)."""
    made_of = standings.score_parts([row.as_rule_input for row in rows])
    return TeamWeekRow(
        organisation_id=organisation_id,
        week=week,
        team_id=team_id,
        size=len(rows),
        effort=made_of.effort if made_of else None,
        kept=made_of.kept if made_of else None,
        shared=made_of.shared if made_of else None,
        at_work=sum(row.working_days > 0 for row in rows),
    )


def list_working_days(calendar: Calendar, week: date) -> int:
    """The member's working days of that week since they joined (RULES R5.1)."""
    return sum(calendar.working(day) for day in days_of(week))


def with_morning(
    row: TeamWeekRow, previous: TeamWeekRow | None, mornings: Mornings, day: date
) -> TeamWeekRow:
    """The row with the `previous` one as it was before the day's first writing; None: none was."""
    morning = {day.isoformat(): previous.morning if previous else None}
    return replace(row, mornings=morning | mornings)
