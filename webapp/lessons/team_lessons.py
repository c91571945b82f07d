"""List of what the member's team has shared, the most helpful first; nothing of whom or when."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from webapp.database.engine import db
from webapp.lessons.filters import (
    CHANCE,
    Chip,
    LessonFilter,
    Names,
    filter_chips,
    filter_conditions,
    tag_names,
)
from webapp.lessons.models import HelpfulMark, Lesson, SharedLesson
from webapp.lessons.sharing import HELPFUL_COUNT, is_shared_with_team
from webapp.people.members import Member
from webapp.people.models import MemberRow
from webapp.people.teammates import PresentTeam, get_present_team

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class TeamLessonItem:
    """A shared lesson as the team sees it; `by` is its author's name, if they signed it."""

    id: UUID
    happened: str | None
    work_on: str | None
    by_chance: bool
    text: str
    when: str
    then: str
    by: str | None
    mine: bool
    helps: int
    helped: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of them; `last` is its last gift, if there are more. No team: nobody to share with."""

    team: PresentTeam | None
    lessons: list[TeamLessonItem]
    last: UUID | None
    chips: dict[str, list[Chip]]


def list_page(member: Member, wish: LessonFilter, after: UUID | None) -> Page:
    """A page of the team's lessons that are asked for; four statements."""
    names = tag_names(member)
    statement = _select_lessons(member).where(*filter_conditions(wish, names)).limit(PAGE_SIZE + 1)
    if after is not None:
        statement = statement.where(_after_cursor(member, after))
    rows = db.session.execute(statement).all()
    pairs = db.session.execute(
        is_shared_with_team(member, Lesson.happened, Lesson.work_on, func.count()).group_by(
            Lesson.happened, Lesson.work_on
        )
    )
    lessons = [_item(row, names) for row in rows[:PAGE_SIZE]]
    last = lessons[-1].id if len(rows) > PAGE_SIZE else None
    return Page(get_present_team(member), lessons, last, filter_chips(pairs, wish, names))


def get_one(member: Member, gift: UUID) -> TeamLessonItem | None:
    """One of them, as it is now; two statements."""
    row = db.session.execute(_select_lessons(member).where(SharedLesson.id == gift)).first()
    return _item(row, tag_names(member)) if row else None


def _select_lessons(member: Member) -> Select[Any]:
    helped = (
        select(HelpfulMark.gift_id)
        .where(
            HelpfulMark.organisation_id == SharedLesson.organisation_id,
            HelpfulMark.gift_id == SharedLesson.id,
            HelpfulMark.member_id == member.id,
        )
        .exists()
    )
    return is_shared_with_team(
        member,
        SharedLesson.id,
        Lesson.happened,
        Lesson.work_on,
        Lesson.text,
        Lesson.if_text,
        Lesson.then_text,
        MemberRow.name,
        SharedLesson.member_id == member.id,
        HELPFUL_COUNT.label("helps"),
        helped,
    ).order_by(HELPFUL_COUNT.desc(), SharedLesson.id)


def _after_cursor(member: Member, after: UUID) -> Any:
    """Later in the order than that gift, whatever has become of it."""
    count = (
        select(func.count())
        .select_from(HelpfulMark)
        .where(HelpfulMark.organisation_id == member.organisation_id, HelpfulMark.gift_id == after)
        .scalar_subquery()
    )
    return or_(count > HELPFUL_COUNT, and_(count == HELPFUL_COUNT, SharedLesson.id > after))


def _item(row: Any, names: Names) -> TeamLessonItem:
    gift, happened, work_on, *rest = row
    return TeamLessonItem(
        gift,
        names.get(("happened", happened or "")),
        names.get(("work_on", work_on or "")),
        work_on == CHANCE,
        *rest,
    )
