"""What belongs together: a gift with its lesson and its team, and either with its entries."""

from typing import Any

from sqlalchemy import ColumnElement, and_

from webapp.lessons.models import Gift, Lesson
from webapp.people.models import Team

GIFT_AND_LESSON = and_(
    Gift.organisation_id == Lesson.organisation_id,
    Gift.member_id == Lesson.member_id,
    Gift.call == Lesson.call,
)
GIFT_AND_TEAM = and_(Team.organisation_id == Gift.organisation_id, Team.id == Gift.team_id)


def entry_of(row: Any, entry: Any, key: Any) -> ColumnElement[bool]:
    """Whether it is the entry with this key of the member whose lesson or gift the row is."""
    return and_(
        entry.organisation_id == row.organisation_id,
        entry.member_id == row.member_id,
        entry.key == key,
    )
