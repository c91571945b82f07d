"""Choice of the lesson to remember before the next call: the one for what keeps happening.

A rule without a database or a clock. *Lately* is the last two weeks, by the days of the calls. What
happened most often lately goes first, of equals what happened last. For it stands the newest of
one's own if-thens, else the newest of one's own sentences; who has neither is lent the lesson that
helps the team most. Where nobody has one for it, the next most frequent is looked at. In the end,
where nothing fits, one's own newest if-then stands, else the newest sentence, else what helps the
team most of all. So the same lessons always give the same answer, whatever order they come in.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Own:
    """One of the member's own lessons: its call's day, its instant and its call's key."""

    day: date
    instant: datetime
    call: UUID
    happened: str | None
    when: str
    then: str
    text: str

    @property
    def order(self) -> tuple[date, datetime, UUID]:
        return self.day, self.instant, self.call


@dataclass(frozen=True, slots=True)
class TeamLesson:
    """One that somebody else of the team shared, and how many it helps."""

    id: UUID
    helps: int
    happened: str | None
    when: str
    then: str
    text: str
    by: str | None

    @property
    def order(self) -> tuple[int, UUID]:
        return -self.helps, self.id


@dataclass(frozen=True, slots=True)
class Choice:
    """The lesson, and why: the tag that it is for, and how often that happened lately."""

    lesson: Own | TeamLesson
    happened: str | None = None
    times: int = 0


def choose_reminder(own: Iterable[Own], lent: Iterable[TeamLesson], today: date) -> Choice | None:
    """The lesson to remember on that practice day; None where nobody has said anything."""
    mine = sorted(own, key=lambda lesson: lesson.order, reverse=True)
    theirs = sorted((each for each in lent if _says(each)), key=lambda each: each.order)
    often = _often(mine, today)
    for happened, times in often.items():
        fitting = [lesson for lesson in mine if lesson.happened == happened]
        offered = [lesson for lesson in theirs if lesson.happened == happened]
        best = _best(fitting) or next(iter(offered), None)
        if best:
            return Choice(best, happened, times)
    best = _best(mine) or next(iter(theirs), None)
    return Choice(best) if best else None


def _often(mine: Sequence[Own], today: date) -> dict[str, int]:
    """How often each thing happened lately, the most frequent first, of equals the last."""
    lately = [lesson.happened for lesson in mine if lesson.happened and today - RECENT < lesson.day]
    return dict(Counter(lately).most_common())  # of equals the one met first, which is the newest


def _best(mine: Sequence[Own]) -> Own | None:
    """The newest if-then, else the newest sentence."""
    plans = (lesson for lesson in mine if lesson.when and lesson.then)
    sentences = (lesson for lesson in mine if lesson.text)
    return next(plans, None) or next(sentences, None)


def _says(lesson: TeamLesson) -> bool:
    return bool(lesson.when and lesson.then) or bool(lesson.text)
