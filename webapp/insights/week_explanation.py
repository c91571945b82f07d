"""Explanation of a week's points, and of what the team's board reads of it (RULES R2, R5)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import ceil

from webapp.database.transactions import read_transaction
from webapp.game import acts, breakdown, levels, standings
from webapp.game.days import WEEK, days_of, is_closed, sunday_of, today, week_close, week_of
from webapp.people.members import Member
from webapp.people.schedule import facts as people_facts
from webapp.people.schedule.facts import Facts
from webapp.progress.days import repository as day_repository
from webapp.progress.days import totals as day_totals
from webapp.progress.days.repository import MemberDayState
from webapp.progress.weeks import repository as week_repository
from webapp.progress.weeks.rows import (
    DayContribution,
    MemberWeekKey,
    MemberWeekRow,
    compute_member_week,
)
from webapp.progress.weeks.usual_day import usual_days


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the week; state is "before" (joining), "ahead", "working" or "off".

    `first` is the day of joining, which is neutral whatever the pattern (RULES R4.1).
    """

    day: date
    points: int
    kept: bool
    state: str
    first: bool


@dataclass(frozen=True, slots=True)
class BoardPart:
    """What the team's board reads of the week; `others` is what its days off gave, which it leaves.

    `later` says that the board closed with other points than the working days have now.
    """

    team: bool
    points: int
    working_days: int
    kept_days: int
    kept_needed: int
    kept_enough: bool
    shared: bool
    usual: Fraction
    full_effort: int
    effort: Fraction
    others: int
    closed: bool
    closes_on: date
    later: bool


@dataclass(frozen=True, slots=True)
class WeekExplanation:
    """A week by its Monday, and the reasons of its points; `level` and `total` are those of now."""

    monday: date
    current: bool
    days: tuple[WeekDay, ...]
    extras: breakdown.WeekBreakdown
    board: BoardPart
    level: levels.Level
    total: int
    previous: date | None
    next: date | None

    @property
    def points(self) -> int:
        return sum(each.points for each in self.days) + self.extras.points


def explain_week(member: Member, monday: date, now: datetime) -> WeekExplanation | None:
    """The reasons of one of the member's weeks; six statements, or seven after a long leave.

    None for a week before they joined or still to come; a traveller may have reached the next,
    or have joined in it and be in the one before.
    """
    present = today(now, member.zone)
    last = week_of(present)
    first = min(week_of(member.joined_on), last)
    if not first <= monday <= last + WEEK:
        return None
    with read_transaction():
        stored, total = day_repository.list_between(member, monday, sunday_of(monday))
        if monday > last and not stored:
            return None
        facts = people_facts.read_facts(member.organisation_id, [member.id])
        reduced = member.journal_from is not None and monday < member.journal_from
        shares = () if reduced else day_totals.list_shared(member, [monday])
        row = _row(member, facts, monday, stored, now)
    working = facts.calendar(member.id, member.joined_on, monday, monday + WEEK).working
    on_board = facts.board_calendar(
        member.id, member.joined_on, monday, member.organisation_zone
    ).working
    own = {each.day: each for each in stored}
    days = tuple(
        _day(own.get(d), d, member.joined_on, present, working(d)) for d in days_of(monday)
    )
    return WeekExplanation(
        monday=monday,
        current=monday == last,
        days=days,
        extras=_reduced(stored) if reduced else _extras(shares, monday),
        board=_on_board(member, row, days, {d for d in days_of(monday) if on_board(d)}, now),
        level=levels.level_of(total),
        total=total,
        previous=monday - WEEK if monday > first else None,
        next=monday + WEEK if monday < last else None,
    )


def _extras(shares: Collection[acts.CountedShare], monday: date) -> breakdown.WeekBreakdown:
    return breakdown.break_down_week(share for share in shares if week_of(share.day) == monday)


def _reduced(stored: Collection[MemberDayState]) -> breakdown.WeekBreakdown:
    whole = day_totals.sum_totals(day.figures for day in stored)
    return breakdown.break_down_reduced_week(whole.shares, whole.extras)


def _row(
    member: Member, facts: Facts, monday: date, stored: Collection[MemberDayState], now: datetime
) -> MemberWeekRow:
    """The member's week as the board has it, or as it reads a week that nobody touched."""
    row = week_repository.get_member_week(member.organisation_id, monday, member.id)
    if row is not None:
        return row
    zone, joined = member.organisation_zone, {member.id: member.joined_on}
    closed = is_closed(monday, zone, now)
    then = facts.as_of_week(monday, zone, now)
    practised = [DayContribution(d.day, d.figures.points, d.kept, d.figures.shares) for d in stored]
    return compute_member_week(
        MemberWeekKey(member.organisation_id, member.id, monday),
        then.team(member.id, monday, zone),
        then.board_calendar(member.id, member.joined_on, monday, zone),
        () if closed else practised,
        usual_days(member.organisation_id, joined, then, monday, zone)[member.id],
    )


def _day(
    stored: MemberDayState | None, day: date, joined: date, present: date, working: bool
) -> WeekDay:
    state = "working" if working else "off"
    if not stored and not joined <= day <= present:
        state = "before" if day < joined else "ahead"
    points, kept = (stored.figures.points, stored.kept) if stored else (0, False)
    return WeekDay(day, points, kept, state, first=day == joined)


def _on_board(
    member: Member,
    row: MemberWeekRow,
    days: Collection[WeekDay],
    worked: Collection[date],
    now: datetime,
) -> BoardPart:
    """`worked` has the working days as the board of the week reads them (RULES R5.10)."""
    counted = sum(day.points for day in days if day.day in worked)
    closed = is_closed(row.week, member.organisation_zone, now)
    return BoardPart(
        team=row.team_id is not None,
        points=row.points,
        working_days=row.working_days,
        kept_days=row.kept_days,
        kept_needed=standings.kept_needed(row.working_days),
        kept_enough=standings.kept_enough(row.kept_days, row.working_days),
        shared=row.shared,
        usual=row.usual,
        full_effort=ceil(row.usual * row.working_days),
        effort=standings.effort(row.points, row.usual, row.working_days),
        others=sum(day.points for day in days if day.day not in worked),
        closed=closed,
        closes_on=week_close(row.week, member.organisation_zone)
        .astimezone(member.organisation_zone)
        .date(),
        later=closed and counted != row.points,
    )
