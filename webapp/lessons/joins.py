"""Join conditions: a gift with its lesson and its team, and either with its entries."""

from typing import Any

from sqlalchemy import ColumnElement, and_

from webapp.lessons.models import Lesson, SharedLesson
from webapp.people.models import Team

ON_LESSON = and_(
    SharedLesson.organisation_id == Lesson.organisation_id,
    SharedLesson.member_id == Lesson.member_id,
    SharedLesson.call == Lesson.call,
)
ON_TEAM = and_(
    Team.organisation_id == SharedLesson.organisation_id, Team.id == SharedLesson.team_id
)


def on_entry(row: Any, entry: Any, key: Any) -> ColumnElement[bool]:
    """Whether it is the entry with this key of the member whose lesson or gift the row is."""
    return and_(
        entry.organisation_id == row.organisation_id,
        entry.member_id == row.member_id,
        entry.key == key,
    )
