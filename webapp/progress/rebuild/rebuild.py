"""Rebuild: all derived rows computed again from journal and facts, and compared (HOUSE 4)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, true

import webapp.clock as clock
from webapp.database.engine import db
from webapp.database.transactions import read_transaction, write_transaction
from webapp.game.days import WEEK, today, week_of
from webapp.journal import repository as journal
from webapp.journal.related_entries import DerivedColumns
from webapp.journal.repository import EntryRow
from webapp.people.members import Member, get_past_member, get_timezone
from webapp.people.models import MemberRow, Organisation, Team
from webapp.people.schedule import facts as people_facts
from webapp.progress.closing.closes import WeekCloses
from webapp.progress.closing.closes import read_closes as read_closings
from webapp.progress.days import repository as day_repository
from webapp.progress.days.repository import MemberDayState
from webapp.progress.rebuild import board_checks, member_checks
from webapp.progress.rebuild.replay import Replay
from webapp.progress.rebuild.report import Report
from webapp.progress.weeks import updates as week_updates

MEMBERS_PER_BATCH = 500


def rebuild(
    organisation_id: UUID | None = None, write: bool = False, at: datetime | None = None
) -> Report:
    """Read one organisation again, or all of them; with `write`, mend what is open.

    `at` is now unless a test says otherwise. Memory holds one member's history at a time, and each
    has a transaction of their own, so that others go on meanwhile.
    """
    report = Report(written=write)
    chosen = true() if organisation_id is None else Organisation.id == organisation_id
    columns = (Organisation.id, Organisation.zone, Organisation.zone_since, Organisation.erased_at)
    for each, zone, zone_since, erased_at in _all(select(*columns).where(chosen)):
        since = max(filter(None, (zone_since, erased_at)), default=None)
        _organisation(report, each, zone, since, erased_at, write, at or clock.now())
    return report


def _organisation(
    report: Report,
    organisation_id: UUID,
    zone_name: str,
    dealt_since: datetime | None,
    erased_at: datetime | None,
    write: bool,
    at: datetime,
) -> None:
    zone = get_timezone(zone_name)
    last = week_of(today(at, zone)) + WEEK
    with read_transaction():
        closings = read_closings(organisation_id, zone)
    wrong: set[tuple[date, UUID]] = set()
    for member_id, removed_at in _members(organisation_id):
        with write_transaction() if write else read_transaction():
            wrong |= _member(
                report, organisation_id, member_id, removed_at, last, write, at, closings
            )
    with read_transaction():
        report.differences += board_checks.league_differences(organisation_id, zone, dealt_since)
        weeks = board_checks.list_stored_weeks(organisation_id)
    report.weeks += len(weeks)
    for (team_id,) in _all(select(Team.id).where(Team.organisation_id == organisation_id)):
        with read_transaction():
            differences = list(
                board_checks.team_differences(organisation_id, team_id, weeks, closings, at)
            )
        published = [
            team
            for team in differences
            if board_checks.lacks_erased_member(team, closings, erased_at)
        ]
        differences = [team for team in differences if team not in published]
        report.published += len(published)
        wrong |= {(team.on, team_id) for team in differences if not team.closed}
        report.differences += differences
    for week, team_id in sorted(wrong) if write else ():
        with write_transaction():
            week_updates.recompute_team_weeks(organisation_id, [(week, team_id)], zone, at)


def _member(
    report: Report,
    organisation_id: UUID,
    member_id: UUID,
    removed_at: datetime | None,
    last: date,
    write: bool,
    at: datetime,
    closings: WeekCloses,
) -> set[tuple[date, UUID]]:
    """Check one member, and mend their entries and days; says which teams' weeks are wrong."""
    if write:
        journal.lock_member(organisation_id, member_id)
    member = get_past_member(organisation_id, member_id)
    if member is None:
        return set()
    facts = people_facts.read_facts(organisation_id, [member_id])
    stored = {day.day: day for day in day_repository.list_since(member, date.min)}
    replay = Replay(member, facts, journal.list_rows(member, true()), stored)
    loose, right = member_checks.wrong_entries(replay), replay.days()
    wrong = list(member_checks.week_differences(replay, removed_at, last, at, closings))
    report.members += 1
    report.days += len(right)
    report.reduced += sum(day.day < replay.begins for day in right)
    report.differences += member_checks.entry_differences(member, loose)
    report.differences += member_checks.day_differences(
        member, stored, {day.day: day for day in right}
    )
    report.differences += {id(difference): difference for _, difference in wrong}.values()
    opened = [(difference.on, team_id) for team_id, difference in wrong if not difference.closed]
    if write:
        _mend(member, loose, stored, right)
        for week in {week for week, team_id in opened if team_id is None}:
            week_updates.update_teamless_week(member, facts, week, at)
    return {(week, team_id) for week, team_id in opened if team_id}


def _mend(
    member: Member,
    loose: list[tuple[EntryRow, DerivedColumns]],
    stored: dict[date, MemberDayState],
    right: list[MemberDayState],
) -> None:
    for row, tied in loose:
        vars(row).update(zip(journal.DERIVED_COLUMNS, tied, strict=True))
    journal.update_derived([row for row, _ in loose])
    day_repository.upsert_days(member, stored, right)


def _members(organisation_id: UUID) -> Iterator[tuple[UUID, datetime | None]]:
    """All members in the order of their ids, and when they were removed; some at a time."""
    later: ColumnElement[bool] = true()
    while page := _all(
        select(MemberRow.id, MemberRow.removed_at)
        .where(MemberRow.organisation_id == organisation_id, later)
        .order_by(MemberRow.id)
        .limit(MEMBERS_PER_BATCH)
    ):
        yield from page
        later = MemberRow.id > page[-1].id


def _all(statement: Any) -> list[Any]:
    with read_transaction():
        return list(db.session.execute(statement).all())
