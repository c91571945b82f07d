"""Two views of a team's page, or of two teams', never differ by fewer than five people.

Random weeks of two teams: calls, withdrawals, moves, newcomers and removals, and looks in between.
What the pages show is compared with the rows of the database at the moment of each look.
"""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import webapp.clock as clock
from tests.cast import instant
from webapp.admin import people as admin_people
from webapp.database import db
from webapp.people.charge import Seen
from webapp.people.who import member
from webapp.progress.models import MemberDay, MemberWeek
from webapp.team import page

FIGURES = ("attempts", "conversations", "meetings", "lessons")
START = instant("2026-11-16 09:30")
OUTCOMES = ("no_answer", "refusal", "meeting", "gatekeeper")
SHARED = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
pytestmark = pytest.mark.both_databases


@SHARED
@given(seed=st.integers(0, 2**32))
def test_what_is_new_on_a_page_is_of_five_people_at_least(app, house, at, seed):
    rng = Random(seed)
    built = house(rng.choice((5, 6, 8)), rng.choice((4, 6)))
    world = World(app, built)
    for day in range(rng.choice((5, 9, 12))):
        at(START + timedelta(days=day))
        for _ in range(rng.randrange(3, 12)):
            act(rng, world)
            if rng.random() < 0.4:
                world.looks()
        world.looks()
    world.judges()
    event(f"{len(world.seen)} weeks were shown")


class World:
    """Two teams and everything that was seen of them."""

    def __init__(self, app, built):
        self.app, self.built = app, built
        self.people = [who for team in built.people.values() for who in team]
        self.removed, self.calls = set(), []
        self.seen = {}  # (team, week) -> (through, figures) as they were shown last
        self.used = {}  # (person, day) -> how often it was in something new

    def looks(self):
        """Both pages; whatever is new on them must be of five people who practised."""
        for name, team_id in self.built.teams.items():
            for line in self.shown(name, team_id):
                self.compares(team_id, line)

    def shown(self, name, team_id):
        present = next(p for p in self.people if p not in self.removed_people())
        with self.app.app_context():
            who = member(self.built.organisation_id, present.id)
            parts = self.app.extensions["rebond.parts"]
            return page.shown(who, Seen(team_id, name, own=False), clock.now(), parts)["weeks"]

    def compares(self, team_id, line):
        key = team_id, line.monday
        through, was = self.seen.get(key, (line.monday - timedelta(days=1), (0,) * len(FIGURES)))
        if line.sums is None:
            assert key not in self.seen
            return
        now = tuple(getattr(line.sums, name) for name in FIGURES)
        if line.through == through:
            assert now == was, "what was shown has changed"
            return
        fresh = self.rows(team_id, line.monday, through, line.through)
        people = {row.member_id for row in fresh if row.attempts}
        assert len(people) >= 5
        counted = zip(
            *((r.attempts, r.conversations, r.meetings, r.complete) for r in fresh), strict=True
        )
        assert tuple(n - w for n, w in zip(now, was, strict=True)) == tuple(map(sum, counted))
        for row in fresh:
            self.used[row.member_id, row.day] = self.used.get((row.member_id, row.day), 0) + 1
        self.seen[key] = line.through, now

    def rows(self, team_id, week, after, until):
        """The stored days after one and until another, of who plays for the team that week."""
        plays = select(MemberWeek.member_id).where(
            MemberWeek.organisation_id == self.built.organisation_id,
            MemberWeek.team_id == team_id,
            MemberWeek.week == week,
        )
        with self.app.app_context():
            return db.session.scalars(
                select(MemberDay).where(
                    MemberDay.organisation_id == self.built.organisation_id,
                    MemberDay.member_id.in_(plays),
                    MemberDay.day > after,
                    MemberDay.day <= until,
                )
            ).all()

    def judges(self):
        """No day of a person was counted twice: different views hold different people's days."""
        assert set(self.used.values()) <= {1}

    def removed_people(self):
        return [person for person in self.people if person.id in self.removed]


def act(rng, world):
    """Something that happens to one person, by chance."""
    person = rng.choice([p for p in world.people if p.id not in world.removed])
    what = rng.random()
    if what < 0.7:
        back = timedelta(days=rng.choice((0, 0, 0, 1, 2)))
        call = person.taps(rng.choice(OUTCOMES), clock.now() - back)
        lesson = [person.draws(call)] if rng.random() < 0.4 else []
        person.sends(call, *lesson)
        world.calls.append((person, call))
    elif what < 0.82 and world.calls:
        person, call = rng.choice(world.calls)
        if person.id not in world.removed:
            person.sends(person.withdraws(call))
    elif what < 0.88:
        world.built.moves(person, rng.choice(tuple(world.built.teams)))
    elif what < 0.94:
        world.people.append(world.built.joins(rng.choice(tuple(world.built.teams))))
    elif len(world.removed) < 3:
        boss = next(p for p in world.people if p.id not in world.removed and p != person)
        with world.app.app_context():
            admin_people.remove(
                member(world.built.organisation_id, boss.id), person.id, clock.now()
            )
        world.removed.add(person.id)
