"""What the member's team has shared: the most helpful first, and nothing of whom or when."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from webapp.database import db
from webapp.lessons.filters import CHANCE, Asked, Chip, Names, chips, fitting, names
from webapp.lessons.giving import HELPS, shown
from webapp.lessons.models import Gift, Help, Lesson
from webapp.people.mates import PresentTeam, present_team
from webapp.people.models import Member
from webapp.people.who import Who

PAGE = 30


@dataclass(frozen=True, slots=True)
class Given:
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
    lessons: list[Given]
    last: UUID | None
    chips: dict[str, list[Chip]]


def page(who: Who, wish: Asked, after: UUID | None) -> Page:
    """A page of the team's lessons that are asked for; four statements."""
    known = names(who)
    found = _given(who).where(*fitting(wish, known)).limit(PAGE + 1)
    if after is not None:
        found = found.where(_behind(who, after))
    rows = db.session.execute(found).all()
    pairs = db.session.execute(
        shown(who, Lesson.happened, Lesson.work_on, func.count()).group_by(
            Lesson.happened, Lesson.work_on
        )
    )
    lessons = [_read(row, known) for row in rows[:PAGE]]
    last = lessons[-1].id if len(rows) > PAGE else None
    return Page(present_team(who), lessons, last, chips(pairs, wish, known))


def one(who: Who, gift: UUID) -> Given | None:
    """One of them, as it is now; two statements."""
    row = db.session.execute(_given(who).where(Gift.id == gift)).first()
    return _read(row, names(who)) if row else None


def _given(who: Who) -> Select[Any]:
    helped = (
        select(Help.gift_id)
        .where(
            Help.organisation_id == Gift.organisation_id,
            Help.gift_id == Gift.id,
            Help.member_id == who.id,
        )
        .exists()
    )
    return shown(
        who,
        Gift.id,
        Lesson.happened,
        Lesson.work_on,
        Lesson.text,
        Lesson.if_text,
        Lesson.then_text,
        Member.name,
        Gift.member_id == who.id,
        HELPS.label("helps"),
        helped,
    ).order_by(HELPS.desc(), Gift.id)


def _behind(who: Who, after: UUID) -> Any:
    """Later in the order than that gift, whatever has become of it."""
    count = (
        select(func.count())
        .select_from(Help)
        .where(Help.organisation_id == who.organisation_id, Help.gift_id == after)
        .scalar_subquery()
    )
    return or_(count > HELPS, and_(count == HELPS, Gift.id > after))


def _read(row: Any, known: Names) -> Given:
    gift, happened, work_on, *rest = row
    return Given(
        gift,
        known.get(("happened", happened or "")),
        known.get(("work_on", work_on or "")),
        work_on == CHANCE,
        *rest,
    )
