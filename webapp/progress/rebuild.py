"""Everything derived, computed again from the journal and the facts, and compared (HOUSE 4)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, true

import webapp.clock as clock
from webapp.database import db, reading, writing
from webapp.game.days import WEEK, today, week_of
from webapp.journal import rows as journal
from webapp.journal.rows import Row
from webapp.journal.ties import Tie
from webapp.people import facts as people_facts
from webapp.people.models import Member, Organisation, Team
from webapp.people.who import Who, anybody, zone_named
from webapp.progress import boardchecks, checks, days, settling
from webapp.progress.closings import Closings
from webapp.progress.closings import read as read_closings
from webapp.progress.days import Practised
from webapp.progress.reports import Report
from webapp.progress.retelling import Telling

AT_ONCE = 500


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
    zone = zone_named(zone_name)
    last = week_of(today(at, zone)) + WEEK
    with reading():
        closings = read_closings(organisation_id, zone)
    wrong: set[tuple[date, UUID]] = set()
    for member_id, removed_at in _members(organisation_id):
        with writing() if write else reading():
            wrong |= _member(
                report, organisation_id, member_id, removed_at, last, write, at, closings
            )
    with reading():
        report.differences += boardchecks.dealt(organisation_id, zone, dealt_since)
        weeks = boardchecks.weeks(organisation_id)
    report.weeks += len(weeks)
    for (team_id,) in _all(select(Team.id).where(Team.organisation_id == organisation_id)):
        with reading():
            found = list(boardchecks.team(organisation_id, team_id, weeks, closings, at))
        published = [team for team in found if boardchecks.misses(team, closings, erased_at)]
        found = [team for team in found if team not in published]
        report.published += len(published)
        wrong |= {(team.on, team_id) for team in found if not team.closed}
        report.differences += found
    for week, team_id in sorted(wrong) if write else ():
        with writing():
            settling.refresh(organisation_id, [(week, team_id)], zone, at)


def _member(
    report: Report,
    organisation_id: UUID,
    member_id: UUID,
    removed_at: datetime | None,
    last: date,
    write: bool,
    at: datetime,
    closings: Closings,
) -> set[tuple[date, UUID]]:
    """Check one member, and mend their entries and days; says which teams' weeks are wrong."""
    if write:
        journal.hold(organisation_id, member_id)
    who = anybody(organisation_id, member_id)
    if who is None:
        return set()
    facts = people_facts.read(organisation_id, [member_id])
    stored = {day.day: day for day in days.since(who, date.min)}
    told = Telling(who, facts, journal.read(who, true()), stored)
    loose, right = checks.loose(told), told.days()
    wrong = list(checks.weeks(told, removed_at, last, at, closings))
    report.members += 1
    report.days += len(right)
    report.reduced += sum(day.day < told.begins for day in right)
    report.differences += checks.entries(who, loose)
    report.differences += checks.days(who, stored, {day.day: day for day in right})
    report.differences += {id(found): found for _, found in wrong}.values()
    opened = [(found.on, team_id) for team_id, found in wrong if not found.closed]
    if write:
        _mend(who, loose, stored, right)
        for week in {week for week, team_id in opened if team_id is None}:
            settling.alone(who, facts, week, at)
    return {(week, team_id) for week, team_id in opened if team_id}


def _mend(
    who: Who,
    loose: list[tuple[Row, Tie]],
    stored: dict[date, Practised],
    right: list[Practised],
) -> None:
    for row, tied in loose:
        vars(row).update(zip(journal.TIES, tied, strict=True))
    journal.mark([row for row, _ in loose])
    days.write(who, stored, right)


def _members(organisation_id: UUID) -> Iterator[tuple[UUID, datetime | None]]:
    """All members in the order of their ids, and when they were removed; some at a time."""
    later: ColumnElement[bool] = true()
    while page := _all(
        select(Member.id, Member.removed_at)
        .where(Member.organisation_id == organisation_id, later)
        .order_by(Member.id)
        .limit(AT_ONCE)
    ):
        yield from page
        later = Member.id > page[-1].id


def _all(statement: Any) -> list[Any]:
    with reading():
        return list(db.session.execute(statement).all())
