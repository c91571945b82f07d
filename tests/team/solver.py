"""What can be told of each of the others, by somebody who knows the rules and sees all there is.

The attacker knows everybody's working days and usual day, the raw scores of all other teams to the
last digit, their own week, and that between two looks one person acted once (a phone may bring a
whole day at a time). They see the score, at the close its parts, the shelf of lessons, and the
totals of the team's page. What they cannot know are the others' weeks: points, whether their days
were kept, whether they shared. `Solver` holds every state of these that explains all that was shown
so far, and forgets none that does: where it holds one value, that value is told for certain.

Others with the same calendar can be exchanged, so a state is how many kept of each calendar, how
many of all shared, and, since points are whole, a number whose bit p is set where the points of all
of them together may be p. Of two others it is that of one for each value of the other's.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from webapp.game import standings
from webapp.game.points import MAX_POINTS_PER_DAY

USUAL = 30  # of everybody in a new company (RULES R5.3)
DOSE = 3
LEAST_CALL = 2
MOST_CALL = 20  # a meeting, or a refusal with its lesson
HALF = Fraction(1, 2)
BEYOND = 3  # full efforts, where the cap of one is left out

# What an answer may rest on, and can be left out of the reasoning to see whether it does.
TOP = "the full effort"  # nobody has more than all of it
SMALL = "a small total"  # so few calls and points cannot hold what somebody would have needed
DAYS = "the days kept"  # nor can so few kept days, or so many what is left to the others
ELSEWHERE = "another shelf"  # who has moved shares to their new team
SAID = (TOP, SMALL, DAYS, ELSEWHERE)


@dataclass(frozen=True)
class Other:
    """Somebody whose week is to be told: working days (1 is Monday), how many of them have begun.

    `signed`: a lesson stands on the shelf under their name; `moved`: they share to another shelf.
    `inside`: of how many of their working days the share of days kept is made.
    """

    plan: tuple[int, ...]
    begun: int
    signed: bool = False
    moved: bool = False
    inside: int = 0

    @property
    def days(self):
        return len(self.plan)

    @property
    def needed(self):
        return standings.kept_needed(self.days)

    @property
    def most(self):
        """Points beyond which the effort is full."""
        return USUAL * self.days

    @property
    def may_have_kept(self):
        return self.begun >= self.needed

    def least(self, kept):
        return min(self.most, self.needed * DOSE * LEAST_CALL) if kept else 0

    def most_if(self, kept):
        """A day that is not kept has less calls than the dose."""
        whole = self.begun if kept else min(self.begun, self.needed - 1)
        able = whole * MAX_POINTS_PER_DAY + (self.begun - whole) * (DOSE - 1) * MOST_CALL
        return min(self.most, able)

    def calls_if_kept(self, days):
        """The calls that their kept days have on these days at least."""
        return DOSE * max(0, self.needed - len(set(self.plan) - days))


@dataclass(frozen=True)
class Totals:
    """What the others' calls on some days of the week amount to, as the team's page has them."""

    days: frozenset
    attempts: int
    conversations: int
    meetings: int
    lessons: int

    @property
    def most_points(self):
        """What all that can pay at most."""
        reached, met, drawn = self.conversations, self.meetings, self.lessons
        half = max(0, self.attempts - met - drawn)  # of these a lesson with one row, at most
        calls = 4 * (self.attempts - reached) + 10 * reached + 10 * met + 5 * (reached - met)
        return calls + 10 * drawn + 4 * half


@dataclass(frozen=True)
class Shown:
    """A look at all there is to see: the score, and all that the attacker knows beside it."""

    score: Fraction  # out of 100, as it is shown
    step: Fraction  # 1 in an open week, a tenth afterwards
    size: int
    rest: tuple  # the raw scores of the other ranked teams
    mine: tuple  # the attacker's own points, up to the full effort, whether they kept, and shared
    days: int  # the team's working days
    people: int  # at work
    unsigned: int | None = None  # lessons on the shelf that nobody signed and are not one's own
    totals: tuple = ()
    practised: int | None = None  # so many of the others at most, where a closed week has no totals
    kept_days: range | None = None  # of the others, by the share of days kept
    parts: tuple | None = (
        None  # of a closed week: points of effort out of 70, how many kept, shared
    )

    def sums(self, kept, shared):
        """The least and the most of the others' points, if so many of them kept and shared."""
        ranked = len(self.rest) + 1
        slope = (self.size + Fraction(6, ranked)) / (self.size + 6)
        rest_part = Fraction(6, ranked) * sum(self.rest) / (self.size + 6)
        low, high = (
            ((self.score + half * self.step) / 100 - rest_part) / slope for half in (-HALF, HALF)
        )
        _, own_kept, own_shared = self.mine
        people = Fraction(20 * (kept + own_kept) + 10 * (shared + own_shared), 100 * self.people)
        least, most = self._whole(low - people, high - people)
        if self.parts:
            tenth = Fraction(1, 20)
            bounds = self._whole(*((self.parts[0] + half) / 100 for half in (-tenth, tenth)))
            return max(least, bounds[0]), min(most, bounds[1] + 1)
        return least, most

    def _whole(self, low, high):
        """The others' points, if effort gives from `low` to below `high` to the raw score."""
        whole = Fraction(USUAL * self.days * 10, 7)
        least, below = (raw * whole - self.mine[0] for raw in (low, high))
        return -(-least.numerator // least.denominator), -(
            -below.numerator // below.denominator
        ) - 1


