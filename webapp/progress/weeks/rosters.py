"""Rosters: who plays for a team in a week (RULES R5.1), and what they have practised in it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, tzinfo
from uuid import UUID

from sqlalchemy import select

from webapp.database.engine import db
from webapp.game.days import WEEK, sunday_of, week_start
from webapp.people.models import Fact, MemberRow
from webapp.people.schedule.facts import Facts, read_facts
from webapp.progress.models import MemberDay
from webapp.progress.weeks.rows import DayContribution


def possible_members(
    organisation_id: UUID, team_ids: Collection[UUID], week: date, zone: tzinfo
) -> dict[UUID, date]:
    """Who ever was in these teams and plays in that week: their day of joining by id."""
    return {
        member_id: joined
        for member_id, (joined, removed_at) in all_members_ever(
            organisation_id, team_ids, week
        ).items()
        if plays_in_week(removed_at, week, zone)
    }


def plays_in_week(removed_at: datetime | None, week: date, zone: tzinfo) -> bool:
    """Whether somebody who was removed, or was not, is on the boards of that week (RULES R5.10).

    Who was still a member when it began stays to its end: by the difference the one who removes
    them would read what they had done in it.
    """
    return removed_at is None or removed_at > week_start(week, zone)


def all_members_ever(
    organisation_id: UUID, team_ids: Collection[UUID], week: date
) -> dict[UUID, tuple[date, datetime | None]]:
    """Who ever was in these teams, joined by the end of that week: days of joining and removal."""
    rows = db.session.execute(
        select(MemberRow.id, MemberRow.joined_on, MemberRow.removed_at)
        .join(
            Fact,
            (Fact.organisation_id == MemberRow.organisation_id) & (Fact.scope_id == MemberRow.id),
        )
        .where(
            Fact.organisation_id == organisation_id,
            Fact.team_id.in_(team_ids),
            MemberRow.joined_on < week + WEEK,
        )
        .distinct()
    )
    return {member_id: (joined, removed_at) for member_id, joined, removed_at in rows if joined}


def members_in_week(
    organisation_id: UUID, team_id: UUID, week: date, zone: tzinfo
) -> tuple[dict[UUID, date], Facts]:
    """Who plays for the team in that open week, and their facts; two statements."""
    candidates = possible_members(organisation_id, [team_id], week, zone)
    facts = read_facts(organisation_id, candidates)
    return filter_by_team(candidates, facts, team_id, week, zone), facts


def is_there(organisation_id: UUID, member_id: UUID, week: date, zone: tzinfo) -> bool:
    """Whether they are a member still, or were when the week began."""
    removed_at = select(MemberRow.removed_at).where(
        MemberRow.organisation_id == organisation_id, MemberRow.id == member_id
    )
    return plays_in_week(db.session.execute(removed_at).scalar(), week, zone)


def filter_by_team(
    candidates: Mapping[UUID, date], facts: Facts, team_id: UUID, week: date, zone: tzinfo
) -> dict[UUID, date]:
    """Those of the candidates who play for that team in that week, by these facts."""
    return {
        member_id: joined
        for member_id, joined in candidates.items()
        if facts.team(member_id, week, zone) == team_id
    }


def day_contributions(
    organisation_id: UUID, member_ids: Collection[UUID], week: date
) -> dict[UUID, list[DayContribution]]:
    """The stored days of these members in that week, for those who have any."""
    rows = db.session.execute(
        select(
            MemberDay.member_id,
            MemberDay.day,
            MemberDay.points,
            MemberDay.kept,
            MemberDay.shares,
        ).where(
            MemberDay.organisation_id == organisation_id,
            MemberDay.member_id.in_(member_ids),
            MemberDay.day.between(week, sunday_of(week)),
        )
    )
    by_member: dict[UUID, list[DayContribution]] = {}
    for member_id, day, points, kept, shares in rows:
        by_member.setdefault(member_id, []).append(DayContribution(day, points, kept, shares))
    return by_member
