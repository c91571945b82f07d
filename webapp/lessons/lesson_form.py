"""One call's lesson as a sheet to be written on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.game.acts import How
from webapp.game.outcomes import REFUSALS, Outcome
from webapp.game.points import LESSON_PAY, SAME_TAGS_PROMPT_AT
from webapp.journal.models import Entry
from webapp.lessons.joins import on_entry
from webapp.lessons.models import Lesson
from webapp.people.members import Member

IS_LOST = and_(Entry.kind == "held", Entry.outcome == How.FELL_THROUGH.value)


@dataclass(frozen=True, slots=True)
class LessonForm:
    """One call's lesson to be written: empty at first, its shown version later."""

    call: UUID
    key: UUID
    outcome: str
    back: str
    happened: str | None
    work_on: str | None
    text: str
    when: str
    then: str
    again: bool

    @property
    def paid(self) -> bool:
        """Whether a lesson of a call that ended so is paid (RULES R2): corrected, it may not be."""
        return self.outcome in LESSON_PAY or self.outcome == How.FELL_THROUGH

    @property
    def teacher(self) -> str:
        """Who teaches here: a "gatekeeper", a "refusal", or any other "call"."""
        if self.outcome == Outcome.GATEKEEPER:
            return "gatekeeper"
        return "refusal" if self.outcome in REFUSALS else "call"

    def __getitem__(self, row: str) -> str | None:
        """The tag of a row, by the row's name."""
        return self.happened if row == "happened" else self.work_on


def load_form(member: Member, call: UUID, now: datetime) -> LessonForm | None:
    """The sheet of one of the member's own calls that stands, or of the entry that says that its
    meeting fell through; None for any other key.
    """
    row = db.session.execute(
        select(Entry.current_outcome, Lesson)
        .outerjoin(Lesson, on_entry(Lesson, Entry, Lesson.call))
        .where(
            Entry.organisation_id == member.organisation_id,
            Entry.member_id == member.id,
            Entry.key == call,
            or_(Entry.kind == "call", IS_LOST),
            Entry.withdrawn.is_(False),
        )
    ).first()
    if row is None:
        return None
    lesson: Lesson | None = row[1]
    return LessonForm(
        call=call,
        key=new_id(now),
        outcome=row[0] or "",
        back="lessons" if lesson else "log",
        happened=lesson.happened if lesson else None,
        work_on=lesson.work_on if lesson else None,
        text=lesson.text if lesson else "",
        when=lesson.if_text if lesson else "",
        then=lesson.then_text if lesson else "",
        again=lesson is not None and _same_tags_prompt(member, lesson) >= SAME_TAGS_PROMPT_AT,
    )


def _same_tags_prompt(member: Member, lesson: Lesson) -> int:
    """How many calls of the lesson's day have a lesson with its pair of tags (RULES R2)."""
    day = select(Entry.day).where(
        Entry.organisation_id == member.organisation_id,
        Entry.member_id == member.id,
        Entry.key == lesson.call,
    )
    same = select(func.count()).where(
        Lesson.organisation_id == member.organisation_id,
        Lesson.member_id == member.id,
        Lesson.happened == lesson.happened,
        Lesson.work_on == lesson.work_on,
        Lesson.call.in_(
            select(Entry.key).where(
                Entry.organisation_id == member.organisation_id,
                Entry.member_id == member.id,
                Entry.about_day == day.scalar_subquery(),
                Entry.kind.in_(("call", "held")),
            )
        ),
    )
    return db.session.execute(same).scalar_one()
