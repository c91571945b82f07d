"""Standings of the team board (RULES R5): scores as exact fractions, rounded once.

To the whole point while the week is open, to the tenth at its close (R5.9).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor, lcm
from statistics import median
from typing import Generic, TypeVar

USUAL_WEEKS = 8  # R5.3
USUAL_LEAST = Fraction(30)
USUAL_MOST = Fraction(120)
MAX_EFFORT = Fraction(1)
EFFORT_WEIGHT = Fraction(70, 100)  # R5.5
KEPT_WEIGHT = Fraction(20, 100)
SHARED_WEIGHT = Fraction(10, 100)
WEIGHTS = {"effort": EFFORT_WEIGHT, "kept": KEPT_WEIGHT, "shared": SHARED_WEIGHT}
KEPT_SHARE = Fraction(60, 100)
KEPT_LEAST = 1
AVERAGE_MATES = 6  # R5.6
RANKED_SIZE = 3  # R5.7
TOLD_AT_WORK = 5  # R11.2
HALF = Fraction(1, 2)

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class MemberWeek:
    """A member's week on the board: points and kept days are those of working days alone."""

    points: int
    working_days: int
    kept_days: int
    shared: bool
    usual: Fraction


@dataclass(frozen=True, slots=True)
class Parts:
    """What a raw score is made of, each between 0 and 1."""

    effort: Fraction
    kept: Fraction
    shared: Fraction

    @property
    def raw(self) -> Fraction:
        return EFFORT_WEIGHT * self.effort + KEPT_WEIGHT * self.kept + SHARED_WEIGHT * self.shared


@dataclass(frozen=True, slots=True)
class Team(Generic[Id]):
    """A team of a board: its members, away or not, and its raw score; None when it rests.

    at_work is how many of them have working days in the week; all, where it is not said.
    """

    id: Id
    size: int
    raw: Fraction | None
    at_work: int | None = None

    @property
    def working(self) -> int:
        """How many have working days, as far as it is known."""
        return self.size if self.at_work is None else min(self.size, self.at_work)

    @property
    def tells_parts(self) -> bool:
        """Whether enough were at work for the parts of the score to be told (RULES R11.2)."""
        return self.working >= TOLD_AT_WORK


@dataclass(frozen=True, slots=True)
class RankedTeam(Generic[Id]):
    """A line of the board; `score` is out of 100 as it is shown, None in training and at rest."""

    id: Id
    place: int | None
    score: Decimal | None
    training: bool = False
    rests: bool = False


@dataclass(frozen=True, slots=True)
class Overtaking(Generic[Id]):
    """A team, and those that it has passed in the order in which they stand now."""

    team: Id
    passed: tuple[Id, ...]


def usual_day(weeks: Sequence[tuple[int, int]]) -> Fraction:
    """The usual day from (board points, working days) of closed weeks, oldest first (R5.3).

    Weeks without a working day are passed over, and the last eight of the others are read.
    """
    days = [Fraction(points, working) for points, working in weeks if working]
    if not days:
        return USUAL_LEAST
    return min(USUAL_MOST, max(USUAL_LEAST, median(days[-USUAL_WEEKS:])))


def effort(points: int, usual: Fraction, working_days: int) -> Fraction:
    """Effort, from 0 to 1 (RULES R5.4); 0 in a week without working days, which weighs nothing."""
    return (
        min(MAX_EFFORT, Fraction(points) / (usual * working_days)) if working_days else Fraction(0)
    )


def kept_enough(kept: int, working_days: int) -> bool:
    """Whether 60 % of the working days were kept, to the nearest day, at least one (R5.5).

    No number of days has a half at 60 %, so the nearest day is never in doubt. A week without
    working days is never enough; it weighs nothing.
    """
    return working_days > 0 and kept >= kept_needed(working_days)


@cache  # of at most seven days, and asked for each member of a team at each log
def kept_needed(working_days: int) -> int:
    """The kept days that are enough for a week with so many working days (RULES R5.5)."""
    return max(KEPT_LEAST, floor(KEPT_SHARE * working_days + HALF))


def raw_score(members: Iterable[MemberWeek]) -> Fraction | None:
    """The team's raw score, from 0 to 1; None when the team rests (RULES R5.5, R5.7)."""
    made_of = score_parts(members)
    return None if made_of is None else made_of.raw


def score_parts(members: Iterable[MemberWeek]) -> Parts | None:
    """The parts of the raw score; None when the team rests (RULES R5.5).

    Effort is weighted by working days. Of the two others each person at work counts as one: with
    weights, what one part-timer among others has done could be told from the sum (R11.4).
    """
    working = [member for member in members if member.working_days]
    days = sum(member.working_days for member in working)
    if not days:
        return None
    kept = sum(kept_enough(member.kept_days, member.working_days) for member in working)
    shared, people = sum(member.shared for member in working), len(working)
    return Parts(_efforts(working) / days, Fraction(kept, people), Fraction(shared, people))


def _efforts(working: Collection[MemberWeek]) -> Fraction:
    """The sum of efforts, each weighted by its working days: points in usual days, at most all.

    Summed over their common denominator, for a sum of fractions looks for one at each step.
    """
    common = lcm(*(member.usual.numerator for member in working))
    return Fraction(sum(_effort_in(common, member) for member in working), common)


