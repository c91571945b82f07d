"""Nobody else's day, effort, kept days or share can be told for certain (RULES R11.4).

Random weeks of a team of 3 to 8, part-timers among them: calls, lessons signed or not, withdrawals,
a team sprint on the first morning; and the manager and the administrator act on purpose, to see
what changes. A team-mate, the manager, another team and the administrator look before and after
each act. What an act of theirs changes must be nothing; what anybody's practice changes goes into a
solver that knows the rules, the calendars, the other teams and its own week
(`tests/team/solver.py`), and sees board, shelf and the team's page. What is left to it is said in
docs/trust.md, and judged in `tests/team/judging.py`.

The same solver looks at many more weeks that are made of the rules alone (`tests/team/weeks.py`).
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
from tests.support.repetitions import CHECK, times
from tests.team import weeks
from tests.team.judging import judge_solver
from tests.team.solver import SMALL, USUAL, Other, Shown, Solver, Totals
from webapp.admin import people as admin_people
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.standings import kept_enough
from webapp.lessons import team_lessons as shelf
from webapp.lessons.filters import LessonFilter
from webapp.people.members import get_member
from webapp.people.models import MemberRow
from webapp.people.schedule import declarations
from webapp.progress import updates
from webapp.progress.boards.board import get_board
from webapp.progress.models import MemberDay, MemberWeek, TeamWeek
from webapp.team import k_anonymity, released_totals
from webapp.team import repository as team_rows

pytestmark = pytest.mark.lengthy

MONDAY = date(2026, 11, 16)
SUNDAY = date(2026, 11, 22)
CLOSED = "2026-11-24 12:00"
RUNS = times(4, 60)
BY_THE_RULES = times(16, 300)
ONE_DAY = timedelta(days=1)


def test_by_the_rules_alone_nothing_is_told_of_one_person():
    tried = Counter()
    for seed in range(BY_THE_RULES):
        tried.update(weeks.Week(Random(seed)).lives())
    assert tried["closed"] == BY_THE_RULES
    assert min(tried[what] for what in ("totals", "parts")) > BY_THE_RULES // 10
    if CHECK:
        print(dict(tried))


@pytest.mark.both_databases
def test_of_nobody_else_anything_is_told_for_certain(app, house, at):
    tried = Counter()

    @settings(max_examples=RUNS, derandomize=not CHECK)
    @given(seed=st.integers(0, 2**32))
    def lives(seed):
        tried.update(live_week(Random(seed), app, house, at))

    lives()
    assert tried["acts of others"] >= RUNS
    assert tried["looks"] >= 10 * RUNS
    if CHECK:
        print(dict(tried))


def live_week(rng, app, house, at):
    """A week of Nord, looked at before and after each act; says what was tried."""
    week = Week(rng, app, house(rng.choice((3, 3, 4, 5, 6, 8)), 4), at)
    for day in range(5):
        for n in range(2):
            at(f"{MONDAY + day * ONE_DAY} {10 + 4 * n}:00")
            if day == n == 0:
                week.sprints()
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
        self.plans = {person.id: self._pattern(person) for person in self.nord}
        self.mate = self.nord[1]
        self.calls, self.removed_ids, self.moved, self.tried = [], set(), [], Counter()
        self.others = [person for person in self.nord if person is not self.mate]
        self.looks_daily, self.day = rng.random() < 0.5, 0
        self.solver = Solver(self.list_others({}, ()))

    def _pattern(self, person):
        plan = self.rng.choice(weeks.PLANS)
        with self.app.app_context(), write_transaction():
            whose = (self.built.organisation_id, "member", person.id, "pattern")
            value = {"weeks": [list(plan)]}
            declarations.add_fact(*whose, date(2026, 11, 13), clock.now(), value=value)
            updates.after_member_change(person.who, date(2026, 11, 13), clock.now())
        return plan

    # What happens

    def sprints(self):
        """All of Nord are in a team sprint, whose counter the mate sees beside the rest."""
        answer = self.mate.submits("/sprint/team", {"minutes": "25", "when": "now"})
        self.sprint = answer.headers["Location"].removesuffix("#join")
        for person in self.nord:
            if person.id not in self.removed_ids:
                person.sends(person.joins(self.sprint.rpartition("/")[2]))

    def practises(self, day, several):
        """One of them, or after the night two, and perhaps one of the other team."""
        here = [person for person in self.nord if person.id not in self.removed_ids]
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
        person = self.rng.choice(
            [p for p in self.nord[2:] if p.id not in self.removed_ids] or [None]
        )
        if person is None:
            return
        before = self.views(), self.counter()
        self.rng.choice((self._pauses, self._pauses_all, self._suspends, self._moves))(person)
        if self.rng.random() < 0.1:
            self._removes(person)
        assert (self.views(), self.counter()) == before
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
            boss = get_member(self.built.organisation_id, self.boss.id)
            admin_people.remove_member(boss, person.id, clock.now())
        self.removed_ids.add(person.id)

    # What is seen

    def views(self):
        """The board of the week to each kind of viewer, but for what it was read from."""
        viewers = (self.mate, self.nord[0], self.sud[1], self.boss)
        return [self.view(viewer) for viewer in viewers]

    def view(self, viewer):
        with self.app.app_context():
            return get_board(viewer.who, MONDAY, clock.now())

    def counter(self):
        """What the mate is told of the team sprint, as long as it is shown."""
        answer = self.mate.opens(f"{self.sprint}/state")
        return answer.get_json() if answer.status_code == 200 else None

    def shelf(self):
        """How many lessons of others nobody signed, and the names of those who did."""
        with self.app.app_context():
            lessons = shelf.list_page(self.mate.who, LessonFilter(), None).lessons
        names = [lesson.by for lesson in lessons if not lesson.mine]
        return names.count(None), set(names) - {None}

    def parcels(self, *, look):
        """What the team's page has shown of the week; a look sums up what has become enough."""
        who = self.mate.who
        whose = (self.built.organisation_id, self.built.teams["Nord"])
        with self.app.app_context():
            if look:
                released_totals.released_totals(
                    *whose, who.organisation_zone, clock.now(), lambda *_: {}
                )
            rows = team_rows.list_released(*whose, MONDAY)
        return [row for row in rows if row["kind"] == "days" and row["first_day"] <= SUNDAY]

    def worked(self):
        """The working days that were declared when each day ended, by person."""
        own = MemberRow.id.in_([person.id for person in self.nord])  # also who was removed
        joined = {row.id: row.joined_on for row in self.list_rows(MemberRow, own)}
        with self.app.app_context():
            by_week = team_rows.count_working(
                self.built.organisation_id, {MONDAY: joined}, self.mate.who.organisation_zone
            )
        return by_week[MONDAY]

    def list_rows(self, model, *more):
        with self.app.app_context():
            mine = model.organisation_id == self.built.organisation_id
            return db.session.scalars(select(model).where(mine, *more)).all()

    def list_others(self, worked, shares, signed=()):
        names = {person.id: f"Nord {n}" for n, person in enumerate(self.nord)}
        return [
            Other(
                plan=self.plans[person.id],
                begun=sum(n <= self.day + 1 for n in self.plans[person.id]),
                signed=names[person.id] in signed,
                moved=person in self.moved,
                inside=sum(within(day, shares) for day in worked.get(person.id, ())),
            )
            for person in self.others
        ]

    def rest(self):
        rows = self.list_rows(
            TeamWeek, TeamWeek.week == MONDAY, TeamWeek.team_id == self.built.teams["Sud"]
        )
        parts = (rows[0].effort, rows[0].kept, rows[0].shared) if rows else (Fraction(0),) * 3
        return (sum(Fraction(w, 10) * part for w, part in zip((7, 2, 1), parts, strict=True)),)

    def is_told(self, acts, closed=False):
        """The solver looks too; nothing that differs among the others is told for certain."""
        boards = self.views()
        rows = {row.member_id: row for row in self.list_rows(MemberWeek, MemberWeek.week == MONDAY)}
        assert [view.lines[0].score for view in boards] == [boards[0].lines[0].score] * 4
        assert all(view.parts is None or closed for view in boards)
        morning = acts > 1
        parcels = self.parcels(look=closed or (morning and self.looks_daily))
        if not rows:
            return
        truth = {person.id: week_of(rows[person.id]) for person in self.nord}
        days = [row.working_days for row in (rows[person.id] for person in self.nord)]
        shares = [row for row in parcels if row["figures"]["worked"]]
        unsigned, signed = self.shelf()
        worked = self.worked() if shares or closed else {}
        own = self.list_rows(
            MemberDay, MemberDay.member_id == self.mate.id, MemberDay.day.between(MONDAY, SUNDAY)
        )
        look = Shown(
            score=Fraction({line.name: line.score for line in boards[0].lines}["Nord"]),
            step=Fraction(1, 10 if closed else 1),
            size=len(self.nord),
            rest=self.rest(),
            mine=truth[self.mate.id],
            days=sum(days),
            people=len(days),
            unsigned=unsigned,
            totals=tuple(total(row, own) for row in parcels),
            practised=self.idle(worked, own) if closed and not parcels else None,
            kept_days=share_of(shares, [d for d in own if d.day in worked.get(self.mate.id, ())]),
            parts=weeks.parts_of(boards[0].parts, len(days)) if boards[0].parts else None,
        )
        others = self.list_others(worked, shares, signed)
        self.solver.looks(look, others, acts)
        self.tried["looks"] += 1
        self.tried["totals"] += bool(parcels)
        self.tried["parts"] += bool(boards[0].parts)
        self.tried.update(judge_solver(self.solver, [truth[person.id] for person in self.others]))

    def idle(self, worked, own):
        """How many of the others have practised at most, where a closed week has no totals.

        Who had no working day as declared may have practised all the same: then it is not said.
        """
        if not all(worked.values()):
            return None
        return k_anonymity.MIN_PEOPLE_OF_A_WEEK - 1 - any(day.attempts for day in own)


