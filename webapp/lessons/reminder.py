"""The lesson to remember before the next call."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from webapp.database import db
from webapp.lessons.models import Lesson
from webapp.people.who import Who

LATELY = timedelta(days=14)
NEWEST = 100


@dataclass(frozen=True, slots=True)
class Reminder:
    """What to remember: an if-then, or where there is none yet a sentence."""

    when: str
    then: str
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A lesson as the choice reads it."""

    instant: datetime
    happened: str | None
    when: str
    then: str
    text: str


def to_remember(who: Who, now: datetime) -> Reminder | None:
    """The member's lesson to remember at `now`, out of their newest hundred; one statement."""
    rows = db.session.execute(
        select(Lesson.instant, Lesson.happened, Lesson.if_text, Lesson.then_text, Lesson.text)
        .where(Lesson.organisation_id == who.organisation_id, Lesson.member_id == who.id)
        .order_by(Lesson.instant.desc())
        .limit(NEWEST)
    )
    return choose([Drawn(*row) for row in rows], now)


def choose(lessons: Sequence[Drawn], now: datetime) -> Reminder | None:
    """The newest if-then of what happens most often lately, else the newest if-then, else the
    newest sentence. `lessons` come newest first; lately is the last two weeks.
    """
    often = Counter(
        lesson.happened for lesson in lessons if lesson.happened and lesson.instant > now - LATELY
    )
    plans = [lesson for lesson in lessons if lesson.when and lesson.then]
    sentences = [lesson for lesson in lessons if lesson.text]
    if plans:  # of equals the first, which is the newest
        plan = max(plans, key=lambda lesson: often[lesson.happened or ""])
        return Reminder(plan.when, plan.then, "")
    return Reminder("", "", sentences[0].text) if sentences else None
