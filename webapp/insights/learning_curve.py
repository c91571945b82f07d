"""The learning curve: what becomes of attempts as they add up, and whether practice pays.

The way along it is practice and not time: so many attempts made so far. A day belongs to the step
in which it begins, whatever its size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.insights.proportions import NO_TRIALS, Proportion, is_clearly_greater

STEPS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)  # attempts
MAX_POINTS = 10  # steps on one picture
MIN_STEPS = 100  # attempts, before which nothing is said of progress
MIN_CALLS = 4  # points that are said to be few, and fewer


@dataclass(frozen=True, slots=True)
class Step:
    """What was made in one step, of so many attempts since the first day of all."""

    number: int
    attempts: int
    conversations: int
    meetings: int


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the curve: the attempts of its step, and those made until its end."""

    until: int
    conversations: Proportion
    meetings: Proportion

    @property
    def middle(self) -> float:
        """Where on the way it stands, in attempts."""
        return self.until - self.conversations.tries / 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """Does practice pay? `kind` is "none" (no call yet), "soon" (too few, so many are `missing`),
    "once" (enough, but all on one step of the way), "pays" (clearly more conversations than at
    first), "meets" (clearly more meetings), "holds" (chance might have made the difference) or
    "dips" (clearly fewer conversations).
    """

    kind: str
    before: Proportion
    after: Proportion
    missing: int = 0


def step_of(total: int) -> int:
    """How many attempts a step has, so that all of them are ten steps at the most."""
    return next((step for step in STEPS if total <= MAX_POINTS * step), STEPS[-1])


def curve(steps: Iterable[Step]) -> tuple[Point, ...]:
    """The points, in order; a last step that has just begun is told with the one before."""
    points: list[Point] = []
    until = 0
    in_order = sorted((step for step in steps if step.attempts), key=lambda step: step.number)
    size = step_of(sum(step.attempts for step in in_order))
    for step in in_order:
        until += step.attempts
        talks = Proportion(step.conversations, step.attempts)
        meetings = Proportion(step.meetings, step.attempts)
        if points and step is in_order[-1] and step.attempts < size / 2:
            last = points.pop()
            talks, meetings = last.conversations + talks, last.meetings + meetings
        points.append(Point(until, talks, meetings))
    return tuple(points)


def verdict(points: Sequence[Point]) -> Verdict:
    """The first third of the way held against the last third."""
    total = points[-1].until if points else 0
    whole = sum((point.conversations for point in points), NO_TRIALS)
    if total < MIN_STEPS:
        return Verdict("soon" if total else "none", NO_TRIALS, whole, MIN_STEPS - total)
    if len(points) == 1:
        return Verdict("once", NO_TRIALS, whole)
    before, after = first_and_last_third([point.conversations for point in points])
    sign = is_clearly_greater(before, after)
    if sign <= 0:
        met_before, met_after = first_and_last_third([point.meetings for point in points])
        if is_clearly_greater(met_before, met_after) > 0:
            return Verdict("meets", met_before, met_after)
    return Verdict({1: "pays", 0: "holds", -1: "dips"}[sign], before, after)


def first_and_last_third(shares: Sequence[Proportion]) -> tuple[Proportion, Proportion]:
    """The first third of them together, and the last."""
    third = max(1, round(len(shares) / 3))
    return sum(shares[:third], NO_TRIALS), sum(shares[-third:], NO_TRIALS)
