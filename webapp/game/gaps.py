"""Gaps: the free times of a working day between its meetings, long enough to call (RULES R17).

What is busy is known by its times alone. Instants are aware, in UTC; intervals are half open.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

SHORTEST_GAP = timedelta(minutes=10)
MARGINS = (0, 5, 10, 15, 20, 30)  # minutes


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From an instant on, up to another one."""

    begins: datetime
    ends: datetime

    @property
    def length(self) -> timedelta:
        return self.ends - self.begins


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a member's working day as a wall shows them, and the margin that they keep
    before and after what is busy: the way there, a breath.
    """

    first: time
    last: time
    margin: timedelta = timedelta()

    def interval(self, day: date, zone: tzinfo) -> Interval:
        """These hours of that date; a time that summer time leaps over is the one it leaps to."""
        first, last = (
            datetime.combine(day, at, zone).astimezone(UTC) for at in (self.first, self.last)
        )
        return Interval(first, max(first, last))


def merge_intervals(intervals: Iterable[Interval]) -> list[Interval]:
    """The same times, in order; what overlaps or touches is one."""
    merged: list[Interval] = []
    for each in sorted(each for each in intervals if each.begins < each.ends):
        if merged and each.begins <= merged[-1].ends:
            merged[-1] = Interval(merged[-1].begins, max(merged[-1].ends, each.ends))
        else:
            merged.append(each)
    return merged


def clip_gaps(gaps: Iterable[Interval], windows: Iterable[Interval]) -> list[Interval]:
    """What of these gaps lies within the windows (RULES R18), where that is long enough to call."""
    gaps = list(gaps)
    clipped = (each for window in windows for each in clip_intervals(gaps, window))
    return [each for each in clipped if each.length >= SHORTEST_GAP]


def clip_intervals(intervals: Iterable[Interval], within: Interval) -> Iterator[Interval]:
    """What of these lies within that one."""
    for each in intervals:
        clipped = Interval(max(each.begins, within.begins), min(each.ends, within.ends))
        if clipped.begins < clipped.ends:
            yield clipped


def find_gaps(
    busy: Iterable[Interval], working: Interval, margin: timedelta, now: datetime
) -> list[Interval]:
    """The gaps of a working day from `now` on, by their times (RULES R17): what no busy interval
    and its margin covers, ten minutes long at least. Of the present one it is what is left.
    """
    free_from, gaps = max(now, working.begins), list[Interval]()
    real = (each for each in busy if each.begins < each.ends)
    widened = (Interval(each.begins - margin, each.ends + margin) for each in real)
    for each in [*merge_intervals(widened), Interval(working.ends, working.ends)]:
        gaps.append(Interval(free_from, min(each.begins, working.ends)))
        free_from = max(free_from, each.ends)
    return [gap for gap in gaps if gap.length >= SHORTEST_GAP]
