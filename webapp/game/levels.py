"""Levels, of all points that count (RULES R3): never lost by time, never ranked."""

from dataclasses import dataclass
from math import isqrt

FIRST_COST = 100  # from level 1 to level 2
COST_GROWS = 25  # more for each level than for the one before
NAMES = ("first_steps", "steady", "listener", "assured", "rebounder", "guide")


@dataclass(frozen=True, slots=True)
class Level:
    """A level, the points at which it begins and those at which the next one does."""

    number: int
    floor: int
    next: int

    @property
    def name(self) -> str | None:
        """The key of its name: one level each for the six names, then the numeral alone (None)."""
        return NAMES[self.number - 1] if self.number <= len(NAMES) else None


def level_of(points: int) -> Level:
    """The level that so many points have reached; the first is level 1, at none."""
    slope = 2 * FIRST_COST - COST_GROWS
    steps = (isqrt(slope * slope + 8 * COST_GROWS * points) - slope) // (2 * COST_GROWS)
    return Level(steps + 1, points_for(steps + 1), points_for(steps + 2))


def points_for(level: int) -> int:
    """The points at which a level begins: level L to L+1 costs 100 + 25·(L−1)."""
    steps = level - 1
    return FIRST_COST * steps + COST_GROWS * steps * (steps - 1) // 2