def within(day, parcels):
    return any(row["first_day"] <= day <= row["last_day"] for row in parcels)


def total(row, own):
    """A parcel less one's own."""
    sums = k_anonymity.TeamTotals(**row["figures"])
    mine = [day for day in own if within(day.day, [row])]
    return weeks.total(
        *(row["first_day"], row["last_day"], sums),
        k_anonymity.TeamTotals(
            attempts=sum(day.attempts for day in mine),
            conversations=sum(day.conversations for day in mine),
            meetings=sum(day.meetings for day in mine),
            lessons=sum(day.complete for day in mine),
        ),
    )


def share_of(shares, own):
    """How many days the others can have kept, by the share that the page shows."""
    sums = sum(
        (k_anonymity.TeamTotals(**row["figures"]) for row in shares), k_anonymity.TeamTotals()
    )
    kept = sum(day.kept and within(day.day, shares) for day in own)
    return weeks.share_of(sums.kept, sums.worked, kept) if shares else None


def week_of(row):
    """Points up to the full effort, whether the days were kept, whether they shared."""
    points = min(row.points, USUAL * row.working_days)
    return points, kept_enough(row.kept_days, row.working_days), row.shared


# The smallest case of each kind


@pytest.fixture
def nord(app, house, at):
    """nord([1, 2], everyday): a team of Nord with these weekly patterns, on its Monday."""

    def build_team(*plans):
        at("2026-11-16 09:30")
        people = house(len(plans), names=("Nord",)).people["Nord"]
        for person, plan in zip(people, plans, strict=True):
            with app.app_context(), write_transaction():
                whose = (person.organisation_id, "member", person.id, "pattern")
                first = date(2026, 11, 13)
                declarations.add_fact(*whose, first, clock.now(), value={"weeks": [plan]})
                updates.after_member_change(person.who, first, clock.now())
        return people

    return build_team


