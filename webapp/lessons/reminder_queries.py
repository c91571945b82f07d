"""Query of a reminder's candidates: the member's own lessons and what their team offers."""

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

from webapp.database.columns import UtcDateTime
from webapp.database.engine import db
from webapp.i18n import LANGUAGES
from webapp.journal.models import Entry
from webapp.lessons.joins import on_entry
from webapp.lessons.models import Lesson, SharedLesson, Tag
from webapp.lessons.reminder_choice import Own, TeamLesson
from webapp.lessons.sharing import HELPFUL_COUNT, is_shared_with_team
from webapp.people.members import Member, member_params, member_params_placeholder
from webapp.people.models import MemberRow

MAX_OWN = 100


@dataclass(frozen=True, slots=True)
class ReminderCandidates:
    """The member's own lessons, what they are lent, and the names of the tags of both, by id."""

    own: list[Own]
    lent: list[TeamLesson]
    names: dict[str, str]


def load_candidates(member: Member) -> ReminderCandidates:
    """The member's newest hundred and, for each thing that happens, the one that helps their team
    most; one statement.
    """
    candidates = ReminderCandidates([], [], {})
    for row in db.session.execute(_asking(member.language), member_params(member)).mappings():
        if row["name"]:
            candidates.names[row["happened"]] = row["name"]
        fields = {name: row[name] for name in ("when", "then", "text")}
        fields["happened"] = row["happened"] if row["name"] else None
        if row["id"] is None:
            candidates.own.append(Own(row["day"], row["instant"], row["call"], **fields))
        else:
            candidates.lent.append(TeamLesson(row["id"], row["helps"], by=row["by"], **fields))
    return candidates


@lru_cache(maxsize=len(LANGUAGES))
def _asking(language: str) -> CompoundSelect[Any]:
    """The statement in that language, made only once."""
    member = member_params_placeholder(language)
    newest = _newest(member)
    return union_all(_own(member, newest), _team_lessons(member, newest))


def _newest(member: Member) -> CTE:
    return (
        select(Lesson)
        .where(Lesson.organisation_id == member.organisation_id, Lesson.member_id == member.id)
        .order_by(Lesson.instant.desc(), Lesson.call.desc())
        .limit(MAX_OWN)
        .cte("newest")
    )


def _own(member: Member, newest: CTE) -> Select[Any]:
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
            Tag.name_in(member.language).label("name"),
        )
        .join(Entry, on_entry(lesson, Entry, lesson.key))
        .outerjoin(Tag, _tag(member, lesson.happened))
    )


def _team_lessons(member: Member, newest: CTE) -> Select[Any]:
    """What the team offers for each thing that happens to the member and for which they have no
    words of their own; where they have none at all, for everything. Who has all that they need
    costs the team's shelf no look.
    """
    own = newest.c
    says = or_(own.text != "", and_(own.if_text != "", own.then_text != ""))
    worded = select(own.happened).where(says, own.happened.is_not(None))
    needed = select(own.happened).where(own.happened.is_not(None), own.happened.not_in(worded))
    mute = ~select(own.key).where(says).exists()
    rank = func.row_number().over(
        partition_by=Lesson.happened, order_by=(HELPFUL_COUNT.desc(), SharedLesson.id)
    )
    ranked = (
        is_shared_with_team(
            member,
            SharedLesson.id,
            HELPFUL_COUNT.label("helps"),
            Lesson.happened,
            Lesson.if_text,
            Lesson.then_text,
            Lesson.text,
            MemberRow.name.label("by"),
            rank.label("rank"),
        )
        .where(
            SharedLesson.member_id != member.id,
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
            Tag.name_in(member.language),
        )
        .select_from(ranked)
        .outerjoin(Tag, _tag(member, gift.happened))
        .where(gift.rank == 1)
    )


def _tag(member: Member, happened: Any) -> Any:
    return and_(
        Tag.organisation_id == member.organisation_id, Tag.id == happened, Tag.row == "happened"
    )
