"""A member's lessons by week, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import aliased

from webapp.database import db, new_id
from webapp.game.days import WEEK, sunday_of, today, week_of
from webapp.journal.models import Entry
from webapp.lessons.filters import CHANCE, Asked, Chip, Names, chips, fitting, names
from webapp.lessons.giving import HELPS
from webapp.lessons.joins import GIFT_AND_LESSON, GIFT_AND_TEAM, entry_of
from webapp.lessons.models import Gift, Lesson
from webapp.people.mates import team_of
from webapp.people.models import Team
from webapp.people.who import Who

PAGE = 50
CALL, DRAWN, SHARE = aliased(Entry), aliased(Entry), aliased(Entry)
DAY = func.coalesce(DRAWN.about_day, DRAWN.day)  # of the call, and until it has come its lesson's


@dataclass(frozen=True, slots=True)
class Shelved:
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
    lessons: tuple[Shelved, ...]

    @property
    def sunday(self) -> date:
        return sunday_of(self.monday)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of them; `last` is the call of its last lesson, if there are older ones."""

    weeks: tuple[Week, ...]
    last: UUID | None
    chips: dict[str, list[Chip]]


def page(who: Who, now: datetime, wish: Asked, before: UUID | None) -> Page:
    """A page of the member's lessons that are asked for; three statements.

    `before` is the call of the last lesson of the page before.
    """
    known = names(who)
    rows = db.session.execute(_page(who, wish, known, before)).all()
    lessons = [_shelved(row, known, now) for row in rows[:PAGE]]
    present = week_of(today(now, who.zone))
    weeks = tuple(
        _week(monday, present, tuple(found))
        for monday, found in groupby(lessons, key=lambda lesson: week_of(lesson.day))
    )
    pairs = db.session.execute(
        select(Lesson.happened, Lesson.work_on, func.count())
        .where(*_mine(who))
        .group_by(Lesson.happened, Lesson.work_on)
    )
    return Page(weeks, lessons[-1].call if len(rows) > PAGE else None, chips(pairs, wish, known))


def one(who: Who, call: UUID, now: datetime) -> Shelved | None:
    """The lesson of one of the member's calls; None where there is none. Two statements."""
    row = db.session.execute(_found(who).where(Lesson.call == call)).first()
    return _shelved(row, names(who), now) if row else None


def _page(who: Who, wish: Asked, known: Names, before: UUID | None) -> Select[Any]:
    found = (
        _found(who)
        .where(*fitting(wish, known))
        .order_by(DAY.desc(), Lesson.instant.desc(), Lesson.call.desc())
        .limit(PAGE + 1)
    )
    if before is None:
        return found
    last = (
        select(DAY.label("day"), Lesson.instant)
        .join(DRAWN, entry_of(Lesson, DRAWN, Lesson.key))
        .where(*_mine(who), Lesson.call == before)
        .cte("last")
    )
    earlier = tuple_(DAY, Lesson.instant, Lesson.call) < tuple_(last.c.day, last.c.instant, before)
    return found.join(last, earlier)


def _found(who: Who) -> Select[Any]:
    elsewhere = Gift.team_id.is_distinct_from(team_of(who))
    share = (SHARE.key, SHARE.signed, Team.name, elsewhere, HELPS)
    return (
        select(Lesson, DAY.label("day"), CALL.current_outcome, *share)
        .join(DRAWN, entry_of(Lesson, DRAWN, Lesson.key))
        .outerjoin(CALL, entry_of(Lesson, CALL, Lesson.call))
        .outerjoin(Gift, GIFT_AND_LESSON)
        .outerjoin(SHARE, entry_of(Lesson, SHARE, Gift.key) & SHARE.withdrawn.is_(False))
        .outerjoin(Team, GIFT_AND_TEAM)
        .where(*_mine(who))
    )


def _mine(who: Who) -> tuple[ColumnElement[bool], ...]:
    return Lesson.organisation_id == who.organisation_id, Lesson.member_id == who.id


def _week(monday: date, present: date, lessons: tuple[Shelved, ...]) -> Week:
    name = {present: "this", present - WEEK: "last"}.get(monday, "")
    return Week(monday, monday.isocalendar().week, name, lessons)


def _shelved(row: Any, known: Names, now: datetime) -> Shelved:
    lesson, day, outcome, share, signed, team, elsewhere, helps = row
    return Shelved(
        call=lesson.call,
        key=lesson.key,
        day=day,
        outcome=outcome,
        happened=known.get(("happened", lesson.happened or "")),
        work_on=known.get(("work_on", lesson.work_on or "")),
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