FULL, PART = [1, 2, 3, 4, 5], [1, 2]


@pytest.mark.parametrize("moment", ["2026-11-16 12:00", CLOSED])
@pytest.mark.parametrize("signed", [False, True])
def test_the_score_is_the_same_whoever_of_two_has_shared(nord, at, moment, signed):
    """A part-timer or a full-timer, with the same call: weighted, it would be another score."""
    scores = []
    for sharing in (1, 2):
        people = nord(FULL, FULL, PART)
        at("2026-11-16 10:00")
        for n, person in enumerate(people[1:], start=1):
            call = person.taps("refusal")
            person.sends(call, person.draws(call))
            if n == sharing:
                person.sends(person.shares(call, signed=signed))
        at(moment)
        scores.append(people[0].board(MONDAY).lines[0].score)
    assert scores[0] == scores[1] > 0


def test_what_is_left_to_a_team_does_not_say_what_a_mate_has_missed(nord, at):
    """The part-timer's days are over on Tuesday: what is left was the more, the more they did."""
    reaches = []
    for practised in (False, True):
        people = nord(FULL, FULL, PART)
        at("2026-11-16 10:00")
        people[1].sends(people[1].taps("refusal"), *[people[1].taps("meeting") for _ in range(4)])
        if practised:
            people[2].sends(people[2].taps("no_answer"))
        at("2026-11-18 10:00")
        board = people[0].board()
        reaches.append((board.reach.left, board.reach.dose, board.reach.share, board.own))
    assert reaches[0] == reaches[1]


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


