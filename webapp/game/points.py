"""Points: what practice is worth (RULES R2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from webapp.game.outcomes import CONVERSATIONS, LESSON_FOLLOWS, WITHOUT_HUMAN, Outcome

Bands = tuple[tuple[int, int], ...]  # (how many, points each), one band after the other
WITHOUT_HUMAN_BANDS: Bands = ((20, 2), (20, 1))
GATEKEEPER_BANDS: Bands = ((10, 4), (10, 2))
CONVERSATION_BANDS: Bands = ((8, 10), (8, 5), (8, 2))
MEETING_BANDS: Bands = ((3, 10),)
DATED_CALLBACK_BANDS: Bands = ((4, 5),)
SLOT_BANDS: Bands = ((2, 10),)
CARD_BANDS: Bands = ((10, 2),)

LESSON_ROWS = (0, 4, 10)  # by the rows of tags: none, one, both
CALLBACK_LESSON_ROWS = (0, 2, 5)
LESSON_PAY = {
    **dict.fromkeys(LESSON_FOLLOWS, LESSON_ROWS),
    Outcome.CALLBACK: CALLBACK_LESSON_ROWS,
}
LESSONS_A_DAY = 5
SAME_TAGS_PROMPT_AT = (
    4  # the lesson of a day with the same pair of tags at which another trail is offered
)
SLOT_ATTEMPTS = 3
SLOT_GRACE = timedelta(minutes=15)
MAX_POINTS_PER_DAY = 300

REVIEW = 20
SHARE = 5
SHARES_A_WEEK = 2


class PaidCall(Protocol):
    """What a day's points read of a call: `acts.CountedCall`, or a stored row like it."""

    @property
    def outcome(self) -> Outcome: ...
    @property
    def rows(self) -> int: ...
    @property
    def dated(self) -> bool: ...


class PaidLoss(Protocol):
    """What a day's points read of a meeting that fell through: `acts.LostMeeting`, or its like."""

    @property
    def rows(self) -> int: ...


class PaidShare(Protocol):
    """What a week's extras read of a share: `acts.CountedShare`, or a stored row like it."""

    @property
    def call(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Line:
    """How many of one thing a day holds, and what they pay together."""

    name: str
    count: int
    points: int


@dataclass(frozen=True, slots=True)
class DayPoints:
    """Why a day is worth its points; only lines that hold something are kept."""

    lines: tuple[Line, ...]

    @property
    def points(self) -> int:
        """A day pays at most 300."""
        return min(MAX_POINTS_PER_DAY, sum(line.points for line in self.lines))


@dataclass(frozen=True, slots=True)
class SharePoints:
    """What a week pays beside its days: `shares` in the order in which they were given."""

    shares: tuple[int, ...]
    review: int

    @property
    def points(self) -> int:
        return sum(self.shares) + self.review


def day_points(
    calls: Iterable[PaidCall], slots: int = 0, cards: int = 0, lost: Iterable[PaidLoss] = ()
) -> DayPoints:
    """The points of one day: its calls, its slots started in time, its cards answered, and the
    lessons of meetings of which it was said on it that they fell through.

    Lines, in this order: without_human, gatekeepers, conversations, meetings, callbacks, lessons,
    slots, cards.
    """
    calls = list(calls)
    outcomes = [call.outcome for call in calls]
    dated = sum(call.dated for call in calls if call.outcome == Outcome.CALLBACK)
    paid_slots = slots if len(calls) >= SLOT_ATTEMPTS else 0
    lines = (
        _line("without_human", sum(o in WITHOUT_HUMAN for o in outcomes), WITHOUT_HUMAN_BANDS),
        _line("gatekeepers", outcomes.count(Outcome.GATEKEEPER), GATEKEEPER_BANDS),
        _line("conversations", sum(o in CONVERSATIONS for o in outcomes), CONVERSATION_BANDS),
        _line("meetings", outcomes.count(Outcome.MEETING), MEETING_BANDS),
        _line("callbacks", dated, DATED_CALLBACK_BANDS),
        _lessons(lessons_pay(calls, lost)),
        Line("slots", slots, banded_points(paid_slots, SLOT_BANDS)),
        _line("cards", cards, CARD_BANDS),
    )
    return DayPoints(tuple(line for line in lines if line.count))


def share_points(shares: Iterable[PaidShare], reviewed: bool = False) -> SharePoints:
    """The extras of one week, whose shares that may earn are handed in order of instant, then key.

    A share pays twice a week, and once for a lesson, which its call stands for.
    """
    paid: list[int] = []
    lessons: set[UUID] = set()
    for share in shares:
        pays = share.call not in lessons and len(lessons) < SHARES_A_WEEK
        paid.append(SHARE if pays else 0)
        if pays:
            lessons.add(share.call)
    return SharePoints(tuple(paid), REVIEW if reviewed else 0)


def banded_points(count: int, bands: Bands) -> int:
    """The points of so many things, each band paying up to its size and the rest nothing."""
    points = 0
    for size, each in bands:
        points += min(count, size) * each
        count = max(0, count - size)
    return points


def paid_count(bands: Bands) -> int:
    """How many things the bands pay at all."""
    return sum(size for size, _each in bands)


def _line(name: str, count: int, bands: Bands) -> Line:
    return Line(name, count, banded_points(count, bands))


def lessons_pay(calls: Iterable[PaidCall], lost: Iterable[PaidLoss]) -> list[int]:
    """What each lesson of a day would pay, the best first; one without rows, and one of a meeting
    that was held or of an attempt, pays nothing and is not among them.
    """
    pay = [LESSON_PAY[call.outcome][call.rows] for call in calls if call.outcome in LESSON_PAY]
    pay += [LESSON_ROWS[meeting.rows] for meeting in lost]
    return sorted((points for points in pay if points), reverse=True)


def _lessons(earning: list[int]) -> Line:
    """The best five lessons of the day pay."""
    return Line("lessons", len(earning), sum(earning[:LESSONS_A_DAY]))