def _effort_in(common: int, member: MemberWeek) -> int:
    """One member's, in parts of which there are `common` in a whole."""
    usual = member.usual
    practised = member.points * usual.denominator * (common // usual.numerator)
    return min(practised, member.working_days * common)


def own_parts(member: MemberWeek, days: int, at_work: int) -> Parts:
    """What one member at work gives to the parts of a team with so many working days and people.

    It is made of their own week and of nothing that anybody else has done (RULES R11.2).
    """
    own = effort(member.points, member.usual, member.working_days) * member.working_days
    kept = kept_enough(member.kept_days, member.working_days)
    return Parts(own / days, Fraction(kept, at_work), Fraction(member.shared, at_work))


def rank_teams(teams: Sequence[Team[Id]], *, running: bool = False) -> tuple[RankedTeam[Id], ...]:
    """The board, best first: ranked teams, then those in training, then those that rest.

    Scores are rounded once, halves up: to the tenth, or in a week that is still `running` to the
    whole point, so that no single act can be read off them (RULES R5.9). Places follow what is
    shown and equal ones share a place (1, 2, 2, 4), in the order in which they were handed in.
    """
    mean = mean_raw(teams)
    ranked = [
        (round_to_tenth(score(team.raw, team.size, mean), running=running), team)
        for team in teams
        if team.raw is not None and not in_training(team)
    ]
    by_score = sorted(ranked, key=lambda line: -line[0])
    places = {s: place for place, (s, _) in reversed(list(enumerate(by_score, start=1)))}
    return (
        *(RankedTeam(team.id, places[s], s) for s, team in by_score),
        *(
            RankedTeam(team.id, None, None, training=True)
            for team in teams
            if team.raw is not None and in_training(team)
        ),
        *(
            RankedTeam(team.id, None, None, training=team.size < RANKED_SIZE, rests=True)
            for team in teams
            if team.raw is None
        ),
    )


def overtakings(
    before: Sequence[RankedTeam[Id]], after: Sequence[RankedTeam[Id]]
) -> tuple[Overtaking[Id], ...]:
    """Who stands before whom it stood behind, best first; who ties with somebody passed nobody.

    Only of teams that were ranked then and are now.
    """
    earlier = {line.id: line.place for line in before if line.place}
    now = {line.id: line.place for line in after if line.place and line.id in earlier}
    passed = {
        one: tuple(
            other for other in now if earlier[one] > earlier[other] and now[one] < now[other]
        )
        for one in now
    }
    return tuple(Overtaking(one, others) for one, others in passed.items() if others)


def mean_raw(teams: Iterable[Team[Id]]) -> Fraction:
    """The mean raw score of the ranked teams; 0 when there is none."""
    raws = [team.raw for team in teams if team.raw is not None and not in_training(team)]
    return sum(raws, Fraction(0)) / len(raws) if raws else Fraction(0)


def score(raw: Fraction, size: int, mean: Fraction) -> Fraction:
    """The score, from 0 to 1: each team plays with six average team-mates (RULES R5.6)."""
    return (size * raw + AVERAGE_MATES * mean) / (size + AVERAGE_MATES)


def score_gain(raw_gain: Fraction, size: int, ranked: int) -> Fraction:
    """By how much the score of one of so many `ranked` teams grows when its raw score does.

    The mean, in which it is, grows along.
    """
    return raw_gain * (size + Fraction(AVERAGE_MATES, ranked)) / (size + AVERAGE_MATES)


def in_training(team: Team[Id]) -> bool:
    """Fewer than three members at work: no place and no score, and not in the mean (RULES R5.7).

    With two at work each could read the other's week off the score, and anybody that of one.
    """
    return team.working < RANKED_SIZE


def round_to_tenth(score: Fraction, *, running: bool = False) -> Decimal:
    """A score from 0 to 1 as it is shown out of 100; halves go up. 0.544 is 54.4, or 54."""
    if running:
        return Decimal(floor(score * 100 + HALF))
    return Decimal(floor(score * 1000 + HALF)).scaleb(-1)


def open_raw(members: Iterable[tuple[int, int]]) -> Fraction:
    """How much raw score a team can still gain at the most, by its calendars alone.

    Of each member it asks for the working days of the week and how many of them are left, today's
    among them. Nothing that anybody has practised is in it: what is out of reach for one of them
    would else be told by what is left for all (RULES R11.2).
    """
    working = [(days, left) for days, left in members if days]
    whole = sum(days for days, _ in working)
    if not whole:
        return Fraction(0)
    able = Fraction(sum(1 for _, left in working if left), len(working))
    open_days = Fraction(sum(days for days, left in working if left), whole)
    return EFFORT_WEIGHT * open_days + (KEPT_WEIGHT + SHARED_WEIGHT) * able


def with_additional(
    member: MemberWeek, points: int = 0, kept: int = 0, shared: bool = False
) -> MemberWeek:
    """The member's week with so much more in it: what one more dose or a share would change."""
    return replace(
        member,
        points=member.points + points,
        kept_days=member.kept_days + kept,
        shared=member.shared or shared,
    )
