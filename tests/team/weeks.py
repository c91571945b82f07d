"""Random weeks of a team by the rules alone, without a database: hundreds in a few seconds."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.team.judging import judge_solver
from tests.team.solver import DOSE, USUAL, Other, Shown, Solver, Totals
from webapp.game import standings
from webapp.game.outcomes import CONVERSATIONS, Outcome
from webapp.game.points import day_points
from webapp.team import k_anonymity

MONDAY = date(2026, 11, 16)
ONE_DAY = timedelta(days=1)
PLANS = ((1, 2, 3, 4, 5), (1, 2, 3, 4, 5), (1, 2, 4, 5), (1, 2, 3), (1, 2))
OUTCOMES = (Outcome.NO_ANSWER, Outcome.GATEKEEPER, Outcome.REFUSAL, Outcome.MEETING)
PACES = {
    "quiet": (0.15, (1, 2)),
    "few": (0.35, (1, 3)),
    "usual": (1, (1, 3, 4)),
    "hard": (1, (3, 6, 9)),
}


@dataclass(frozen=True)
class Call:
    outcome: Outcome
    rows: int = 0
    dated: bool = False


@dataclass
class Mate:
    """Somebody's week: calls by day (1 is Monday), lessons given: (day, signed, to this shelf)."""

    plan: tuple
    calls: dict = field(default_factory=dict)
    gifts: list = field(default_factory=list)
    moved: bool = False

    def week(self):
        """Points up to the full effort, whether the days were kept, whether they shared."""
        calls_by_day = {day: self.calls.get(day, ()) for day in self.plan}
        points = sum(day_points(calls).points for calls in calls_by_day.values())
        kept = sum(len(calls) >= DOSE for calls in calls_by_day.values())
        enough = standings.kept_enough(kept, len(self.plan))
        return min(points, USUAL * len(self.plan)), enough, bool(self.gifts)

    def days(self, n):
        return [
            k_anonymity.PersonDay(
                member_id=n,
                day=MONDAY + (day - 1) * ONE_DAY,
                attempts=len(calls),
                conversations=sum(call.outcome in CONVERSATIONS for call in calls),
                meetings=sum(call.outcome == Outcome.MEETING for call in calls),
                lessons=sum(call.rows == 2 for call in calls),
                kept=len(calls) >= DOSE,
            )
            for day, calls in self.calls.items()
            if calls
        ]


class Week:
    """A team's week; the first is the attacker, who knows all of the other teams."""

    def __init__(self, rng):
        self.rng = rng
        self.mates = [Mate(rng.choice(PLANS)) for _ in range(rng.choice((3, 3, 3, 4, 4, 5, 6, 8)))]
        self.pace, self.calls = PACES[rng.choice(list(PACES))]
        self.rest = (Fraction(rng.randrange(101), 100),)
        self.looks_daily = rng.random() < 0.5
        self.parcels, self.tried = [], Counter()
        self.solver = Solver(self.others(1))

    def lives(self):
        for day in range(1, 6):
            for n in range(3):
                for _ in range(2 if n == 0 else 1):
                    if self.rng.random() < self.pace:
                        self.acts(day)
                if n == 0 and self.looks_daily:
                    self.sums_up(day - 1)
                self.looks(day, acts=2 if n == 0 else 1)
        self.sums_up(7, closed=True)
        self.looks(7, acts=1, closed=True)
        return self.tried

    def acts(self, day):
        mate = self.rng.choice(self.mates)
        if mate is not self.mates[0] and self.rng.random() < 0.04:
            mate.moved = True
        if self.rng.random() < 0.08 and mate.gifts:
            mate.gifts.pop()
            return
        calls = [Call(self.rng.choice(OUTCOMES)) for _ in range(self.rng.choice(self.calls))]
        if calls[0].outcome in (Outcome.REFUSAL, Outcome.GATEKEEPER):
            calls[0] = Call(calls[0].outcome, rows=2)
            if self.rng.random() < 0.4:
                mate.gifts.append((day, self.rng.random() < 0.3, not mate.moved))
        mate.calls[day] = [*mate.calls.get(day, ()), *calls]

    def sums_up(self, over, closed=False):
        """The team's page is looked at: what has become enough is summed up for good."""
        due = k_anonymity.next_window(
            MONDAY, [last for _, last, *_ in self.parcels], MONDAY + (over - 1) * ONE_DAY
        )
        if due is None:
            return
        person_days = [day for n, mate in enumerate(self.mates) for day in mate.days(n)]
        who = k_anonymity.has_practised(person_days, *due)
        working = {
            n: [MONDAY + (day - 1) * ONE_DAY for day in mate.plan]
            for n, mate in enumerate(self.mates)
        }
        whole = closed and not self.parcels and k_anonymity.is_anonymous_in_a_week(who, working)
        if k_anonymity.is_anonymous(who) or whole:
            shares = working if k_anonymity.is_anonymous(who) else {}
            sums = k_anonymity.sum_days(person_days, shares, *due)
            own = [day for day in person_days if day.member_id == 0]
            self.parcels.append((*due, sums, k_anonymity.sum_days(own, {}, *due), sums.worked > 0))

    def others(self, day):
        inside = {
            n for first, last, *_, shares in self.parcels if shares for n in days_of(first, last)
        }
        return [
            Other(
                plan=mate.plan,
                begun=sum(n <= day for n in mate.plan),
                signed=any(signed and here for _, signed, here in mate.gifts),
                moved=mate.moved,
                inside=len(inside & {*mate.plan}),
            )
            for mate in self.mates[1:]
        ]

    def kept_days(self):
        """Of the others, by the share that is shown."""
        shared = [parcel for parcel in self.parcels if parcel[-1]]
        days = {n for first, last, *_ in shared for n in days_of(first, last)}
        calls = self.mates[0].calls
        own = sum(len(calls.get(n, ())) >= DOSE for n in days & {*self.mates[0].plan})
        kept, worked = (sum(getattr(p[2], name) for p in shared) for name in ("kept", "worked"))
        return share_of(kept, worked, own) if worked else None

    def looks(self, day, acts, closed=False):
        weeks = [mate.week() for mate in self.mates]
        look = look_of(self, weeks, closed)
        self.solver.looks(look, self.others(day), acts)
        self.tried["looks"] += 1
        self.tried["closed"] += closed
        self.tried["totals"] += closed and bool(self.parcels)
        self.tried["parts"] += look.parts is not None
        self.tried.update(judge_solver(self.solver, weeks[1:]))


