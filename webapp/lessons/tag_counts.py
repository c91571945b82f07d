"""Tags of a team's lessons, for sums over at least five people, and the names of all tags."""

from collections.abc import Collection
from datetime import date, tzinfo
from uuid import UUID

from sqlalchemy import and_, or_, select

from webapp.database.engine import db
from webapp.game.days import WEEK, week_start
from webapp.lessons import filters
from webapp.lessons.models import Lesson
from webapp.people.members import Member
from webapp.progress.models import MemberWeek


def tags_by_member(
    organisation_id: UUID, team_id: UUID, weeks: Collection[date], zone: tzinfo
) -> dict[str, list[tuple[UUID, str | None]]]:
    """Who drew a lesson with which tag, by row, of those who played for the team; one statement.

    It is not for anybody's eyes: whoever asks makes sums of it, and forgets it.
    """
    then = or_(
        *(
            and_(
                MemberWeek.week == week,
                Lesson.instant >= week_start(week, zone),
                Lesson.instant < week_start(week + WEEK, zone),
            )
            for week in weeks
        )
    )
    rows = db.session.execute(
        select(Lesson.member_id, Lesson.happened, Lesson.work_on)
        .join(
            MemberWeek,
            (MemberWeek.organisation_id == Lesson.organisation_id)
            & (MemberWeek.member_id == Lesson.member_id),
        )
        .where(MemberWeek.organisation_id == organisation_id, MemberWeek.team_id == team_id, then)
    ).all()
    return {
        "happened": [(member_id, happened) for member_id, happened, _ in rows],
        "work_on": [(member_id, work_on) for member_id, _, work_on in rows],
    }


def tag_names(member: Member) -> dict[str, str]:
    """The names of all tags of the organisation, archived ones too, by id; one statement."""
    return {tag_id: name for (_row, tag_id), name in filters.tag_names(member).items()}
