"""Nobody else's day, effort, kept days or share can be told for certain (RULES R11.4).

Random weeks of a team of 3 to 8, part-timers among them: calls, lessons signed or not, withdrawals;
and the manager and the administrator act on purpose, to see what changes. A team-mate, the manager,
another team and the administrator look before and after each act. What an act of theirs changes
must be nothing; what anybody's practice changes goes into a solver that knows the rules, the
calendars, the other teams and its own week (`tests/team/solver.py`).

Two cases are left to it, and are said in docs/trust.md: where all did the same, and where all the
others have nine tenths of their full effort or more, so that nothing but kept days and shares is
left to explain what is shown.
"""

import secrets
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import webapp.clock as clock
from tests.pace import CHECK, times
from tests.team.solver import USUAL, Other, Shown, Solver
from webapp.admin import people as admin_people
from webapp.database import db, writing
from webapp.game.standings import kept_enough
from webapp.people import declaring
from webapp.people.who import member
from webapp.progress import follow
from webapp.progress.models import MemberWeek, TeamWeek
from webapp.progress.standings import board

MONDAY = date(2026, 11, 16)
CLOSED = "2026-11-24 12:00"
WEEKS = ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 4, 5], [1, 2, 3], [1, 2])
RUNS = times(4, 60)
ONE_DAY = timedelta(days=1)


@pytest.mark.both_databases
def test_of_nobody_else_anything_is_told_for_certain(app, house, at):
    tried = Counter()

    @settings(max_examples=RUNS, derandomize=not CHECK)
    @given(seed=st.integers(0, 2**32))
    def weeks(seed):
        tried.update(lived(Random(seed), app, house, at))

    weeks()
    assert tried["acts of others"] >= RUNS
    assert tried["told"] >= RUNS, "the solver was hardly asked"


def lived(rng, app, house, at):
    """A week of Nord, looked at before and after each act; says what was tried."""
    week = Week(rng, app, house(rng.choice((3, 3, 4, 5, 6, 8)), 4), at)
    for day in range(5):
        for n in range(3):
            at(f"{MONDAY + day * ONE_DAY} {10 + 2 * n}:00")
            week.practises(day, several=n == 0)
            week.is_told(acts=2 if n == 0 else 1)
            if rng.random() < 0.5:
                week.is_acted_on()
    at(CLOSED)
    week.is_told(acts=1, closed=True)
    return week.tried


