"""Closes of weeks: each closed week is written down as it stood, and then for good (RULES R1.9).

A week is computed as long as nobody has written it down, from facts and rows that only grow: as
they stood when it closed. So whoever changes something else that it is computed from (the zone, the
rows of somebody who is erased, what a team is) asks here first, inside the same transaction, and
the daily sweep asks anyway. From then on a closed week is read from its rows alone.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select

from webapp.database.engine import db
from webapp.database.transactions import lock_rows, write_transaction
from webapp.game.days import WEEK, is_closed, today, week_close, week_of
from webapp.people import company
from webapp.people.members import get_timezone
from webapp.people.membership import NOT_REMOVED
from webapp.people.models import MemberRow, Organisation
from webapp.people.retries import retry_whole
from webapp.progress.closing import publication
from webapp.progress.models import ClosedWeek
from webapp.progress.weeks import leagues

LONGEST_ADMISSION = timedelta(hours=1)  # a log that arrived before this has long been kept


@dataclass(frozen=True, slots=True)
class WeekClose:
    """When a week closed, and the zone in which it began and ended."""

    closed_at: datetime
    zone: tzinfo


class WeekCloses:
    """The closes of an organisation's weeks: as they were written down, else by its zone."""

    def __init__(self, zone: tzinfo, closed_weeks: dict[date, WeekClose]) -> None:
        self._zone = zone
        self._closed_weeks = closed_weeks

    def instant(self, week: date) -> datetime:
        """When the week closed, or will."""
        closing = self._closed_weeks.get(week)
        return closing.closed_at if closing else week_close(week, self._zone)

    def zone(self, week: date) -> tzinfo:
        """The zone in which the week began and ended."""
        closing = self._closed_weeks.get(week)
        return closing.zone if closing else self._zone

    def has(self, week: date) -> bool:
        """Whether the week is written down."""
        return week in self._closed_weeks

    def is_closed(self, week: date, at: datetime) -> bool:
        """Whether the week was closed at that instant."""
        return at >= self.instant(week)


def read_closes(organisation_id: UUID, zone: tzinfo) -> WeekCloses:
    """The closes of the organisation's weeks; one statement."""
    rows = db.session.execute(
        select(ClosedWeek.week, ClosedWeek.closed_at, ClosedWeek.zone).where(
            ClosedWeek.organisation_id == organisation_id
        )
    )
    return WeekCloses(zone, {week: WeekClose(at, get_timezone(name)) for week, at, name in rows})


def close_due_weeks(organisation_id: UUID, at: datetime, next_zone: tzinfo | None = None) -> None:
    """Write down all weeks that have closed by `at`, inside the transaction that is open.

    To be called before anything is written that would change how one of them reads, and before the
    row of any member is locked. With the zone that the organisation moves to, the weeks that close
    by moving close now, as they stand.
    """
    while _write_next(organisation_id, at, next_zone):
        pass


def assign_season(organisation_id: UUID, zone: tzinfo, at: datetime) -> None:
    """Deal the present season's leagues by the teams as they are now, if it has any and they are
    not dealt: to be called before who was in them, or the hour of its beginning, is lost.
    """
    leagues.enrol_team(organisation_id, week_of(today(at, zone)), None, zone)


def close_in_background(organisation_id: UUID, at: datetime, most: int) -> int:
    """Write down so many of the organisation's closed weeks at most, oldest first, each in a
    transaction of its own; says how many there were.
    """
    for count in range(most):
        if not _sweep_next(organisation_id, at):
            return count
    return most


@retry_whole
def _sweep_next(organisation_id: UUID, at: datetime) -> bool:
    with write_transaction():
        company.lock_organisation(organisation_id)
        return _write_next(organisation_id, at, None)


def _write_next(organisation_id: UUID, at: datetime, next_zone: tzinfo | None) -> bool:
    """Write the oldest week down that has closed and is not; False if there is none."""
    week, zone = _next_week(organisation_id)
    if not (is_closed(week, zone, at) or (next_zone and is_closed(week, next_zone, at))):
        return False
    closed_at = min(week_close(week, zone), at)
    if at - closed_at < LONGEST_ADMISSION:
        _wait_for_admissions(organisation_id)
    count = publication.publish_week(organisation_id, week, zone, closed_at)
    db.session.execute(
        insert(ClosedWeek).values(
            organisation_id=organisation_id,
            week=week,
            closed_at=closed_at,
            zone=str(zone),
            leagues=count,
        )
    )
    return True


def next_week(organisation_id: UUID) -> date:
    """The first week that is not written down; all before it are."""
    return _next_week(organisation_id)[0]


def _next_week(organisation_id: UUID) -> tuple[date, tzinfo]:
    """The week after the newest that is written down, or the first that the organisation had, and
    its zone; one statement.
    """
    newest = (
        select(func.max(ClosedWeek.week))
        .where(ClosedWeek.organisation_id == organisation_id)
        .scalar_subquery()
    )
    statement = select(newest.label("newest"), Organisation.created_at, Organisation.zone)
    row: Any = db.session.execute(statement.where(Organisation.id == organisation_id)).one()
    zone = get_timezone(row.zone)
    return (row.newest + WEEK if row.newest else week_of(today(row.created_at, zone))), zone


def _wait_for_admissions(organisation_id: UUID) -> None:
    """Whatever arrived before the close is kept first: each log holds its member's row."""
    rows = select(MemberRow.id).where(MemberRow.organisation_id == organisation_id, NOT_REMOVED)
    lock_rows(rows.order_by(MemberRow.id))
