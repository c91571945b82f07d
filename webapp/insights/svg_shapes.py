"""SVG shapes of figures, for the macros to place. Nothing here is counted, and nothing is said.

The pictures are 100 by 100 units, stretched over their place, with y downwards; their lines and
dots keep their width. The calendar has a module of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from webapp.insights.learning_curve import Point

TOPS = (5, 10, 20, 30, 40, 50, 60, 80, 100)  # per cent at a picture's upper edge
FLAT = 1.0  # units by which a bar of nothing still shows

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """The learning curve as paths; `top` is the percentage at the upper edge, ends are spots."""

    top: int
    talks: str
    band: str
    meetings: str
    spots: tuple[Spot, ...]
    talks_end: Spot
    meetings_end: Spot


def curve_path(points: Sequence[Point]) -> Curve:
    """Through the middle of each step; the way along is attempts."""
    total = points[-1].until
    highest = max(point.conversations.band()[1] for point in points)
    top = next((top for top in TOPS if top >= 100 * highest), 100)

    def spot(point: Point, share: float) -> Spot:
        return round(100 * point.middle / total, 2), round(100 - 10_000 * share / top, 2)

    talks = [spot(point, point.conversations.value) for point in points]
    meetings = [spot(point, point.meetings.value) for point in points]
    low = [spot(point, point.conversations.band()[0]) for point in points]
    high = [spot(point, point.conversations.band()[1]) for point in points]
    back = _smooth_path(low[::-1]).replace("M", "L", 1)
    return Curve(
        top=top,
        talks=_smooth_path(talks),
        band=f"{_smooth_path(high)}{back}Z",
        meetings=_smooth_path(meetings),
        spots=tuple(talks),
        talks_end=talks[-1],
        meetings_end=meetings[-1],
    )


def bar_paths(values: Sequence[float | None], most: float) -> tuple[str | None, ...]:
    """A bar for each value, from the floor up; None for what there is not."""
    step = 100 / len(values)
    return tuple(
        None
        if value is None
        else f"M{step * (n + 0.5):.2f} 100V{min(100 - FLAT, 100 - 100 * value / most):.1f}"
        for n, value in enumerate(values)
    )


def stacked_segments(counts: Iterable[int]) -> tuple[tuple[float, float], ...]:
    """Where each part of a bar begins, and how wide it is, out of 100."""
    counts = list(counts)
    whole, done, parts = sum(counts), 0, []
    for count in counts:
        parts.append((round(100 * done / whole, 2), round(100 * count / whole, 2)))
        done += count
    return tuple(parts)


def bar_widths(counts: Sequence[int], most: int) -> tuple[tuple[float, int], ...]:
    """A dot for each count that is one: where it stands, and its size from 1 to 4."""
    step = 100 / len(counts)
    return tuple(
        (round(step * (n + 0.5), 2), -(-4 * count // most))
        for n, count in enumerate(counts)
        if count
    )


def bounce_path(after: timedelta, longest: timedelta) -> str:
    """A ball's arc, as wide as the wait, from the floor at the left."""
    far = 100 * (after / longest) if longest else 0.0
    width = round(max(6.0, far), 2)
    return f"M0 100Q{round(width / 2, 2)} {round(100 - 2 * width**0.5 * 9, 2)} {width} 100"


def _smooth_path(spots: Sequence[Spot]) -> str:
    """A smooth path through the spots that never goes beyond them (monotone cubic pieces)."""
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) if b[0] != a[0] else 0.0 for a, b in pairwise(spots)]
    leans = [_tangent(a, b) for a, b in pairwise(slopes)]
    leans = [slopes[0], *leans, slopes[-1]] if slopes else [0.0]
    path = f"M{spots[0][0]} {spots[0][1]}"
    for (a, b), (lean_a, lean_b) in zip(pairwise(spots), pairwise(leans), strict=True):
        third = (b[0] - a[0]) / 3
        path += (
            f"C{a[0] + third:.2f} {a[1] + third * lean_a:.2f}"
            f" {b[0] - third:.2f} {b[1] - third * lean_b:.2f} {b[0]} {b[1]}"
        )
    return path


def _tangent(before: float, after: float) -> float:
    """Flat at a turn, else the harmonic mean of both slopes."""
    return 2 * before * after / (before + after) if before * after > 0 else 0.0