class Week:
    """Nord's week, and what its four kinds of viewers see of it."""

    def __init__(self, rng, app, built, at):
        self.rng, self.app, self.built, self.at = rng, app, built, at
        self.nord, self.sud = built.people["Nord"], built.people["Sud"]
        self.boss = built.joins("Sud", "admin")
        self.days = {person.id: self._pattern(person) for person in self.nord}
        self.mate = self.nord[1]
        self.calls, self.gone, self.moved, self.tried = [], set(), [], Counter()
        self.others = [person for person in self.nord if person is not self.mate]
        self.solver = Solver(self._calendars(0)) if len(self.nord) <= 4 else None

    def _pattern(self, person):
        week = self.rng.choice(WEEKS)
        with self.app.app_context(), writing():
            whose = (self.built.organisation_id, "member", person.id, "pattern")
            declaring.say(*whose, date(2026, 11, 13), clock.now(), value={"weeks": [week]})
            follow.facts_changed(person.who, date(2026, 11, 13), clock.now())
        return week

    def _calendars(self, day):
        plans = [self.days[person.id] for person in self.others]
        return [Other(len(plan), sum(n <= day + 1 for n in plan)) for plan in plans]

    # What happens

    def practises(self, day, several):
        """One of them, or after the night two, and perhaps one of the other team."""
        here = [person for person in self.nord if person.id not in self.gone]
        for person in self.rng.sample(here, 2 if several else 1):
            self._acts(person, self.rng.choice((1, 3, 4)) if several else 1)
        if self.rng.random() < 0.3:
            self._acts(self.rng.choice(self.sud), 3)
        self.day = day

    def _acts(self, person, calls):
        if self.calls and self.rng.random() < 0.1:
            who, call = self.rng.choice(self.calls)
            if who is person:
                person.sends(person.withdraws(call))
                return
        outcomes = self.rng.choices(("no_answer", "refusal", "meeting"), k=calls)
        taps = [person.taps(outcome) for outcome in outcomes]
        more = [person.draws(taps[0])] if outcomes[0] == "refusal" else []
        if more and self.rng.random() < 0.4:
            more.append(person.shares(taps[0], signed=self.rng.random() < 0.3))
        assert set(person.sends(*taps, *more)) == {"accepted"}
        self.calls.append((person, taps[0]))

    def is_acted_on(self):
        """A manager or an administrator acts on purpose; no board of the week moves by it."""
        person = self.rng.choice([p for p in self.nord[2:] if p.id not in self.gone] or [None])
        if person is None:
            return
        before = self.views()
        self.rng.choice((self._pauses, self._pauses_all, self._suspends, self._moves))(person)
        if self.rng.random() < 0.1:
            self._removes(person)
        assert self.views() == before
        self.tried["acts of others"] += 1

    def _pauses(self, person):
        tomorrow = clock.now().date() + ONE_DAY
        fields = {"whom": str(person.id), "from": str(tomorrow), "to": "2026-12-11"}
        who = self.boss if person in self.moved else self.nord[0]
        assert who.submits("/admin/pauses", fields).status_code == 303

    def _pauses_all(self, _person):
        today = str(clock.now().date())
        fields = {"whom": str(self.built.teams["Nord"]), "from": "2026-11-16", "to": today}
        assert self.nord[0].submits("/admin/pauses", fields).status_code == 303

    def _suspends(self, person):
        for act in ("suspension", "return"):
            where = f"/admin/people/{person.id}/{act}"
            assert self.boss.submits(where).status_code == 303
        person._signed_in, person._token = False, secrets.token_hex(8)

    def _moves(self, person):
        self.built.moves(person, "Sud")
        self.moved.append(person)

    def _removes(self, person):
        with self.app.app_context():
            boss = member(self.built.organisation_id, self.boss.id)
            admin_people.remove(boss, person.id, clock.now())
        self.gone.add(person.id)

    # What is seen

    def views(self):
        """The board of the week to each kind of viewer, but for what it was read from."""
        viewers = (self.mate, self.nord[0], self.sud[1], self.boss)
        return [self.view(viewer) for viewer in viewers]

    def view(self, viewer):
        with self.app.app_context():
            return board(viewer.who, MONDAY, clock.now())

    def rows(self):
        with self.app.app_context():
            rows = db.session.scalars(
                select(MemberWeek).where(
                    MemberWeek.organisation_id == self.built.organisation_id,
                    MemberWeek.week == MONDAY,
                )
            )
            return {row.member_id: row for row in rows}

    def rest(self):
        with self.app.app_context():
            row = db.session.scalars(
                select(TeamWeek).where(
                    TeamWeek.organisation_id == self.built.organisation_id,
                    TeamWeek.week == MONDAY,
                    TeamWeek.team_id == self.built.teams["Sud"],
                )
            ).first()
        parts = (row.effort, row.kept, row.shared) if row else (Fraction(0),) * 3
        return (sum(Fraction(w, 10) * part for w, part in zip((7, 2, 1), parts, strict=True)),)

    def is_told(self, acts, closed=False):
        """The solver looks too; nothing that differs among the others is told for certain."""
        seen, rows = self.views(), self.rows()
        assert [view.lines[0].score for view in seen] == [seen[0].lines[0].score] * 4
        assert all(view.parts is None or closed for view in seen)
        scores = {line.name: line.score for line in seen[0].lines}
        if not rows or self.solver is None:
            return
        truth = {person.id: week_of(rows[person.id]) for person in self.nord}
        days = [row.working_days for row in (rows[person.id] for person in self.nord)]
        shown = Shown(
            score=Fraction(scores["Nord"]),
            step=Fraction(1, 10 if closed else 1),
            size=len(self.nord),
            rest=self.rest(),
            mine=truth[self.mate.id],
            days=sum(days),
            people=len(days),
        )
        calendars = self._calendars(self.day)
        self.solver.looks(shown, calendars, acts)
        self.judges([truth[person.id] for person in self.others], calendars)

    def judges(self, truth, calendars):
        efforts = [
            Fraction(points, each.most) for (points, *_), each in zip(truth, calendars, strict=True)
        ]
        if min(efforts) >= Fraction(9, 10):
            return
        self.tried["told"] += 1
        for (kept, shared), each in zip(self.solver.told(), calendars, strict=True):
            if kept is not None and each.may_have_kept:
                assert len({known for _, known, _ in truth}) == 1, "kept days are told"
            if shared is not None:
                assert len({known for *_, known in truth}) == 1, "a share is told"
        if len(truth) == 2 and len(set(efforts)) > 1:
            assert min(self.solver.points()) > 1, "an effort is told"


