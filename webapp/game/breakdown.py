"""Breakdown of a day's and a week's points, line by line (RULES R2).

`points` says how much, these say why; the sum of the one is the other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.game import points
from webapp.game.outcomes import CONVERSATIONS, WITHOUT_HUMAN, Outcome


@dataclass(frozen=True, slots=True)
class Band:
    """So many of a thing that pay as much each."""

    count: int
    each: int

    @property
    def points(self) -> int:
        return self.count * self.each


@dataclass(frozen=True, slots=True)
class PointsLine:
    """One thing that a day or a week holds: how many of it, and which of them pay what.

    `missing` is how many attempts the day lacks for it to pay at all.
    """

    name: str
    count: int
    bands: tuple[Band, ...]
    missing: int = 0

    @property
    def points(self) -> int:
        return sum(band.points for band in self.bands)

    @property
    def over_cap(self) -> int:
        """How many stand beyond the last band or the cap: recorded, and paid nothing."""
        return self.count - sum(band.count for band in self.bands)


@dataclass(frozen=True, slots=True)
class DayBreakdown:
    """Why a day is worth its points; only what it holds has a reason."""

    reasons: tuple[PointsLine, ...]

    @property
    def before_cap(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def points(self) -> int:
        """A day pays at most 300."""
        return min(points.MAX_POINTS_PER_DAY, self.before_cap)

    @property
    def points_over_cap(self) -> int:
        """The points that the day's cap keeps back."""
        return self.before_cap - self.points


@dataclass(frozen=True, slots=True)
class WeekBreakdown:
    """Why a week pays what it pays beside its days."""

    reasons: tuple[PointsLine, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)


def break_down_day(
    calls: Iterable[points.PaidCall],
    slots: int = 0,
    cards: int = 0,
    lost: Iterable[points.PaidLoss] = (),
) -> DayBreakdown:
    """The reasons of a day, of what `points.worth` reads and in the order of its lines."""
    calls = list(calls)
    counts = Counter(call.outcome for call in calls)
    dated = sum(call.dated for call in calls if call.outcome == Outcome.CALLBACK)
    missing = max(0, points.SLOT_ATTEMPTS - len(calls))
    reasons = (
        _banded("without_human", _sum(counts, WITHOUT_HUMAN), points.WITHOUT_HUMAN_BANDS),
        _banded("gatekeepers", counts[Outcome.GATEKEEPER], points.GATEKEEPER_BANDS),
        _banded("conversations", _sum(counts, CONVERSATIONS), points.CONVERSATION_BANDS),
        _banded("meetings", counts[Outcome.MEETING], points.MEETING_BANDS),
        _banded("callbacks", dated, points.DATED_CALLBACK_BANDS),
        _lessons(points.lessons_pay(calls, lost)),
        PointsLine("slots", slots, () if missing else _bands(slots, points.SLOT_BANDS), missing),
        _banded("cards", cards, points.CARD_BANDS),
    )
    return DayBreakdown(tuple(reason for reason in reasons if reason.count))


def break_down_week(shares: Iterable[points.PaidShare], reviewed: bool = False) -> WeekBreakdown:
    """The reasons of a week's extras, of what `points.extras` reads.

    A lesson that was shared more than once is one share; the others are "shared_again".
    """
    lessons = Counter(share.call for share in shares)
    again = lessons.total() - len(lessons)
    reasons = (
        _banded("shares", len(lessons), ((points.SHARES_A_WEEK, points.SHARE),)),
        PointsLine("shared_again", again, ()),
        _banded("review", int(reviewed), ((1, points.REVIEW),)),
    )
    return WeekBreakdown(tuple(reason for reason in reasons if reason.count))


def break_down_reduced_week(shares: int, paid: int) -> WeekBreakdown:
    """The reasons of a week of which the sums alone are left (RULES R14.4): so many shares, which
    paid so many points.
    """
    bands = (Band(paid // points.SHARE, points.SHARE),) if paid else ()
    return WeekBreakdown((PointsLine("shares", shares, bands),) if shares else ())


def _banded(name: str, count: int, bands: points.Bands) -> PointsLine:
    return PointsLine(name, count, _bands(count, bands))


def _bands(count: int, bands: points.Bands) -> tuple[Band, ...]:
    """The bands that so many things reach, each filled up before the next."""
    reached = []
    for size, each in bands:
        if count > 0:
            reached.append(Band(min(count, size), each))
        count -= size
    return tuple(reached)


def _sum(counts: Mapping[Outcome, int], outcomes: Iterable[Outcome]) -> int:
    return sum(counts[outcome] for outcome in outcomes)


def _lessons(earning: list[int]) -> PointsLine:
    """The best five lessons of the day pay: as many at each rate."""
    paid = Counter(earning[: points.LESSONS_A_DAY])
    return PointsLine("lessons", len(earning), tuple(Band(n, each) for each, n in paid.items()))
