"""Export of a member's lessons."""

from typing import Any

from sqlalchemy import Select, and_, select

from webapp.lessons.joins import ON_LESSON, ON_TEAM
from webapp.lessons.models import HelpfulMark, Lesson, SharedLesson
from webapp.people.members import Member
from webapp.people.models import Team

INTERNAL_COLUMNS = {"organisation_id", "member_id", "folded"}


def export_lessons(member: Member) -> Select[*tuple[Any, ...]]:
    """Each lesson as it stands, with its words and the team that it is shared with."""
    columns = [column for column in Lesson.__table__.columns if column.name not in INTERNAL_COLUMNS]
    return (
        select(*columns, Team.name.label("shared_with"))
        .outerjoin(SharedLesson, ON_LESSON)
        .outerjoin(Team, ON_TEAM)
        .where(Lesson.organisation_id == member.organisation_id, Lesson.member_id == member.id)
        .order_by(Lesson.instant, Lesson.key)
    )


def export_helpful_marks(member: Member) -> Select[*tuple[Any, ...]]:
    """What they marked as helping them: which tags it had, without whose it is or its words."""
    return (
        select(Lesson.happened, Lesson.work_on)
        .select_from(HelpfulMark)
        .join(
            SharedLesson,
            and_(
                SharedLesson.organisation_id == HelpfulMark.organisation_id,
                SharedLesson.id == HelpfulMark.gift_id,
            ),
        )
        .join(Lesson, ON_LESSON)
        .where(
            HelpfulMark.organisation_id == member.organisation_id,
            HelpfulMark.member_id == member.id,
        )
        .order_by(HelpfulMark.gift_id)
    )
