"""Export of what is computed of a member's practice."""

from typing import Any

from sqlalchemy import Select, and_, select

from webapp.people.members import Member
from webapp.people.models import Team
from webapp.progress.models import MemberDay, MemberWeek

INTERNAL_COLUMNS = {"organisation_id", "member_id", "team_id"}


def days(member: Member) -> Select[*tuple[Any, ...]]:
    """Each day that they practised, with the streak after it."""
    columns = [
        column for column in MemberDay.__table__.columns if column.name not in INTERNAL_COLUMNS
    ]
    return (
        select(*columns)
        .where(
            MemberDay.organisation_id == member.organisation_id, MemberDay.member_id == member.id
        )
        .order_by(MemberDay.day)
    )


def weeks(member: Member) -> Select[*tuple[Any, ...]]:
    """Each of their weeks as the board read it."""
    columns = [
        column for column in MemberWeek.__table__.columns if column.name not in INTERNAL_COLUMNS
    ]
    return (
        select(*columns, Team.name.label("team"))
        .outerjoin(
            Team,
            and_(Team.organisation_id == MemberWeek.organisation_id, Team.id == MemberWeek.team_id),
        )
        .where(
            MemberWeek.organisation_id == member.organisation_id, MemberWeek.member_id == member.id
        )
        .order_by(MemberWeek.week)
    )
