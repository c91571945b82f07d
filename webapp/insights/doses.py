"""What a working day pays, week by week, in weeks with the dose and in the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import dropwhile

from webapp.game.standings import KEPT_SHARE
from webapp.insights.year import Week

LATELY = 12  # weeks
ENOUGH = 2  # weeks of either sort before they are held against each other


@dataclass(frozen=True, slots=True)
class Paid:
    """A week: points per working day, whole; None where no working day is over."""

    week: Week
    a_day: int | None
    held: bool


@dataclass(frozen=True, slots=True)
class Doses:
    """The last weeks; what a working day paid in weeks with the dose and in the others.

    Those two are None unless there are two weeks of either sort.
    """

    weeks: tuple[Paid, ...]
    with_dose: int | None
    without: int | None

    @property
    def most(self) -> int:
        """The highest of them, 1 at least: the picture's upper edge."""
        return max([1, *(paid.a_day or 0 for paid in self.weeks)])

    @property
    def usual(self) -> int | None:
        """What a working day of all these weeks paid."""
        return a_day(paid.week for paid in self.weeks)


def doses(told: Sequence[Week]) -> Doses:
    """Of the last twelve weeks, from the first with a working day on."""
    begun = dropwhile(lambda week: not week.worked, told[-LATELY:])
    paid = tuple(Paid(week, a_day([week]), _held(week)) for week in begun)
    worked = [each for each in paid if each.week.worked]
    those, others = [e for e in worked if e.held], [e for e in worked if not e.held]
    if min(len(those), len(others)) < ENOUGH:
        return Doses(paid, None, None)
    return Doses(paid, a_day(e.week for e in those), a_day(e.week for e in others))


def a_day(told: Iterable[Week]) -> int | None:
    """Points per working day of these weeks together, rounded half up."""
    told = list(told)
    points, worked = sum(week.points for week in told), sum(week.worked for week in told)
    return (2 * points + worked) // (2 * worked) if worked else None


def _held(week: Week) -> bool:
    return bool(week.worked) and Fraction(week.kept, week.worked) >= KEPT_SHARE
