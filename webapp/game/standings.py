"""The team board (RULES R5): exact fractions, rounded once, to the tenth that is shown."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor, lcm
from statistics import median
from typing import Generic, TypeVar

from webapp.game.points import MOST_A_DAY

USUAL_WEEKS = 8  # R5.3
USUAL_LEAST = Fraction(30)
USUAL_MOST = Fraction(120)
FULL = Fraction(1)
EFFORT_WEIGHT = Fraction(70, 100)  # R5.5
KEPT_WEIGHT = Fraction(20, 100)
SHARED_WEIGHT = Fraction(10, 100)
WEIGHTS = {"effort": EFFORT_WEIGHT, "kept": KEPT_WEIGHT, "shared": SHARED_WEIGHT}
KEPT_SHARE = Fraction(60, 100)
KEPT_LEAST = 1
AVERAGE_MATES = 6  # R5.6
RANKED_SIZE = 3  # R5.7
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
    """A team of a board: its members, away or not, and its raw score; None when it rests."""

    id: Id
    size: int
    raw: Fraction | None


@dataclass(frozen=True, slots=True)
class Place(Generic[Id]):
    """A line of the board; `score` is out of 100 with one decimal, None when the team rests."""

    id: Id
    place: int | None
    score: Decimal | None
    training: bool = False
    rests: bool = False


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
    return min(FULL, Fraction(points) / (usual * working_days)) if working_days else Fraction(0)


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


def raw(members: Iterable[MemberWeek]) -> Fraction | None:
    """The team's raw score, from 0 to 1; None when the team rests (RULES R5.5, R5.7)."""
    made_of = parts(members)
    return None if made_of is None else made_of.raw


def parts(members: Iterable[MemberWeek]) -> Parts | None:
    """The parts of the raw score: means weighted by working days; None when the team rests."""
    working = [member for member in members if member.working_days]
    days = sum(member.working_days for member in working)
    if not days:
        return None
    kept = sum(m.working_days for m in working if kept_enough(m.kept_days, m.working_days))
    shared = sum(m.working_days for m in working if m.shared)
    return Parts(_efforts(working) / days, Fraction(kept, days), Fraction(shared, days))


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


def table(teams: Sequence[Team[Id]]) -> tuple[Place[Id], ...]:
    """The board, best first: ranked teams, then those in training, then those that rest.

    Scores are rounded once, halves up, to the tenth that is shown; places follow what is shown
    and equal ones share a place (1, 2, 2, 4), in the order in which they were handed in.
    """
    mean = mean_raw(teams)
    ranked = [
        (tenths(score(team.raw, team.size, mean)), team)
        for team in teams
        if team.raw is not None and team.size >= RANKED_SIZE
    ]
    shown = sorted(ranked, key=lambda line: -line[0])
    places = {s: place for place, (s, _) in reversed(list(enumerate(shown, start=1)))}
    training = sorted(
        ((tenths(team.raw), team) for team in teams if team.raw is not None and in_training(team)),
        key=lambda line: -line[0],
    )
    return (
        *(Place(team.id, places[s], out_of_100(s)) for s, team in shown),
        *(Place(team.id, None, out_of_100(s), training=True) for s, team in training),
        *(
            Place(team.id, None, None, training=in_training(team), rests=True)
            for team in teams
            if team.raw is None
        ),
    )


def mean_raw(teams: Iterable[Team[Id]]) -> Fraction:
    """The mean raw score of the ranked teams; 0 when there is none."""
    raws = [team.raw for team in teams if team.raw is not None and not in_training(team)]
    return sum(raws, Fraction(0)) / len(raws) if raws else Fraction(0)


def score(raw: Fraction, size: int, mean: Fraction) -> Fraction:
    """The score, from 0 to 1: each team plays with six average team-mates (RULES R5.6)."""
    return (size * raw + AVERAGE_MATES * mean) / (size + AVERAGE_MATES)


def in_training(team: Team[Id]) -> bool:
    """Fewer than three members: shown with its raw, unranked, not in the mean (RULES R5.7)."""
    return team.size < RANKED_SIZE


def tenths(score: Fraction) -> int:
    """A score from 0 to 1 as whole tenths of a point out of 100; halves go up."""
    return floor(score * 1000 + HALF)


def out_of_100(tenths: int) -> Decimal:
    """Whole tenths as they are shown: 544 is 54.4."""
    return Decimal(tenths).scaleb(-1)


def best_possible(members: Iterable[tuple[MemberWeek, int]]) -> Fraction | None:
    """The highest raw score still within reach this week; None when the team rests.

    Each member comes with the working days left to them: those not yet kept, today among them.
    On each they may keep the day and earn what a day pays at most; whoever has one left may share.
    """
    return raw(
        more(member, left * MOST_A_DAY, left, shared=left > 0) if left else member
        for member, left in members
    )


def more(member: MemberWeek, points: int = 0, kept: int = 0, shared: bool = False) -> MemberWeek:
    """The member's week with so much more in it: what one more dose or a share would change."""
    return replace(
        member,
        points=member.points + points,
        kept_days=member.kept_days + kept,
        shared=member.shared or shared,
    )


def with_raw(teams: Iterable[Team[Id]], team_id: Id, raw: Fraction | None) -> tuple[Team[Id], ...]:
    """The same board with another raw score for one team, to be read by `table`."""
    return tuple(replace(team, raw=raw) if team.id == team_id else team for team in teams)
