"""Layout of a team's people and its average team-mates as dots of one row (RULES R5.6)."""

from dataclasses import dataclass

WIDTH = 320.0
MARGIN, GAP = 12.0, 20.0  # at either end; more than a step between the two groups
WIDEST_STEP, DOT = 26.0, 0.38  # a dot's radius is so much of a step


@dataclass(frozen=True, slots=True)
class DotRow:
    """The dots from left to right, by their middles, in units of which the picture has 320.

    The team's own people come first, then their average team-mates.
    """

    own: tuple[float, ...]
    mates: tuple[float, ...]
    radius: float

    @property
    def middles(self) -> tuple[float, float]:
        """Where what is said of the one group and of the other stands."""
        return dot_centre(self.own), dot_centre(self.mates)


def draw_dots(people: int, mates: int) -> DotRow:
    """So many people, one at least, and so many team-mates; the more, the smaller."""
    steps = people + mates - 1
    step = min(WIDEST_STEP, (WIDTH - 2 * MARGIN - GAP) / steps)
    first = (WIDTH - steps * step - GAP) / 2
    places = [round(first + n * step, 1) for n in range(people)]
    others = [round(first + GAP + n * step, 1) for n in range(people, people + mates)]
    return DotRow(tuple(places), tuple(others), round(step * DOT, 1))


def dot_centre(dots: tuple[float, ...]) -> float:
    """Half way between the first and the last of them."""
    return round((dots[0] + dots[-1]) / 2, 1)
