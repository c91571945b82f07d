"""Limits and tables of the bench: a figure, its bound, and nothing rounded in its favour."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from bin.measure.clients import Sample

LINE = ("", "clients", "/s", "p50 ms", "p99 ms")


@dataclass(frozen=True)
class Limit:
    """A figure that must be at least, or at most, so much; one that is no number holds nothing."""

    name: str
    value: float
    sense: Literal["at least", "at most"]
    bound: float
    unit: str = ""

    @property
    def is_met(self) -> bool:
        if math.isnan(self.value):
            return False
        return self.value >= self.bound if self.sense == "at least" else self.value <= self.bound

    @property
    def verdict(self) -> str:
        return "held" if self.is_met else "MISSED"

    def format_value(self, value: float) -> str:
        """A figure with its unit, in as many digits as tell it from the bound."""
        if math.isnan(value):
            return "not measured"
        digits = 0 if float(value).is_integer() else 2 if abs(value) < 100 else 0
        text = f"{value:.{digits}f}"
        while value != self.bound and float(text) == self.bound and digits < 6:
            digits += 1
            text = f"{value:.{digits}f}"
        return f"{text} {self.unit}".strip()


@dataclass
class Part:
    """What one part of the bench measured: a table, its limits, and what else is to be said."""

    title: str
    about: str
    heads: tuple[str, ...] = LINE
    rows: list[tuple[str, ...]] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def lines(self, measured: Iterable[Sample]) -> None:
        """A row of the table for each."""
        for line in measured:
            within = (f"{line.median:.1f}", f"{line.within(0.99):.1f}")
            self.rows.append((line.name, str(line.clients), f"{line.rate:.0f}", *within))


def ratio(one: float, other: float) -> float:
    """One figure as a share of another; not a number where there is nothing to share."""
    return one / other if other else math.nan


def refused(measured: Iterable[Sample], title: str) -> Limit:
    """That nothing was refused or broke, of all that was asked."""
    return Limit(title, sum(len(line.refused) for line in measured), "at most", 0)


def missed(parts: Iterable[Part]) -> list[Limit]:
    """The limits that do not hold."""
    return [limit for part in parts for limit in part.limits if not limit.is_met]