def week_of(row):
    """Points up to the full effort, whether the days were kept, whether they shared."""
    points = min(row.points, USUAL * row.working_days)
    return points, kept_enough(row.kept_days, row.working_days), row.shared


# The smallest case of each kind


@pytest.fixture
def nord(app, house, at):
    """nord([1, 2], everyday): a team of Nord with these weekly patterns, on its Monday."""

    def made(*plans):
        at("2026-11-16 09:30")
        people = house(len(plans), names=("Nord",)).people["Nord"]
        for person, plan in zip(people, plans, strict=True):
            with app.app_context(), writing():
                whose = (person.organisation_id, "member", person.id, "pattern")
                first = date(2026, 11, 13)
                declaring.say(*whose, first, clock.now(), value={"weeks": [plan]})
                follow.facts_changed(person.who, first, clock.now())
        return people

    return made


FULL, PART = [1, 2, 3, 4, 5], [1, 2]


@pytest.mark.parametrize("moment", ["2026-11-16 12:00", CLOSED])
@pytest.mark.parametrize("signed", [False, True])
def test_the_score_is_the_same_whoever_of_two_has_shared(nord, at, moment, signed):
    """A part-timer or a full-timer, with the same call: weighted, it would be another score."""
    seen = []
    for sharing in (1, 2):
        people = nord(FULL, FULL, PART)
        at("2026-11-16 10:00")
        for n, person in enumerate(people[1:], start=1):
            call = person.taps("refusal")
            person.sends(call, person.draws(call))
            if n == sharing:
                person.sends(person.shares(call, signed=signed))
        at(moment)
        seen.append(people[0].board(MONDAY).lines[0].score)
    assert seen[0] == seen[1] > 0


def test_what_is_left_to_a_team_does_not_say_what_a_mate_has_missed(nord, at):
    """The part-timer's days are over on Tuesday: what is left was the more, the more they did."""
    seen = []
    for practised in (False, True):
        people = nord(FULL, FULL, PART)
        at("2026-11-16 10:00")
        people[1].sends(people[1].taps("refusal"), *[people[1].taps("meeting") for _ in range(4)])
        if practised:
            people[2].sends(people[2].taps("no_answer"))
        at("2026-11-18 10:00")
        made = people[0].board()
        seen.append((made.reach.left, made.reach.dose, made.reach.share, made.own))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("outcome", ["no_answer", "gatekeeper"])
def test_a_small_act_is_not_read_off_the_whole_points(nord, outcome):
    people = nord(*[FULL] * 6)
    before = people[0].board().lines
    people[1].sends(people[1].taps(outcome))
    assert people[0].board().lines == before


def test_the_parts_do_not_move_while_a_week_is_open(nord, at):
    """Of five, who polls would read each share off them, signed or not."""
    people = nord(*[FULL] * 5)
    for day in range(5):
        at(f"{MONDAY + day * ONE_DAY} 10:00")
        call = people[day].taps("refusal")
        people[day].sends(call, people[day].draws(call), people[day].shares(call))
        assert all(person.board().parts is None for person in people)
        assert "leçons partagées, 10\xa0%" in people[0].opens("/boards").text  # one's own
    at(CLOSED)
    assert people[0].board(MONDAY).parts.shared == 1  # all did, and everybody can see it


def test_what_all_did_is_told_and_what_one_of_two_did_is_not():
    """The solver itself: it finds what there is to find, or its silence would say nothing."""
    mine, rest = (0, False, False), ()
    found = []
    for score in (0, 7, 50, 67):
        solver = Solver([Other(5, 5), Other(5, 5)])
        shown = Shown(Fraction(score), Fraction(1), 3, rest, mine, days=15, people=3)
        solver.looks(shown, solver.others, acts=3)
        found.append(solver.told())
    nothing, all_did, either = (False, False), (True, True), (None, None)
    none_kept = (False, None)  # a kept day takes calls, and there is no room for any
    assert found == [[nothing] * 2, [none_kept] * 2, [either] * 2, [all_did] * 2]
