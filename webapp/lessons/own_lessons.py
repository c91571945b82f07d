"""List of a member's own lessons by week, newest first, paginated."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import aliased

from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.game.days import WEEK, sunday_of, today, week_of
from webapp.journal.models import Entry
from webapp.lessons.filters import (
    CHANCE,
    Chip,
    LessonFilter,
    Names,
    filter_chips,
    filter_conditions,
    tag_names,
)
from webapp.lessons.joins import ON_LESSON, ON_TEAM, on_entry
from webapp.lessons.models import Lesson, SharedLesson
from webapp.lessons.sharing import HELPFUL_COUNT
from webapp.people.members import Member
from webapp.people.models import Team
from webapp.people.teammates import get_team

PAGE_SIZE = 50
CALL, DRAWN, SHARE = aliased(Entry), aliased(Entry), aliased(Entry)
DAY = func.coalesce(DRAWN.about_day, DRAWN.day)  # of the call, and until it has come its lesson's


@dataclass(frozen=True, slots=True)
class LessonListItem:
    """A lesson of the list. The keys are minted for the forms that stand beside it.

    `team` is the one that it was given to, if it is shared and was given to one; `elsewhere` says
    that it is not the author's any more.
    """

    call: UUID
    key: UUID
    day: date
    outcome: str | None
    happened: str | None
    work_on: str | None
    by_chance: bool
    text: str
    when: str
    then: str
    share: UUID | None
    shared: str | None
    team: str | None
    elsewhere: bool
    helps: int
    share_key: UUID
    unshare_key: UUID
    withdraw_key: UUID


@dataclass(frozen=True, slots=True)
class Week:
    """The lessons of one week's calls; `name` is "this", "last", or of another nothing."""

    monday: date
    number: int
    name: str
    lessons: tuple[LessonListItem, ...]

    @property
    def sunday(self) -> date:
        return sunday_of(self.monday)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of them; `last` is the call of its last lesson, if there are older ones."""

    weeks: tuple[Week, ...]
    last: UUID | None
    chips: dict[str, list[Chip]]


def list_page(member: Member, now: datetime, wish: LessonFilter, before: UUID | None) -> Page:
    """A page of the member's lessons that are asked for; three statements.

    `before` is the call of the last lesson of the page before.
    """
    names = tag_names(member)
    rows = db.session.execute(_page(member, wish, names, before)).all()
    lessons = [_item(row, names, now) for row in rows[:PAGE_SIZE]]
    present = week_of(today(now, member.zone))
    weeks = tuple(
        _week(monday, present, tuple(of_week))
        for monday, of_week in groupby(lessons, key=lambda lesson: week_of(lesson.day))
    )
    pairs = db.session.execute(
        select(Lesson.happened, Lesson.work_on, func.count())
        .where(*_mine(member))
        .group_by(Lesson.happened, Lesson.work_on)
    )
    return Page(
        weeks, lessons[-1].call if len(rows) > PAGE_SIZE else None, filter_chips(pairs, wish, names)
    )


def get_one(member: Member, call: UUID, now: datetime) -> LessonListItem | None:
    """The lesson of one of the member's calls; None where there is none. Two statements."""
    row = db.session.execute(_select_lessons(member).where(Lesson.call == call)).first()
    return _item(row, tag_names(member), now) if row else None


def _page(member: Member, wish: LessonFilter, names: Names, before: UUID | None) -> Select[Any]:
    statement = (
        _select_lessons(member)
        .where(*filter_conditions(wish, names))
        .order_by(DAY.desc(), Lesson.instant.desc(), Lesson.call.desc())
        .limit(PAGE_SIZE + 1)
    )
    if before is None:
        return statement
    last = (
        select(DAY.label("day"), Lesson.instant)
        .join(DRAWN, on_entry(Lesson, DRAWN, Lesson.key))
        .where(*_mine(member), Lesson.call == before)
        .cte("last")
    )
    earlier = tuple_(DAY, Lesson.instant, Lesson.call) < tuple_(last.c.day, last.c.instant, before)
    return statement.join(last, earlier)


def _select_lessons(member: Member) -> Select[Any]:
    elsewhere = SharedLesson.team_id.is_distinct_from(get_team(member))
    share = (SHARE.key, SHARE.signed, Team.name, elsewhere, HELPFUL_COUNT)
    return (
        select(Lesson, DAY.label("day"), CALL.current_outcome, *share)
        .join(DRAWN, on_entry(Lesson, DRAWN, Lesson.key))
        .outerjoin(CALL, on_entry(Lesson, CALL, Lesson.call))
        .outerjoin(SharedLesson, ON_LESSON)
        .outerjoin(SHARE, on_entry(Lesson, SHARE, SharedLesson.key) & SHARE.withdrawn.is_(False))
        .outerjoin(Team, ON_TEAM)
        .where(*_mine(member))
    )


def _mine(member: Member) -> tuple[ColumnElement[bool], ...]:
    return Lesson.organisation_id == member.organisation_id, Lesson.member_id == member.id


def _week(monday: date, present: date, lessons: tuple[LessonListItem, ...]) -> Week:
    name = {present: "this", present - WEEK: "last"}.get(monday, "")
    return Week(monday, monday.isocalendar().week, name, lessons)


def _item(row: Any, names: Names, now: datetime) -> LessonListItem:
    lesson, day, outcome, share, signed, team, elsewhere, helps = row
    return LessonListItem(
        call=lesson.call,
        key=lesson.key,
        day=day,
        outcome=outcome,
        happened=names.get(("happened", lesson.happened or "")),
        work_on=names.get(("work_on", lesson.work_on or "")),
        by_chance=lesson.work_on == CHANCE,
        text=lesson.text,
        when=lesson.if_text,
        then=lesson.then_text,
        share=share,
        shared=None if share is None else "signed" if signed else "unsigned",
        team=team if share else None,
        elsewhere=bool(elsewhere),
        helps=helps if share else 0,
        share_key=new_id(now),
        unshare_key=new_id(now),
        withdraw_key=new_id(now),
    )
