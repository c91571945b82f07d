"""A member's lessons as a list, newest first, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, select, tuple_

from webapp.database import db, new_id
from webapp.game.days import practice_day
from webapp.journal.models import Entry
from webapp.lessons.models import Lesson, Tag
from webapp.people.who import Who

PAGE = 50


@dataclass(frozen=True, slots=True)
class Shelved:
    """A lesson of the list. The keys are minted for the forms that stand beside it."""

    call: UUID
    key: UUID
    day: date
    outcome: str | None
    happened: str | None
    work_on: str | None
    text: str
    when: str
    then: str
    share: UUID | None
    shared: str | None
    share_key: UUID
    unshare_key: UUID
    withdraw_key: UUID


def shelf(who: Who, now: datetime, before: UUID | None) -> tuple[list[Shelved], UUID | None]:
    """A page of the member's lessons, and the call of its last one if there are older ones.

    `before` is the call of the last lesson of the page before. Three statements.
    """
    rows = db.session.execute(_page(who, before)).all()
    shown = rows[:PAGE]
    names = _names(who)
    shares = _shares(who, [lesson.call for lesson, *_ in shown])
    lessons = [
        _shelved(
            lesson, outcome, day if outcome else practice_day(lesson.instant, 0), names, shares, now
        )
        for lesson, outcome, day in shown
    ]
    return lessons, lessons[-1].call if len(rows) > PAGE else None


def _page(who: Who, before: UUID | None) -> Select[Lesson, str | None, date]:
    mine = and_(Lesson.organisation_id == who.organisation_id, Lesson.member_id == who.id)
    page = (
        select(Lesson, Entry.outcome, Entry.day)
        .outerjoin(
            Entry,
            and_(
                Entry.organisation_id == Lesson.organisation_id,
                Entry.member_id == Lesson.member_id,
                Entry.key == Lesson.call,
            ),
        )
        .where(mine)
        .order_by(Lesson.instant.desc(), Lesson.call.desc())
        .limit(PAGE + 1)
    )
    if before is None:
        return page
    last = select(Lesson.instant).where(mine, Lesson.call == before).scalar_subquery()
    return page.where(tuple_(Lesson.instant, Lesson.call) < tuple_(last, before))


def _shelved(
    lesson: Lesson,
    outcome: str | None,
    day: date,
    names: dict[str, str],
    shares: dict[UUID, tuple[UUID, bool]],
    now: datetime,
) -> Shelved:
    share, signed = shares.get(lesson.call, (None, False))
    return Shelved(
        call=lesson.call,
        key=lesson.key,
        day=day,
        outcome=outcome,
        happened=names.get(lesson.happened or ""),
        work_on=names.get(lesson.work_on or ""),
        text=lesson.text,
        when=lesson.if_text,
        then=lesson.then_text,
        share=share,
        shared=None if share is None else "signed" if signed else "unsigned",
        share_key=new_id(now),
        unshare_key=new_id(now),
        withdraw_key=new_id(now),
    )


def _names(who: Who) -> dict[str, str]:
    """The names of all the organisation's tags, archived ones too, by id."""
    name = Tag.name_fr if who.language == "fr" else Tag.name_en
    rows = db.session.execute(
        select(Tag.id, name).where(Tag.organisation_id == who.organisation_id)
    )
    return {row.id: row[1] for row in rows}


def _shares(who: Who, calls: Collection[UUID]) -> dict[UUID, tuple[UUID, bool]]:
    """The newest standing share of each of these calls: its key, and whether it is signed."""
    rows = db.session.execute(
        select(Entry.about, Entry.key, Entry.signed)
        .where(
            Entry.organisation_id == who.organisation_id,
            Entry.member_id == who.id,
            Entry.about.in_(calls),
            Entry.kind == "share",
            Entry.withdrawn.is_(False),
        )
        .order_by(Entry.instant, Entry.key)
    )
    return {call: (key, bool(signed)) for call, key, signed in rows if call}
