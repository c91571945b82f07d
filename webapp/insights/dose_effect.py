"""Comparison of weeks with the dose and without: what a working day pays in each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import dropwhile

from webapp.game.standings import KEPT_SHARE
from webapp.insights.heatmap import Week

RECENT_WEEKS = 12  # weeks
MIN_WEEKS = 2  # weeks of either sort before they are held against each other


@dataclass(frozen=True, slots=True)
class WeekPoints:
    """A week: points per working day, whole; None where no working day is over."""

    week: Week
    a_day: int | None
    with_dose: bool


@dataclass(frozen=True, slots=True)
class DoseEffect:
    """The last weeks; what a working day paid in weeks with the dose and in the others.

    Those two are None unless there are two weeks of either sort.
    """

    weeks: tuple[WeekPoints, ...]
    with_dose: int | None
    without: int | None

    @property
    def most(self) -> int:
        """The highest of them, 1 at least: the picture's upper edge."""
        return max([1, *(paid.a_day or 0 for paid in self.weeks)])

    @property
    def usual(self) -> int | None:
        """What a working day of all these weeks paid."""
        return points_per_day(paid.week for paid in self.weeks)


def compare_weeks(all_weeks: Sequence[Week]) -> DoseEffect:
    """Of the last twelve weeks, from the first with a working day on."""
    begun = dropwhile(lambda week: not week.worked, all_weeks[-RECENT_WEEKS:])
    paid = tuple(WeekPoints(week, points_per_day([week]), _kept_enough(week)) for week in begun)
    worked = [each for each in paid if each.week.worked]
    those, others = [e for e in worked if e.with_dose], [e for e in worked if not e.with_dose]
    if min(len(those), len(others)) < MIN_WEEKS:
        return DoseEffect(paid, None, None)
    return DoseEffect(
        paid, points_per_day(e.week for e in those), points_per_day(e.week for e in others)
    )


def points_per_day(weeks: Iterable[Week]) -> int | None:
    """Points per working day of these weeks together, rounded half up."""
    weeks = list(weeks)
    points, worked = sum(week.points for week in weeks), sum(week.worked for week in weeks)
    return (2 * points + worked) // (2 * worked) if worked else None


def _kept_enough(week: Week) -> bool:
    return bool(week.worked) and Fraction(week.kept, week.worked) >= KEPT_SHARE
