"""Who plays for a team in a week (RULES R5.1), and what they have practised in it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, tzinfo
from uuid import UUID

from sqlalchemy import select

from webapp.database import db
from webapp.game.days import WEEK, begins, sunday_of
from webapp.people.facts import Facts
from webapp.people.facts import read as read_facts
from webapp.people.models import Fact, Member
from webapp.progress.models import MemberDay
from webapp.progress.weeks import Held


def candidates(
    organisation_id: UUID, team_ids: Collection[UUID], week: date, zone: tzinfo
) -> dict[UUID, date]:
    """Who ever was in these teams and plays in that week: their day of joining by id."""
    return {
        member_id: joined
        for member_id, (joined, gone) in ever(organisation_id, team_ids, week).items()
        if plays(gone, week, zone)
    }


def plays(gone: datetime | None, week: date, zone: tzinfo) -> bool:
    """Whether somebody who was removed, or was not, is on the boards of that week (RULES R5.10).

    Who was still a member when it began stays to its end: by the difference the one who removes
    them would read what they had done in it.
    """
    return gone is None or gone > begins(week, zone)


def ever(
    organisation_id: UUID, team_ids: Collection[UUID], week: date
) -> dict[UUID, tuple[date, datetime | None]]:
    """Who ever was in these teams, joined by the end of that week: days of joining and removal."""
    rows = db.session.execute(
        select(Member.id, Member.joined_on, Member.removed_at)
        .join(
            Fact,
            (Fact.organisation_id == Member.organisation_id) & (Fact.scope_id == Member.id),
        )
        .where(
            Fact.organisation_id == organisation_id,
            Fact.team_id.in_(team_ids),
            Member.joined_on < week + WEEK,
        )
        .distinct()
    )
    return {member_id: (joined, gone) for member_id, joined, gone in rows if joined}


def playing(
    organisation_id: UUID, team_id: UUID, week: date, zone: tzinfo
) -> tuple[dict[UUID, date], Facts]:
    """Who plays for the team in that open week, and their facts; two statements."""
    found = candidates(organisation_id, [team_id], week, zone)
    facts = read_facts(organisation_id, found)
    return of_team(found, facts, team_id, week, zone), facts


def is_there(organisation_id: UUID, member_id: UUID, week: date, zone: tzinfo) -> bool:
    """Whether they are a member still, or were when the week began."""
    removed_at = select(Member.removed_at).where(
        Member.organisation_id == organisation_id, Member.id == member_id
    )
    return plays(db.session.execute(removed_at).scalar(), week, zone)


def of_team(
    found: Mapping[UUID, date], facts: Facts, team_id: UUID, week: date, zone: tzinfo
) -> dict[UUID, date]:
    """Those of the candidates who play for that team in that week, by these facts."""
    return {
        member_id: joined
        for member_id, joined in found.items()
        if facts.team(member_id, week, zone) == team_id
    }


def practised(
    organisation_id: UUID, member_ids: Collection[UUID], week: date
) -> dict[UUID, list[Held]]:
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
    held: dict[UUID, list[Held]] = {}
    for member_id, day, points, kept, shares in rows:
        held.setdefault(member_id, []).append(Held(day, points, kept, shares))
    return held
