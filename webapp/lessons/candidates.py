"""What a member may be reminded of: their own lessons and what their team offers."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    Uuid,
    and_,
    cast,
    func,
    null,
    or_,
    select,
    union_all,
)

from webapp.columns import UtcDateTime
from webapp.database import db
from webapp.i18n import LANGUAGES
from webapp.journal.models import Entry
from webapp.lessons.choice import Lent, Own
from webapp.lessons.giving import HELPS, shown
from webapp.lessons.joins import entry_of
from webapp.lessons.models import Gift, Lesson, Tag
from webapp.people.models import Member
from webapp.people.who import Who, asked, asker

NEWEST = 100


@dataclass(frozen=True, slots=True)
class Candidates:
    """The member's own lessons, what they are lent, and the names of the tags of both, by id."""

    own: list[Own]
    lent: list[Lent]
    names: dict[str, str]


def candidates(who: Who) -> Candidates:
    """The member's newest hundred and, for each thing that happens, the one that helps their team
    most; one statement.
    """
    found = Candidates([], [], {})
    for row in db.session.execute(_asking(who.language), asked(who)).mappings():
        if row["name"]:
            found.names[row["happened"]] = row["name"]
        said = {name: row[name] for name in ("when", "then", "text")}
        said["happened"] = row["happened"] if row["name"] else None
        if row["id"] is None:
            found.own.append(Own(row["day"], row["instant"], row["call"], **said))
        else:
            found.lent.append(Lent(row["id"], row["helps"], by=row["by"], **said))
    return found


@lru_cache(maxsize=len(LANGUAGES))
def _asking(language: str) -> CompoundSelect[Any]:
    """The statement in that language, made only once."""
    who = asker(language)
    newest = _newest(who)
    return union_all(_own(who, newest), _lent(who, newest))


def _newest(who: Who) -> CTE:
    return (
        select(Lesson)
        .where(Lesson.organisation_id == who.organisation_id, Lesson.member_id == who.id)
        .order_by(Lesson.instant.desc(), Lesson.call.desc())
        .limit(NEWEST)
        .cte("newest")
    )


def _own(who: Who, newest: CTE) -> Select[Any]:
    lesson = newest.c
    return (
        select(
            cast(null(), Uuid).label("id"),
            cast(null(), Integer).label("helps"),
            func.coalesce(Entry.about_day, Entry.day).label("day"),
            lesson.instant.label("instant"),
            lesson.call.label("call"),
            lesson.happened.label("happened"),
            lesson.if_text.label("when"),
            lesson.then_text.label("then"),
            lesson.text.label("text"),
            cast(null(), String).label("by"),
            Tag.name_in(who.language).label("name"),
        )
        .join(Entry, entry_of(lesson, Entry, lesson.key))
        .outerjoin(Tag, _tag(who, lesson.happened))
    )


def _lent(who: Who, newest: CTE) -> Select[Any]:
    """What the team offers for each thing that happens to the member and for which they have no
    words of their own; where they have none at all, for everything. Who has all that they need
    costs the team's shelf no look.
    """
    own = newest.c
    says = or_(own.text != "", and_(own.if_text != "", own.then_text != ""))
    worded = select(own.happened).where(says, own.happened.is_not(None))
    needed = select(own.happened).where(own.happened.is_not(None), own.happened.not_in(worded))
    mute = ~select(own.key).where(says).exists()
    rank = func.row_number().over(partition_by=Lesson.happened, order_by=(HELPS.desc(), Gift.id))
    ranked = (
        shown(
            who,
            Gift.id,
            HELPS.label("helps"),
            Lesson.happened,
            Lesson.if_text,
            Lesson.then_text,
            Lesson.text,
            Member.name.label("by"),
            rank.label("rank"),
        )
        .where(
            Gift.member_id != who.id,
            or_(Lesson.text != "", and_(Lesson.if_text != "", Lesson.then_text != "")),
            or_(mute, needed.exists()),
            or_(mute, Lesson.happened.in_(needed)),
        )
        .subquery()
    )
    gift = ranked.c
    return (
        select(
            gift.id,
            gift.helps,
            cast(null(), Date),
            cast(null(), UtcDateTime),
            cast(null(), Uuid),
            gift.happened,
            gift.if_text,
            gift.then_text,
            gift.text,
            gift.by,
            Tag.name_in(who.language),
        )
        .select_from(ranked)
        .outerjoin(Tag, _tag(who, gift.happened))
        .where(gift.rank == 1)
    )


def _tag(who: Who, happened: Any) -> Any:
    return and_(
        Tag.organisation_id == who.organisation_id, Tag.id == happened, Tag.row == "happened"
    )
