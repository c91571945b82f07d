"""Rebuild: all derived rows computed again from journal and facts, and compared (HOUSE 4)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, TypeAlias
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
from webapp.progress.rebuild.report import Difference, Report
from webapp.progress.weeks import updates as week_updates

MEMBERS_PER_BATCH = 500
TeamOfWeek: TypeAlias = tuple[date, UUID]
WrongEntry: TypeAlias = tuple[EntryRow, DerivedColumns]


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
    for organisation in _all(select(*columns).where(chosen)):
        zone = get_timezone(organisation.zone)
        with read_transaction():
            closings = read_closings(organisation.id, zone)
        run = OrganisationRebuild(organisation, zone, closings, report, at or clock.now())
        wrong = run.rebuild_members() | run.check_boards()
        if write:
            run.mend_teams(wrong)
    return report


@dataclass(frozen=True)
class OrganisationRebuild:
    """The rebuild of one organisation at an instant: what it finds is added to the report, and
    mended where that is `written`.
    """

    organisation: Any  # its id, zone, zone_since and erased_at
    zone: tzinfo
    closings: WeekCloses
    report: Report
    at: datetime

    def rebuild_members(self) -> set[TeamOfWeek]:
        """Check each member and mend their entries and days; says which teams' weeks are wrong."""
        wrong: set[TeamOfWeek] = set()
        for member_id, removed_at in _members(self.organisation.id):
            with write_transaction() if self.report.written else read_transaction():
                wrong |= self._rebuild_member(member_id, removed_at)
        return wrong

    def check_boards(self) -> set[TeamOfWeek]:
        """Compare leagues and teams' weeks; says which open ones are wrong."""
        organisation_id, report = self.organisation.id, self.report
        since = (self.organisation.zone_since, self.organisation.erased_at)
        dealt_since = max(filter(None, since), default=None)
        with read_transaction():
            report.differences += board_checks.league_differences(
                organisation_id, self.zone, dealt_since
            )
            weeks = board_checks.list_stored_weeks(organisation_id)
        report.weeks += len(weeks)
        wrong: set[TeamOfWeek] = set()
        for (team_id,) in _all(select(Team.id).where(Team.organisation_id == organisation_id)):
            differences = self._team_differences(team_id, weeks)
            wrong |= {(team.on, team_id) for team in differences if not team.closed}
            report.differences += differences
        return wrong

    def mend_teams(self, wrong: Collection[TeamOfWeek]) -> None:
        """Write these teams' weeks again, each in a transaction of its own."""
        for week, team_id in sorted(wrong):
            with write_transaction():
                week_updates.recompute_team_weeks(
                    self.organisation.id, [(week, team_id)], self.zone, self.at
                )

    def _rebuild_member(self, member_id: UUID, removed_at: datetime | None) -> set[TeamOfWeek]:
        organisation_id, last = self.organisation.id, week_of(today(self.at, self.zone)) + WEEK
        if self.report.written:
            journal.lock_member(organisation_id, member_id)
        member = get_past_member(organisation_id, member_id)
        if member is None:
            return set()
        facts = people_facts.read_facts(organisation_id, [member_id])
        stored = {day.day: day for day in day_repository.list_since(member, date.min)}
        replay = Replay(member, facts, journal.list_rows(member, true()), stored)
        entries, days = member_checks.wrong_entries(replay), replay.days()
        weeks = list(
            member_checks.week_differences(replay, removed_at, last, self.at, self.closings)
        )
        self._report_member(replay, entries, days, [difference for _, difference in weeks])
        wrong = {(difference.on, team_id) for team_id, difference in weeks if not difference.closed}
        if self.report.written:
            _mend_member(member, entries, stored, days)
            for week in {week for week, team_id in wrong if team_id is None}:
                week_updates.update_teamless_week(member, facts, week, self.at)
        return {(week, team_id) for week, team_id in wrong if team_id}

    def _report_member(
        self,
        replay: Replay,
        entries: list[WrongEntry],
        days: list[MemberDayState],
        weeks: list[Difference],
    ) -> None:
        report, member = self.report, replay.member
        computed = {day.day: day for day in days}
        report.members += 1
        report.days += len(days)
        report.reduced += sum(day.day < replay.begins for day in days)
        report.differences += member_checks.entry_differences(member, entries)
        report.differences += member_checks.day_differences(member, replay.stored, computed)
        report.differences += {id(difference): difference for difference in weeks}.values()

    def _team_differences(self, team_id: UUID, weeks: list[date]) -> list[Difference]:
        """The differences of one team's weeks, without those that only an erasure explains."""
        with read_transaction():
            differences = list(
                board_checks.team_differences(
                    self.organisation.id, team_id, weeks, self.closings, self.at
                )
            )
        erased_at = self.organisation.erased_at
        published = [
            team
            for team in differences
            if board_checks.lacks_erased_member(team, self.closings, erased_at)
        ]
        self.report.published += len(published)
        return [team for team in differences if team not in published]


def _mend_member(
    member: Member,
    entries: list[WrongEntry],
    stored: Mapping[date, MemberDayState],
    days: list[MemberDayState],
) -> None:
    for row, columns in entries:
        vars(row).update(zip(journal.DERIVED_COLUMNS, columns, strict=True))
    journal.update_derived([row for row, _ in entries])
    day_repository.upsert_days(member, stored, days)


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
