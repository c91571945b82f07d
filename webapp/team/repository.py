"""Repository of a team's released totals, and queries of the days that they are made of."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any, TypeAlias, cast
from uuid import UUID

from sqlalchemy import Table, and_, or_, select

from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.database.upsert import insert_ignore
from webapp.game.days import DAY_BEGINS, ONE_DAY, days_of, sunday_of
from webapp.people.models import MemberRow
from webapp.people.schedule.facts import read_facts
from webapp.progress.models import MemberDay, MemberWeek
from webapp.team.k_anonymity import PersonDay
from webapp.team.models import ReleasedTotal

RELEASED_TOTALS = cast(Table, ReleasedTotal.__table__)
UPSERT_KEY = ("organisation_id", "team_id", "kind", "first_day")
Joined: TypeAlias = dict[UUID, date]  # members with their day of joining


def list_released(organisation_id: UUID, team_id: UUID, since: date) -> list[dict[str, Any]]:
    """What was shown of the team from that day on, by its first day; one statement."""
    rows = db.session.execute(
        select(*RELEASED_TOTALS.columns)
        .where(
            RELEASED_TOTALS.c.organisation_id == organisation_id,
            RELEASED_TOTALS.c.team_id == team_id,
            RELEASED_TOTALS.c.first_day >= since,
        )
        .order_by(RELEASED_TOTALS.c.first_day)
    )
    return [dict(row) for row in rows.mappings()]


def insert_released(rows: list[dict[str, Any]]) -> bool:
    """Write parcels for good; False if somebody else was first with one of them."""
    with write_transaction() as session:
        inserted = session.execute(
            insert_ignore(RELEASED_TOTALS, rows, UPSERT_KEY).returning(RELEASED_TOTALS.c.first_day)
        ).all()
    return len(inserted) == len(rows)


def member_days(
    organisation_id: UUID, team_id: UUID, weeks: Collection[date]
) -> tuple[dict[date, Joined], dict[date, list[PersonDay]]]:
    """Who played for the team in each of these weeks, and their stored days; one statement.

    A week that nobody touched has no rows and is left out.
    """
    days = or_(
        *(
            and_(MemberWeek.week == week, MemberDay.day.between(week, sunday_of(week)))
            for week in weeks
        )
    )
    rows = db.session.execute(
        select(
            MemberWeek.week,
            MemberWeek.member_id,
            MemberRow.joined_on,
            MemberDay.day,
            MemberDay.attempts,
            MemberDay.conversations,
            MemberDay.meetings,
            MemberDay.complete,
            MemberDay.kept,
        )
        .join(
            MemberRow,
            (MemberRow.organisation_id == MemberWeek.organisation_id)
            & (MemberRow.id == MemberWeek.member_id),
        )
        .outerjoin(
            MemberDay,
            and_(
                MemberDay.organisation_id == MemberWeek.organisation_id,
                MemberDay.member_id == MemberWeek.member_id,
                days,
            ),
        )
        .where(
            MemberWeek.organisation_id == organisation_id,
            MemberWeek.team_id == team_id,
            MemberWeek.week.in_(weeks),
        )
    )
    members: dict[date, Joined] = {}
    days_by_week: dict[date, list[PersonDay]] = {}
    for week, member_id, joined, *stored in rows:
        if joined is not None:
            members.setdefault(week, {})[member_id] = joined
        if stored[0] is not None:
            days_by_week.setdefault(week, []).append(_day(member_id, *stored))
    return members, days_by_week


def _day(member_id: UUID, *stored: Any) -> PersonDay:
    return PersonDay(member_id, *stored)


def count_working(
    organisation_id: UUID, members: Mapping[date, Joined], zone: tzinfo
) -> dict[date, dict[UUID, Any]]:
    """The working days of these members in their weeks, by week and member; one statement.

    Each day is read by what was declared when it ended: who pauses four of five for days that are
    over changes nothing, and the fifth is not left alone (TRUST, five people).
    """
    joined = {member: on for week in members.values() for member, on in week.items()}
    facts = read_facts(organisation_id, joined)
    working: dict[date, dict[UUID, Any]] = {}
    for week, own in members.items():
        for member_id, on in own.items():
            working.setdefault(week, {})[member_id] = {
                day
                for day in days_of(week)
                if facts.as_of(ended(day, zone)).calendar(member_id, on, day, day).working(day)
            }
    return working


def ended(day: date, zone: tzinfo) -> datetime:
    """When the day was over by the organisation's clock."""
    return datetime.combine(day + ONE_DAY, DAY_BEGINS, zone).astimezone(UTC)