def test_a_move_in_the_middle_of_a_week_moves_no_board_that_had_begun(house, at):
    """Who has an administrator move a mate would read their week off two teams' scores."""
    built = house(4, 4)
    mate, other, mover = built.people["Nord"][1], built.people["Sud"][1], built.people["Nord"][3]
    mover.sends(*[mover.taps("meeting") for _ in range(3)])
    at("2026-11-18 10:00")
    before = [person.board(MONDAY) for person in (mate, other)]
    built.moves(mover, "Sud")
    assert [person.board(MONDAY) for person in (mate, other)] == before
    mover.sends(*[mover.taps("meeting") for _ in range(3)])
    at(CLOSED)
    assert [line.size for line in mate.board(MONDAY).lines] == [4, 4]
    assert sorted(line.size for line in mate.board().lines) == [3, 5]


def test_a_suspension_in_the_middle_of_a_week_moves_no_board_that_had_begun(house, at):
    built = house(4, 4)
    boss, (_, mate, _, absentee) = built.joins("Sud", "admin"), built.people["Nord"]
    absentee.sends(*[absentee.taps("meeting") for _ in range(3)])
    at("2026-11-18 10:00")
    before = [person.board(MONDAY) for person in (mate, boss)]
    assert boss.submits(f"/admin/people/{absentee.id}/suspension").status_code == 303
    assert [person.board(MONDAY) for person in (mate, boss)] == before
    at("2026-11-20 10:00")
    assert boss.submits(f"/admin/people/{absentee.id}/return").status_code == 303
    assert mate.board(MONDAY).lines == before[0].lines


# The solver finds what there is to find, or its silence would say nothing


def solve_one_look(*others, score, days, **more):
    """What is told of each, by one look at the score of so many working days in all."""
    mates = [Other(plan, len(plan), **fields) for plan, fields in others]
    size, step = len(mates) + 1, more.pop("step", Fraction(1))
    solver = Solver(mates)
    mine = (0, False, False)
    look = Shown(Fraction(score), step, size, (), mine, days=days, people=size, **more)
    solver.looks(look, mates, acts=size)
    return solver


WHOLE, SHORT = tuple(FULL), tuple(PART)


def test_what_all_did_is_told_and_what_one_of_two_did_is_not():
    answers = [
        solve_one_look((WHOLE, {}), (WHOLE, {}), score=score, days=15).list_certain()
        for score in (0, 7, 50, 67)
    ]
    nothing, all_did, either = (False, False), (True, True), (None, None)
    none_kept = (False, None)  # a kept day takes calls, and there is no room for any
    assert answers == [[nothing] * 2, [none_kept] * 2, [either] * 2, [all_did] * 2]


def test_of_a_larger_team_too():
    answers = [
        solve_one_look(*[(WHOLE, {})] * 6, score=score, days=35).list_certain()
        for score in (0, 50, 86)
    ]
    assert answers == [[(False, False)] * 6, [(None, None)] * 6, [(True, True)] * 6]


def test_a_total_too_small_for_it_tells_who_has_not_kept():
    """Five calls, and one of the others kept: it takes three, and nine of who works all week."""
    totals = (Totals(frozenset(range(1, 8)), 5, 0, 0, 0),)
    others = [(WHOLE, {}), (WHOLE, {}), (WHOLE, {}), (SHORT, {})]
    fields = {"score": Fraction(65, 10), "days": 22, "step": Fraction(1, 10)}
    fields["parts"] = (Fraction(25, 10), 1, 0)
    assert [kept for kept, _ in solve_one_look(*others, **fields).list_certain()] == [None] * 4
    solver = solve_one_look(*others, **fields, totals=totals)
    assert [kept for kept, _ in solver.list_certain()] == [False] * 3 + [True]
    assert [kept for kept, _ in solver.again(SMALL).list_certain()] == [None] * 4


def test_the_shelf_tells_that_nobody_else_has_shared_and_not_who_of_two():
    others = [(WHOLE, {}), (WHOLE, {}), (WHOLE, {"signed": True})]
    answers = [
        solve_one_look(*others, score=40, days=20, unsigned=unsigned).list_certain()
        for unsigned in (0, 1)
    ]
    assert [[shared for _, shared in verdicts] for verdicts in answers] == [
        [False, False, True],
        [None, None, True],
    ]
