"""A member's lessons as they take them away."""

from typing import Any

from sqlalchemy import Select, and_, select

from webapp.lessons.joins import GIFT_AND_LESSON, GIFT_AND_TEAM
from webapp.lessons.models import Gift, Help, Lesson
from webapp.people.models import Team
from webapp.people.who import Who

OURS = {"organisation_id", "member_id", "folded"}


def lessons(who: Who) -> Select[*tuple[Any, ...]]:
    """Each lesson as it stands, with its words and the team that it is shared with."""
    columns = [column for column in Lesson.__table__.columns if column.name not in OURS]
    return (
        select(*columns, Team.name.label("shared_with"))
        .outerjoin(Gift, GIFT_AND_LESSON)
        .outerjoin(Team, GIFT_AND_TEAM)
        .where(Lesson.organisation_id == who.organisation_id, Lesson.member_id == who.id)
        .order_by(Lesson.instant, Lesson.key)
    )


def helps(who: Who) -> Select[*tuple[Any, ...]]:
    """What they marked as helping them: which tags it had, without whose it is or its words."""
    return (
        select(Lesson.happened, Lesson.work_on)
        .select_from(Help)
        .join(Gift, and_(Gift.organisation_id == Help.organisation_id, Gift.id == Help.gift_id))
        .join(Lesson, GIFT_AND_LESSON)
        .where(Help.organisation_id == who.organisation_id, Help.member_id == who.id)
        .order_by(Help.gift_id)
    )
