"""Two views of a team's page, or of two teams', never differ by fewer than five people, but for the
totals of a whole week that has closed, which are of three at least (RULES R11.1).

Random weeks of two teams: calls, withdrawals, moves, newcomers and removals, and looks in between;
in each of them somebody comes in, somebody moves and somebody has themself erased. What the pages
show is compared with the rows of the database at the moment of each look.
"""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import webapp.clock as clock
from tests.cast import PARIS, instant
from tests.support.repetitions import CHECK, times
from webapp.admin import people as admin_people
from webapp.database.engine import db
from webapp.game.days import is_closed, today, week_of
from webapp.lessons.models import Lesson
from webapp.people.managed_teams import VisibleTeam
from webapp.people.members import get_member
from webapp.people.models import MemberRow
from webapp.people.schedule import facts
from webapp.progress.models import MemberDay, MemberWeek
from webapp.team import views

FIGURES = ("attempts", "conversations", "meetings", "lessons", "worked", "kept")
START = instant("2026-11-16 09:30")
THEMED = instant("2026-12-01 12:01")  # the four weeks that end on 29 November are closed
ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)
OUTCOMES = ("no_answer", "refusal", "meeting", "gatekeeper")
TAGS = ("budget", "budget", "budget", "equipped", None)
RUNS = times(8, 150)
pytestmark = [pytest.mark.lengthy, pytest.mark.both_databases]


def test_what_is_new_on_a_page_is_of_five_people_at_least(app, house, at):
    tally = Counter()

    @settings(max_examples=RUNS, derandomize=not CHECK)
    @given(seed=st.integers(0, 2**32))
    def weeks(seed):
        tally.update(live_weeks(Random(seed), app, house, at))

    weeks()
    for case in ("parcels", "weeks of two parcels", "themes", "nothing yet", "weeks of three"):
        assert tally[case] >= RUNS // 4, "the run saw too little to judge"


def live_weeks(rng, app, house, at):
    """Some weeks of two teams, looked at and judged; says how much there was to see."""
    world = World(app, house(rng.choice((5, 6, 8)), rng.choice((4, 6))))
    days = rng.choice((5, 9, 12))
    turns = dict(zip(rng.sample(range(1, days), 3), (comes, moves, leaves), strict=True))
    for day in range(days):
        at(START + day * ONE_DAY)
        for _ in range(rng.randrange(5, 15)):
            act(rng, world)
            if rng.random() < 0.3:
                world.looks()
        turns.get(day, do_nothing)(rng, world)
        world.looks()
    for moment in (THEMED, THEMED + ONE_DAY):
        at(moment)
        world.looks()
        leaves(rng, world)
    world.judges()
    return world.tally