def look_of(week, weeks, closed):
    mates, size = week.mates, len(week.mates)
    rows = [
        standings.MemberWeek(points, len(mate.plan), 0, shared, Fraction(USUAL))
        for mate, (points, _, shared) in zip(mates, weeks, strict=True)
    ]
    parts = standings.score_parts(rows)
    parts = standings.Parts(
        parts.effort, Fraction(sum(kept for _, kept, _ in weeks), size), parts.shared
    )
    teams = [standings.Team("Nord", size, parts.raw), standings.Team("Sud", 4, *week.rest)]
    scores = {place.id: place.score for place in standings.rank_teams(teams, running=not closed)}
    has_parts = closed and size >= standings.TOLD_AT_WORK
    gifts = [signed for mate in mates[1:] for _, signed, here in mate.gifts if here]
    return Shown(
        score=Fraction(scores["Nord"]),
        step=Fraction(1, 10 if closed else 1),
        size=size,
        rest=week.rest,
        mine=weeks[0],
        days=sum(len(mate.plan) for mate in mates),
        people=size,
        unsigned=gifts.count(False),
        totals=tuple(total(*parcel[:4]) for parcel in week.parcels),
        practised=two_at_most(mates[0]) if closed and not week.parcels else None,
        kept_days=week.kept_days(),
        parts=parts_of(parts, size) if has_parts else None,
    )


def parts_of(parts, size):
    """As they are shown: effort to the tenth of 70, the two others as good as counted."""
    effort = Fraction(round(700 * parts.effort), 10)
    return effort, int(parts.kept * size), int(parts.shared * size)


def total(first, last, sums, own):
    """A parcel less one's own."""
    names = ("attempts", "conversations", "meetings", "lessons")
    days = frozenset(days_of(first, last))
    return Totals(days, *(getattr(sums, name) - getattr(own, name) for name in names))


def share_of(kept, worked, own):
    """How many days the others can have kept, by the share that is shown of all."""
    percent = k_anonymity.rounded_percent(kept, worked)
    fitting = [
        able for able in range(worked + 1) if k_anonymity.rounded_percent(able, worked) == percent
    ]
    return range(max(0, fitting[0] - own), fitting[-1] - own + 1)


def two_at_most(mine):
    """How many of the others can have practised, where no totals are shown: two, with oneself."""
    return standings.RANKED_SIZE - 1 - any(mine.calls.values())


def days_of(first, last):
    return range((first - MONDAY).days + 1, (last - MONDAY).days + 2)
