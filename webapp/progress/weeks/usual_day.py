"""The usual day, a median of closed weeks (RULES R5.3), so that it cannot move in its own."""

from collections.abc import Collection, Mapping
from datetime import date, tzinfo
from fractions import Fraction
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import select

from webapp.database.engine import db
from webapp.game import standings
from webapp.game.days import WEEK, week_close
from webapp.people.schedule.facts import Facts
from webapp.progress.models import MemberWeek
from webapp.progress.weeks.rows import list_working_days

CLOSED_BEFORE = 2 * WEEK  # the week just ended is still open when this one begins
MAX_AGE = 12  # weeks; farther only for who was away for long
Worked: TypeAlias = tuple[int, int]  # board points, working days


def usual_days(
    organisation_id: UUID, members: Mapping[UUID, date], facts: Facts, week: date, zone: tzinfo
) -> dict[UUID, Fraction]:
    """The usual day of members (their days of joining by id) in that week.

    One statement; a second one when somebody was away for most of the last quarter.
    """
    newest = week - CLOSED_BEFORE
    oldest = newest - (MAX_AGE - 1) * WEEK
    read = _recent_weeks(organisation_id, members, facts, oldest, newest, zone)
    short = {
        member_id: joined
        for member_id, joined in members.items()
        if len(read[member_id]) < standings.USUAL_WEEKS and joined < oldest
    }
    if short:
        first = min(short.values()) - WEEK
        read |= _recent_weeks(organisation_id, short, facts, first, newest, zone)
    return {member_id: standings.usual_day(weeks) for member_id, weeks in read.items()}


def _recent_weeks(
    organisation_id: UUID,
    members: Mapping[UUID, date],
    facts: Facts,
    oldest: date,
    newest: date,
    zone: tzinfo,
) -> dict[UUID, list[Worked]]:
    """The last eight weeks with working days, oldest first, among those from oldest to newest.

    A week without a row was touched by nobody: no points, and the working days that the facts
    recorded before its close gave it.
    """
    stored = _stored(organisation_id, list(members), oldest, newest)
    read: dict[UUID, list[Worked]] = {}
    for member_id, joined in members.items():
        weeks: list[Worked] = []
        week = newest
        while week >= oldest and week + WEEK > joined and len(weeks) < standings.USUAL_WEEKS:
            row = stored.get((member_id, week))
            if row is None:
                then = facts.as_of(week_close(week, zone))
                calendar = then.board_calendar(member_id, joined, week, zone)
                row = (0, list_working_days(calendar, week))
            if row[1]:
                weeks.append(row)
            week -= WEEK
        read[member_id] = weeks[::-1]
    return read


def _stored(
    organisation_id: UUID, member_ids: Collection[UUID], oldest: date, newest: date
) -> dict[tuple[UUID, date], Worked]:
    rows = db.session.execute(
        select(
            MemberWeek.member_id, MemberWeek.week, MemberWeek.points, MemberWeek.working_days
        ).where(
            MemberWeek.organisation_id == organisation_id,
            MemberWeek.member_id.in_(member_ids),
            MemberWeek.week.between(oldest, newest),
        )
    )
    return {(member_id, week): (points, days) for member_id, week, points, days in rows}
