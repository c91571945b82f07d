"""Proportions and their confidence: what can be said of one, and what may be chance."""

from dataclasses import dataclass
from math import sqrt

Z_80 = 1.2816  # standard deviations: the true share lies in the band four times out of five
Z_90 = 1.6449  # a difference that chance alone makes less than once in ten
BEST_OF_MANY = 2.5758  # the same where the best of some ten is held against the rest
CLOSE = 0.1  # how far « one in n » may be from the share that it says, as a part of it
MOST_WORDS = 60  # beyond, one in so many is no picture any more


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many out of so many."""

    hits: int
    tries: int

    @property
    def value(self) -> float:
        """Between 0 and 1; of nothing, 0."""
        return self.hits / self.tries if self.tries else 0.0

    @property
    def hundred(self) -> int:
        """How many in a hundred, rounded half up."""
        return (200 * self.hits + self.tries) // (2 * self.tries) if self.tries else 0

    @property
    def one_in(self) -> int | None:
        """The n of « one in n », where that is what the share nearly is."""
        if not self.hits:
            return None
        n = (2 * self.tries + self.hits) // (2 * self.hits)
        close = abs(self.tries - n * self.hits) <= CLOSE * n * self.hits
        return n if close and n <= MOST_WORDS else None

    def band(self, deviations: float = Z_80) -> tuple[float, float]:
        """Wilson's score interval of the true share, between 0 and 1; all of it for no tries."""
        if not self.tries:
            return 0.0, 1.0
        square = deviations**2
        middle = self.hits + square / 2
        half = deviations * sqrt(self.hits * (self.tries - self.hits) / self.tries + square / 4)
        whole = self.tries + square
        low = (middle - half) / whole if self.hits else 0.0
        return low, (middle + half) / whole if self.hits < self.tries else 1.0

    def __add__(self, other: "Proportion") -> "Proportion":
        return Proportion(self.hits + other.hits, self.tries + other.tries)


NO_TRIALS = Proportion(0, 0)


def is_clearly_greater(before: Proportion, after: Proportion, deviations: float = Z_90) -> int:
    """1 if the second share is clearly the higher, -1 if the lower, 0 if it may be chance.

    Newcombe's interval of the difference, made of Wilson's two, leaves zero out.
    """
    if not before.tries or not after.tries:
        return 0
    (low, high), (low_after, high_after) = before.band(deviations), after.band(deviations)
    gap = after.value - before.value
    down = sqrt((after.value - low_after) ** 2 + (high - before.value) ** 2)
    up = sqrt((high_after - after.value) ** 2 + (before.value - low) ** 2)
    return (gap > down) - (-gap > up)
