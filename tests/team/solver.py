"""What can be told of each of the others from a team's scores, by somebody who knows the rules.

The attacker knows everybody's working days and usual day, the raw scores of all other teams to the
last digit, their own week, and that between two looks one person acted once (a phone may bring a
whole day at a time). What they cannot know are the others' weeks: points, whether their days were
kept, whether they shared. `Solver` holds every state of these that explains all that was shown so
far, and forgets none that does: where it holds one value, that value is told for certain.

Points are whole, so all of it is exact: a set of states is, for each answer to "who kept, who
shared", a number whose bit p is set where p points are possible, of one of two others for each
value of the other's (a team of three), of more for their sum.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from webapp.game import standings

USUAL = 30  # of everybody in a new company (RULES R5.3)
DOSE = 3
LEAST_CALL = 2


@dataclass(frozen=True)
class Other:
    """Somebody whose week is to be told: working days, and how many of them have begun."""

    days: int
    begun: int

    @property
    def most(self):
        """Points beyond which the effort is full."""
        return USUAL * self.days

    @property
    def least_if_kept(self):
        return min(self.most, standings.kept_needed(self.days) * DOSE * LEAST_CALL)

    @property
    def may_have_kept(self):
        return self.begun >= standings.kept_needed(self.days)


@dataclass(frozen=True)
class Shown:
    """A look at the board: the score, and all that the attacker knows beside it."""

    score: Fraction  # out of 100, as it is shown
    step: Fraction  # 1 in an open week, a tenth afterwards
    size: int
    rest: tuple  # the raw scores of the other ranked teams
    mine: tuple  # the attacker's own points, up to the full effort, whether they kept, and shared
    days: int  # the team's working days
    people: int  # at work

    def sums(self, kept, shared):
        """The least and the most of the others' points, if so many of them kept and shared."""
        ranked = len(self.rest) + 1
        slope = (self.size + Fraction(6, ranked)) / (self.size + 6)
        known = Fraction(6, ranked) * sum(self.rest) / (self.size + 6)
        low, high = (
            ((self.score + half * self.step) / 100 - known) / slope for half in (-HALF, HALF)
        )
        points, own_kept, own_shared = self.mine
        people = Fraction(20 * (kept + own_kept) + 10 * (shared + own_shared), 100 * self.people)
        whole = Fraction(USUAL * self.days * 10, 7)
        least, below = ((raw - people) * whole - points for raw in (low, high))
        return -(-least.numerator // least.denominator), -(
            -below.numerator // below.denominator
        ) - 1


HALF = Fraction(1, 2)


def bits(least, most):
    """The numbers from one to another, as a set."""
    least = max(least, 0)
    return (1 << (most + 1)) - (1 << least) if most >= least else 0


class Solver:
    """All that is possible of these others; nothing was shown yet, and the week has just begun."""

    def __init__(self, others):
        self.others = others
        self.answers = list(product((False, True), repeat=2 * len(others)))
        nothing = (False,) * (2 * len(others))
        self.states = {nothing: {0: 1} if len(others) == 2 else 1}

    def looks(self, shown, others, acts=1):
        """One more look, since the last of which so many of the others may have done something."""
        self.others = others
        for _ in range(acts):
            self.states = self._moved()
        self.states = {
            answers: held
            for answers, states in self.states.items()
            if (held := self._fitting(answers, states, shown))
        }
        assert self.states, "the solver lost the truth"

    def told(self):
        """What is told for certain of each: (kept, shared), each True, False or None for not."""
        found = []
        for n in range(len(self.others)):
            kept = {answers[2 * n] for answers in self.states}
            shared = {answers[2 * n + 1] for answers in self.states}
            found.append(tuple(each.pop() if len(each) == 1 else None for each in (kept, shared)))
        return found

    def points(self):
        """Of a team of three: how many values the points of each of the two others can have."""
        first, second = set(), 0
        for states in self.states.values():
            first |= states.keys()
            for mask in states.values():
                second |= mask
        return len(first), second.bit_count()

    def _moved(self):
        """One of them did anything at all, or nobody did."""
        moved = {}
        for answers, states in self.states.items():
            for n, other in enumerate(self.others):
                reached = self._anything(n, other, states)
                for kept, shared in product((False, True), repeat=2):
                    if kept and not other.may_have_kept:
                        continue
                    after = (*answers[: 2 * n], kept, shared, *answers[2 * n + 2 :])
                    moved[after] = joined(moved.get(after), reached)
        return moved

    def _anything(self, n, other, states):
        if len(self.others) != 2:
            most = other.most
            spread = 0
            for shift in range(most + 1):
                spread |= states << shift | states >> shift
            return spread & bits(0, sum(each.most for each in self.others))
        if n == 1:
            return dict.fromkeys(states, bits(0, other.most))
        every = 0
        for mask in states.values():
            every |= mask
        return dict.fromkeys(range(other.most + 1), every)

    def _fitting(self, answers, states, shown):
        """Those of the states that would be shown so."""
        kept, shared = answers[::2], answers[1::2]
        least, most = shown.sums(sum(kept), sum(shared))
        floors = [
            each.least_if_kept if one else 0 for each, one in zip(self.others, kept, strict=True)
        ]
        if len(self.others) != 2:
            return states & bits(max(least, sum(floors)), most)
        return {
            points: held
            for points, mask in states.items()
            if points >= floors[0]
            and (held := mask & bits(max(least - points, floors[1]), most - points))
        }


def joined(one, other):
    if one is None:
        return other
    if isinstance(one, int):
        return one | other
    return {points: one.get(points, 0) | other.get(points, 0) for points in one.keys() | other}
