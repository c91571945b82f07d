"""The practice calendar as shapes, ten units a square.

Squares of one look that stand on each other are one path; a mask of rounded cells lies over it, so
that a year is some three kilobytes.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from webapp.chunks import split_into_chunks
from webapp.insights.heatmap import DaySquare

SIDE = 10
HALF_A_YEAR = 26  # columns that stand beside each other
LABEL = 3  # columns that a month's name takes
MARKED = ("made_up", "joker", "open", "missed", "today")
SKIPPED_STYLES = ("missed", "open", "today")


@dataclass(frozen=True, slots=True)
class HeatmapHalf:
    """Up to 26 weeks of the calendar. `runs` are paths by look, `marks` looks with their corner;
    `months` has for each column the first day to name there, or None."""

    width: int
    runs: dict[str, str]
    marks: tuple[tuple[str, int, int], ...]
    months: tuple[date | None, ...]


def heatmap(squares: Sequence[DaySquare]) -> tuple[HeatmapHalf, ...]:
    """The calendar, in halves where it is longer than half a year."""
    span = 7 * HALF_A_YEAR
    return tuple(_plate(half) for half in split_into_chunks(squares, span))


def _plate(squares: Sequence[DaySquare]) -> HeatmapHalf:
    runs: dict[str, list[str]] = defaultdict(list)
    marks = []
    for n, week in enumerate(split_into_chunks(squares, 7)):
        x, y = SIDE * n, 0
        for name, run in groupby(week, key=square_style):
            height = SIDE * len(list(run))
            runs[name].append(f"M{x} {y}h10v{height}h-10z")
            y += height
        for down, square in enumerate(week):
            if square.state in MARKED:
                marks.append((square.state, x, SIDE * down))
    return HeatmapHalf(
        width=SIDE * len(squares) // 7,
        runs={name: "".join(paths) for name, paths in runs.items() if name not in SKIPPED_STYLES},
        marks=tuple(marks),
        months=_months([square.day for square in squares[::7]]),
    )


def square_style(square: DaySquare) -> str:
    """How a square is drawn: its state, and a kept one by how full it is."""
    return f"kept-{square.level}" if square.state == "kept" else square.state


def _months(mondays: Sequence[date]) -> tuple[date | None, ...]:
    """A month is named over the week that it begins in, and the first where there is room."""
    begun = [day if day.month != (day - timedelta(days=7)).month else None for day in mondays]
    if not any(begun[:LABEL]):
        begun[0] = mondays[0]
    return tuple(begun)