@dataclass
class Solver:
    """All that is possible of these others; nothing was shown yet, and the week has just begun."""

    others: list
    without: tuple = ()
    past_looks: list = field(default_factory=list)

    def __post_init__(self):
        self.first = list(self.others)
        plans = [other.plan for other in self.others]
        named = list(range(len(plans))) if self.pair else [plans.index(plan) for plan in plans]
        self.group = [sorted(set(named)).index(name) for name in named]
        self.sizes = [self.group.count(n) for n in range(max(self.group) + 1)]
        nothing = ((0,) * len(self.sizes), 0)
        self.states = {nothing: {0: 1} if self.pair else 1}

    @property
    def pair(self):
        return len(self.others) == 2

    @property
    def kinds(self):
        """One of each calendar."""
        return [self.others[self.group.index(n)] for n in range(len(self.sizes))]

    def looks(self, look, others, acts=1):
        """One more look, since the last of which so many of the others may have done something."""
        self.past_looks.append((look, others, acts))
        self.others, self.look = others, look
        for _ in range(acts):
            self.states = self._moved()
        self.states = {
            state: fitting
            for state, possible in self.states.items()
            if (fitting := self._fitting(state, possible, look))
        }
        assert self.states, "the solver lost the truth"

    def again(self, *without):
        """The same looks, by somebody who does not think of that."""
        other = Solver(self.first, without)
        for look in self.past_looks:
            other.looks(*look)
        return other

    def list_certain(self):
        """What is told for certain of each: (kept, shared), each True, False or None for not."""
        certain = []
        for other, group in zip(self.others, self.group, strict=True):
            kept = {ks[group] for ks, _ in self.states}
            verdict_by_counts = {frozenset({0}): False, frozenset({self.sizes[group]}): True}
            certain.append((verdict_by_counts.get(frozenset(kept)), self._share_told(other)))
        return certain

    def points(self):
        """How many values the points of each can have at most: 1 is told for certain."""
        if self.pair:
            first, second = set(), 0
            for states in self.states.values():
                first |= states.keys()
                for mask in states.values():
                    second |= mask
            return [len(first), second.bit_count()]
        return [self._width(n) for n in range(len(self.others))]

    # What happens between two looks

    def _moved(self):
        """One of them did anything at all, or nobody did."""
        moved = {}
        for (ks, shared), possible in self.states.items():
            for n, kind in enumerate(self.kinds):
                reached = self._anything(n, kind, possible)
                for more, more_shared in product((-1, 0, 1), repeat=2):
                    kept, sharing = ks[n] + more, shared + more_shared
                    if not (0 <= kept <= self.sizes[n] and 0 <= sharing <= len(self.others)):
                        continue
                    if more > 0 and not kind.may_have_kept:
                        continue
                    after = ((*ks[:n], kept, *ks[n + 1 :]), sharing)
                    moved[after] = join_masks(moved.get(after), reached)
        return moved

    def _anything(self, n, kind, possible):
        most = self._most(kind, True)
        if not self.pair:
            return spread(possible, most) & bits(0, sum(self._most(o, True) for o in self.others))
        if n == 1:
            return dict.fromkeys(possible, bits(0, most))
        every = 0
        for mask in possible.values():
            every |= mask
        return dict.fromkeys(range(most + 1), every)

    # What a look leaves of it

    def _fitting(self, state, possible, look):
        """Those of the states that would be shown so."""
        ks, shared = state
        if self._sharing(shared) is None or not self._days_fit(ks, look):
            return None
        if look.parts and look.parts[1:] != (sum(ks) + look.mine[1], shared + look.mine[2]):
            return None
        least, most = look.sums(sum(ks), shared)
        least = max(
            least, sum(k * self._least(kind, True) for k, kind in zip(ks, self.kinds, strict=True))
        )
        most = min(most, self._most_of(ks, look))
        if not self.pair:
            return possible & bits(least, most)
        one, two = self.others
        idle = look.practised is not None and SMALL not in self.without
        fitting = {}
        for points, mask in possible.items():
            if not self._least(one, ks[0]) <= points <= self._most(one, ks[0]):
                continue
            room = self._most(two, ks[1])
            if idle and (points > 0) + 1 > look.practised:
                room = 0
            if idle and (points > 0) > look.practised:
                continue
            left = mask & bits(
                max(least - points, self._least(two, ks[1])), min(most - points, room)
            )
            if left:
                fitting[points] = left
        return fitting

    def _sharing(self, shared):
        """How many of those who are here and have not signed can have shared; None for not so."""
        signed = sum(other.signed for other in self.others)
        moved = sum(other.moved and not other.signed for other in self.others)
        here = len(self.others) - signed - moved
        unsigned = self.look.unsigned
        if unsigned is None or (ELSEWHERE in self.without and moved):
            return range(max(0, shared - moved), min(here, shared) + 1)
        most = min(unsigned, here, shared - signed)
        able = range(max(0, shared - signed - moved), most + 1)
        return able if able and shared >= (signed or min(unsigned, 1)) else None

    def _share_told(self, other):
        if other.signed:
            return True
        unsigned = [each for each in self.others if not each.signed]
        moved = sum(each.moved for each in unsigned)
        signed = len(self.others) - len(unsigned)
        if self.look.unsigned is None or (ELSEWHERE in self.without and moved):
            counts = {shared for _, shared in self.states}
            return {(0,): False, (len(self.others),): True}.get(tuple(counts))
        able = set()
        for _, shared in self.states:
            here, rest = self._sharing(shared), shared - signed
            low, high, whole = here[0], here[-1], len(unsigned) - moved
            if other.moved:
                low, high, whole = rest - here[-1], rest - here[0], moved
            able |= {True} if high > 0 else set()
            able |= {False} if low < whole else set()
        return able.pop() if len(able) == 1 else None

    def _days_fit(self, ks, look):
        """Whether so many can have kept their days, by the totals and by the share of days kept."""
        kinds = list(zip(ks, self.kinds, strict=True))
        if SMALL not in self.without:
            if look.practised is not None and sum(ks) > look.practised:
                return False
            for total in list_totals(look.totals):
                if sum(k * kind.calls_if_kept(total.days) for k, kind in kinds) > total.attempts:
                    return False
        if look.kept_days is None or DAYS in self.without:
            return True
        least = most = 0
        for n, (k, kind) in enumerate(kinds):
            own = [o for o, group in zip(self.others, self.group, strict=True) if group == n]
            least += sum(sorted(max(0, kind.needed - kind.days + o.inside) for o in own)[:k])
            inside = sorted((o.inside for o in own), reverse=True)
            most += sum(inside[:k]) + sum(min(kind.needed - 1, each) for each in inside[k:])
            if any(o.inside != own[0].inside for o in own):
                most = max(most, sum(inside))  # it is not said whose days they are
        return least < look.kept_days.stop and most >= look.kept_days.start

    def _least(self, other, kept):
        return 0 if SMALL in self.without else other.least(kept)

    def _most(self, other, kept):
        return BEYOND * other.most if TOP in self.without else other.most_if(kept)

    def _caps(self, ks):
        """The most of each, in order, if so many of their calendar kept."""
        return [
            self._most(kind, n < k)
            for k, kind, size in zip(ks, self.kinds, self.sizes, strict=True)
            for n in range(size)
        ]

    def _most_of(self, ks, look):
        caps = sorted(self._caps(ks), reverse=True)
        if look.practised is not None and SMALL not in self.without:
            caps = caps[: look.practised]
        most = sum(caps)
        whole = [
            t for t in list_totals(look.totals) if all(t.days >= {*o.plan} for o in self.others)
        ]
        return min([most, *(total.most_points for total in whole)])

    def _width(self, n):
        spans = [self._span(n, *state) for state in self.states.items()]
        return 1 + max(high for _, high in spans) - min(low for low, _ in spans)

    def _span(self, n, state, possible):
        """The least and the most that one of them can have, in a state of a larger team."""
        ks, _ = state
        low, high = (possible & -possible).bit_length() - 1, possible.bit_length() - 1
        group, other = self.group[n], self.others[n]
        able = [
            kept for kept in (False, True) if (ks[group] if kept else ks[group] < self.sizes[group])
        ]
        caps, spans = self._caps(ks), []
        idle = self.look.practised if SMALL not in self.without else None
        floors = sum(k * self._least(kind, True) for k, kind in zip(ks, self.kinds, strict=True))
        for kept in able:
            mates = list(caps)
            mates.remove(self._most(other, kept))
            mates.sort(reverse=True)
            least = max(self._least(other, kept), low - sum(mates[:idle]))
            most = min(self._most(other, kept), high - floors + self._least(other, kept))
            if idle is not None and (
                not idle or self._most(other, kept) + sum(mates[: idle - 1]) < low
            ):
                most = 0
            spans.append((least, max(least, most)))
        return min(each for each, _ in spans), max(each for _, each in spans)


def list_totals(totals):
    """Each of them, and all together."""
    if len(totals) < 2:
        return totals
    days = frozenset().union(*(each.days for each in totals))
    names = ("attempts", "conversations", "meetings", "lessons")
    return (*totals, Totals(days, *(sum(getattr(t, n) for t in totals) for n in names)))


def bits(least, most):
    """The numbers from one to another, as a set."""
    least = max(least, 0)
    return (1 << (most + 1)) - (1 << least) if most >= least else 0


def spread(mask, most):
    """Each of the numbers, up to so much less and up to so much more."""
    reach = 0
    while reach < most:
        step = min(reach + 1, most - reach)
        mask |= mask << step | mask >> step
        reach += step
    return mask


def join_masks(one, other):
    if one is None:
        return other
    if isinstance(one, int):
        return one | other
    return {points: one.get(points, 0) | other.get(points, 0) for points in one.keys() | other}