class World:
    """Two teams and everything that was seen of them."""

    def __init__(self, app, built):
        self.app, self.built = app, built
        self.people = [who for team in built.people.values() for who in team]
        self.left_ids, self.calls = set(), []
        self.last_lines = {}  # (team, week) -> (through, figures, people) as they were shown last
        self.used = Counter()  # (person, day) -> how often it was in something new
        self.themes = {}  # (team, first Monday) -> the themes as they were shown first
        self.tally = Counter()

    @property
    def present(self):
        return [person for person in self.people if person.id not in self.left_ids]

    def looks(self):
        """Both pages; whatever is new on them must be of five people who practised."""
        for name, team_id in self.built.teams.items():
            context = self.read_page(name, team_id)
            for line in context["weeks"]:
                self.compares(team_id, line)
            self.compares_themes(team_id, context["window"])

    def read_page(self, name, team_id):
        with self.app.app_context():
            who = get_member(self.built.organisation_id, self.present[0].id)
            parts = self.app.extensions["rebond"].providers
            return views.page_context(
                who, VisibleTeam(team_id, name, own=False), clock.now(), parts
            )

    def compares(self, team_id, line):
        key = team_id, line.monday
        nothing = line.monday - ONE_DAY, (0,) * len(FIGURES), 0
        through, previous, most = self.last_lines.get(key, nothing)
        if line.sums is None:
            assert key not in self.last_lines
            self.tally["nothing yet"] += 1
            return
        now = tuple(getattr(line.sums, name) for name in FIGURES)
        assert line.kept in (None, *range(10, 100, 10))
        if line.through == through:
            assert (now, line.people) == (previous, most), "what was shown has changed"
            return
        days, worked = self.rows(team_id, line.monday, through, line.through)
        people = {day.member_id for day in days if day.attempts}
        if len(people) < 5:
            assert key not in self.last_lines
            assert is_closed(line.monday, PARIS, clock.now())
            assert line.through == line.monday + 6 * ONE_DAY
            assert len(people & {person for person, _ in worked}) >= 3
            assert line.kept is None
            self.tally["weeks of three"] += 1
        if len(people) < 5 or len({person for person, _ in worked}) < 5:
            worked = set()
        fresh = count_days(days, worked)
        assert tuple(n - w for n, w in zip(now, previous, strict=True)) == fresh
        most = max(most, len(people) // 5 * 5 or 3)
        assert line.people == most
        self.used.update((day.member_id, day.day) for day in days)
        self.tally.update({"parcels": 1, "weeks of two parcels": key in self.last_lines})
        self.last_lines[key] = line.through, now, most

    def rows(self, team_id, week, after, until):
        """The stored days after one and until another, of who plays for the team that week.

        And which of these days each of them works, by what had been said when the day was over.
        """
        of_company = MemberDay.organisation_id == self.built.organisation_id
        with self.app.app_context():
            plays = self.plays(team_id, week)
            days = db.session.scalars(
                select(MemberDay).where(
                    of_company,
                    MemberDay.member_id.in_(plays),
                    MemberDay.day > after,
                    MemberDay.day <= until,
                )
            ).all()
            read = facts.read_facts(self.built.organisation_id, plays)
            between = [after + n * ONE_DAY for n in range(1, (until - after).days + 1)]
            worked = {
                (person, day)
                for person, on in plays.items()
                for day in between
                if read.as_of(over(day)).calendar(person, on, day, day).working(day)
            }
        return days, worked

    def plays(self, team_id, week):
        """Who plays for the team that week, with their day of joining."""
        rows = db.session.execute(
            select(MemberRow.id, MemberRow.joined_on).where(
                MemberRow.organisation_id == self.built.organisation_id,
                MemberRow.id == MemberWeek.member_id,
                MemberWeek.organisation_id == self.built.organisation_id,
                MemberWeek.team_id == team_id,
                MemberWeek.week == week,
            )
        )
        return dict(rows.all())

    def compares_themes(self, team_id, window):
        """They are of five people when they are first shown, and never change after that."""
        if (key := (team_id, window.first)) not in self.themes:
            self.themes[key] = window.themes
            self.tally["themes"] += len(window.themes)
            drawn = self.drawn(team_id, window)
            for row in ("happened", "work_on"):
                people_by_tag = {
                    theme.tag: theme.people for theme in window.themes if theme.row == row
                }
                assert people_by_tag == themes_of(drawn[row])
        assert window.themes == self.themes[key], "a theme has changed"

    def drawn(self, team_id, window):
        """Who drew a lesson with which tag, of those who played for the team in its week."""
        by_row = {"happened": {}, "work_on": {}}
        with self.app.app_context():
            lessons = db.session.scalars(
                select(Lesson).where(Lesson.organisation_id == self.built.organisation_id)
            ).all()
            mondays = {lesson.key: week_of(today(lesson.instant, PARIS)) for lesson in lessons}
            plays = {week: self.plays(team_id, week) for week in set(mondays.values())}
        for lesson in lessons:
            week = mondays[lesson.key]
            if window.first <= week <= window.last and lesson.member_id in plays[week]:
                for row, tags in by_row.items():
                    tags.setdefault(getattr(lesson, row), set()).add(lesson.member_id)
        return by_row

    def judges(self):
        """No day of a person was counted twice: different views hold different people's days."""
        assert set(self.used.values()) <= {1}


def over(day):
    return instant(f"{day + ONE_DAY} 04:00")


def count_days(days, worked):
    """What the rows of these days amount to, in the order of FIGURES."""
    figures = ((d.attempts, d.conversations, d.meetings, d.complete) for d in days)
    kept = sum(day.kept and (day.member_id, day.day) in worked for day in days)
    return (*map(sum, zip(*figures, strict=True)), len(worked), kept)


def themes_of(drawn):
    """The tags that five people had, each with its people in fives; the others as None."""
    tags = {tag: people for tag, people in drawn.items() if tag}
    fives = {tag: len(people) // 5 * 5 for tag, people in tags.items() if len(people) >= 5}
    rarer = {person for tag, people in tags.items() if tag not in fives for person in people}
    return fives | ({None: len(rarer) // 5 * 5} if len(rarer) >= 5 else {})


def act(rng, world):
    """Something that happens to one person, by chance."""
    what = rng.random()
    if what < 0.7:
        calls(rng, world)
    elif what < 0.82:
        withdraws(rng, world)
    elif what < 0.88:
        moves(rng, world)
    elif what < 0.94:
        comes(rng, world)
    else:
        is_removed(rng, world)


def calls(rng, world):
    person = rng.choice(world.present)
    call = person.taps(rng.choice(OUTCOMES), clock.now() - rng.choice((0, 0, 0, 1, 2)) * ONE_DAY)
    lesson = [person.draws(call, rng.choice(TAGS))] if rng.random() < 0.6 else []
    person.sends(call, *lesson)
    world.calls.append((person, call))


def withdraws(rng, world):
    if world.calls:
        person, call = rng.choice(world.calls)
        if person in world.present:
            person.sends(person.withdraws(call))


def moves(rng, world):
    world.built.moves(rng.choice(world.present), rng.choice(tuple(world.built.teams)))


def comes(rng, world):
    world.people.append(world.built.joins(rng.choice(tuple(world.built.teams))))


def leaves(rng, world):
    """Erase me: out at once."""
    person = rng.choice(world.present[1:])
    assert person.submits("/me/leave", {"sure": "1"}).status_code == 303
    world.left_ids.add(person.id)


def is_removed(rng, world):
    if len(world.left_ids) < 3:
        boss, *others = world.present
        person = rng.choice(others)
        with world.app.app_context():
            who = get_member(world.built.organisation_id, boss.id)
            admin_people.remove_member(who, person.id, clock.now())
        world.left_ids.add(person.id)


def do_nothing(_rng, _world):
    """Nothing else that day."""
