"""Checks of a member: stored entries, days and weeks against those of a replay."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from webapp.database.engine import db
from webapp.game import standings
from webapp.journal.related_entries import DerivedColumns, derived_columns
from webapp.journal.repository import DERIVED_COLUMNS, EntryRow
from webapp.people.members import Member
from webapp.progress.closing.closes import WeekCloses
from webapp.progress.days.repository import MemberDayState, to_row
from webapp.progress.models import MemberWeek, TeamWeek
from webapp.progress.rebuild.replay import Replay
from webapp.progress.rebuild.report import Difference
from webapp.progress.weeks import rosters
from webapp.progress.weeks.rows import MEMBERS, MemberWeekKey, MemberWeekRow, compute_member_week
from webapp.progress.weeks.usual_day import CLOSED_BEFORE

UNREAD = (None, None, None)


def wrong_entries(replay: Replay) -> list[tuple[EntryRow, DerivedColumns]]:
    """Entries that name another call or another day of it, stand although taken back, or are paid
    for something else; those that nobody has read for their pay yet are not wrong for that.
    """
    wrong: list[tuple[EntryRow, DerivedColumns]] = []
    for key, (about, day, withdrawn, outcome, *read) in replay.derived_columns().items():
        row = replay.rows[key]
        is_withdrawn = withdrawn or row.withdrawn  # what was erased does not come back
        right: DerivedColumns = (
            about,
            day,
            is_withdrawn,
            outcome,
            *(read if row.counts is not None else UNREAD),
        )
        if derived_columns(row) != right:
            wrong.append((row, right))
    return wrong


def entry_differences(
    member: Member, wrong: Iterable[tuple[EntryRow, DerivedColumns]]
) -> Iterator[Difference]:
    """What is to be reported of them."""
    for row, right in wrong:
        stored, computed = (
            dict(zip(DERIVED_COLUMNS, each, strict=True)) for each in (derived_columns(row), right)
        )
        yield Difference(member.organisation_id, "entry", row.key, row.day, stored, computed)


def day_differences(
    member: Member, stored: Mapping[date, MemberDayState], computed: Mapping[date, MemberDayState]
) -> Iterator[Difference]:
    """Days that are not what the whole history folds to."""
    for day in sorted({*stored, *computed}):
        stored_day, computed_day = stored.get(day), computed.get(day)
        if stored_day != computed_day:
            stored_row, computed_row = (
                to_row(member, each) if each else None for each in (stored_day, computed_day)
            )
            yield Difference(
                member.organisation_id, "day", member.id, day, stored_row, computed_row
            )


def week_differences(
    replay: Replay, removed_at: datetime | None, last: date, at: datetime, closings: WeekCloses
) -> Iterator[tuple[UUID | None, Difference]]:
    """The member's weeks that are not as they should be, each with the team whose week it is.

    A row must be there in a week in which the member practised or their team's row is there, and in
    each that was written down for good.
    """
    member = replay.member
    stored = _stored(member)
    computed, practised = _computed(replay, stored, last, at, closings)
    touched = _touched(member, {w: row.team_id for w, row in computed.items() if w not in stored})
    for week in sorted({*stored, *computed}):
        closed = closings.is_closed(week, at)
        stored_week, computed_week = stored.get(week), computed.get(week)
        there = (
            stored_week is not None or week in practised or week in touched or closings.has(week)
        )
        if not there or not rosters.plays_in_week(removed_at, week, closings.zone(week)):
            computed_week = None
        if stored_week != computed_week:
            row, computed_row = (
                vars(each) if each else None for each in (stored_week, computed_week)
            )
            difference = Difference(
                member.organisation_id, "week", member.id, week, row, computed_row, closed
            )
            for team_id in {row.team_id for row in (stored_week, computed_week) if row}:
                yield team_id, difference


def _computed(
    replay: Replay,
    stored: Mapping[date, MemberWeekRow],
    last: date,
    at: datetime,
    closings: WeekCloses,
) -> tuple[dict[date, MemberWeekRow], set[date]]:
    """The member's rows of all weeks, and the weeks in which they practised.

    The usual day is read from the weeks as they were published, right or wrong (RULES R5.3).
    """
    member = replay.member
    rows: dict[date, MemberWeekRow] = {}
    published: dict[date, tuple[int, int]] = {}
    practised = set()
    for week, (facts, days) in replay.weeks(last, at, closings).items():
        zone = closings.zone(week)
        rows[week] = compute_member_week(
            MemberWeekKey(member.organisation_id, member.id, week),
            facts.team(member.id, week, zone),
            facts.board_calendar(member.id, member.joined_on, week, zone),
            days,
            _usual(published, week),
        )
        board = stored.get(week, rows[week])
        if week < replay.begins:
            rows[week] = _as_published(rows[week], board)
        published[week] = (board.points, board.working_days)
        if days:
            practised.add(week)
    return rows, practised


def _as_published(row: MemberWeekRow, board: MemberWeekRow) -> MemberWeekRow:
    """A week of before the journal begins: what was practised in it is as it stands (R14.4)."""
    return replace(row, points=board.points, kept_days=board.kept_days, shared=board.shared)


def _usual(published: Mapping[date, tuple[int, int]], week: date) -> Fraction:
    """The usual day, from the weeks that were closed when this one began."""
    return standings.usual_day(
        [board for each, board in published.items() if each <= week - CLOSED_BEFORE]
    )


def _stored(member: Member) -> dict[date, MemberWeekRow]:
    rows = db.session.execute(
        select(*MEMBERS.columns).where(
            MemberWeek.organisation_id == member.organisation_id, MemberWeek.member_id == member.id
        )
    )
    return {row["week"]: MemberWeekRow(**row) for row in rows.mappings()}


def _touched(member: Member, teams: Mapping[date, UUID | None]) -> set[date]:
    """Those of the weeks in which that week's team has a row."""
    rows = db.session.execute(
        select(TeamWeek.week, TeamWeek.team_id).where(
            TeamWeek.organisation_id == member.organisation_id,
            TeamWeek.week.in_(teams),
            TeamWeek.team_id.in_({team_id for team_id in teams.values() if team_id}),
        )
    )
    return {week for week, team_id in rows if teams[week] == team_id}
