"""A company that is swept shows what one shows that never was (RULES R14).

Two companies live the same random weeks. The entries of the one are reduced to their days at random
moments, in small batches, sometimes stopped half way; what phones send again, what arrives late,
leave that is said afterwards and withdrawals of what is no more there change nothing in between.
"""

from datetime import timedelta
from itertools import zip_longest
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.game.histories import DAY, Tap, a_span
from tests.progress.random_company import PARIS, SECOND, a_world
from tests.support.repetitions import times
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.acts import Call, Withdraw
from webapp.game.days import WEEK, today, week_of
from webapp.game.outcomes import Outcome
from webapp.journal import reduced_entries, reduction
from webapp.journal.repository import TABLE as ENTRIES
from webapp.people.models import MemberRow
from webapp.people.schedule import declarations
from webapp.progress import retention
from webapp.progress.days.repository import MEMBER_DAYS as DAYS
from webapp.progress.weeks.rows import MEMBERS, TEAMS

pytestmark = [pytest.mark.lengthy, pytest.mark.both_databases]
WORLDS, PARTS = times(1, 24), times(1, 8)
PEOPLE, LENGTHS = 2, times((36,), (60, 130, 430))
YEAR = timedelta(days=400)
IDS = {"organisation_id", "member_id", "team_id", "version"}


class Swept:
    """A company whose journals are kept for so many months, and its twin, which is never swept."""

    def __init__(self, app, seed):
        self.rng = Random(f"sweeps {seed}")
        self.world, happens = a_world(app, seed, PEOPLE, LENGTHS)
        self.twin, happens_there = a_world(app, seed, PEOPLE, LENGTHS)
        self.happens = list(zip(happens, happens_there, strict=True))
        lasts = happens[-1][0] - self.world.founded
        self.months = self.rng.choice([1, 12] if lasts > YEAR else [1, 1, 2])

    @property
    def worlds(self):
        return self.world, self.twin

    def begins(self):
        for world in self.worlds:
            world.begins()
        first = self.world.founded
        with self.world.app.app_context(), write_transaction():
            declarations.add_fact(
                *(self.world.organisation, "organisation", self.world.organisation, "retention"),
                *(first.date(), first),
                value={"months": self.months},
            )

    def sweeps(self, most=1000):
        for world in self.worlds:
            world.sweeps(100)
        world, kinds = self.world, self.world.app.extensions["rebond"].ingest.kinds
        with world.app.app_context():
            return retention.reduce_due_journals(world.organisation, world.now, kinds, most)[1]

    def takes_leave(self, back):
        """Both, for days that may be before the journal begins."""
        n = self.rng.randrange(PEOPLE)
        if self.world.people[n].who:
            day = today(self.world.now, PARIS)
            span = a_span(self.rng, [day - DAY * each for each in range(back)])
            for world in self.worlds:
                world.takes_leave(world.people[n], span, world.now + SECOND)

    def hears_of_old_calls(self):
        """Both, from a phone that was in a drawer: another call of a day that is reduced."""
        n = self.rng.randrange(PEOPLE)
        reduced_keys = self.reduced_keys(self.world.people[n]) if self.world.people[n].who else []
        if reduced_keys:
            key, at = UUID(int=self.rng.getrandbits(120)), self.world.now + SECOND
            old_key = self.rng.choice(reduced_keys)
            for world in self.worlds:
                old = next(tap for tap in world.people[n].taps if tap.key == old_key)
                tap = Tap(key, Call(Outcome.MEETING), old.entry.instant, at, at, old.offset)
                assert world.sends(world.people[n], [tap]) == ["accepted"]

    def withdraws_what_is_gone(self):
        """Of the swept company alone, whose day must not move."""
        person = self.rng.choice([person for person in self.world.people if person.who])
        reduced_keys = self.reduced_keys(person)
        if reduced_keys:
            at, key = self.world.now + SECOND, UUID(int=self.rng.getrandbits(120))
            withdrawal = Tap(key, Withdraw(self.rng.choice(reduced_keys)), at, at, at, 60)
            mine, person.taps = person.taps, []
            assert self.world.sends(person, [withdrawal]) == ["accepted"]
            person.taps, self.twin.now = mine, at

    def differs(self):
        """What is shown of one and not of the other."""
        here, there = map(take_snapshot, self.worlds)
        return [(a, b) for a, b in zip_longest(here, there) if a != b][:3]

    def reduced_keys(self, person):
        """The keys of the person's calls that were reduced."""
        calls = [tap.key for tap in person.taps if isinstance(tap.act, Call)]
        with self.world.app.app_context():
            return list(reduced_entries.read_reduced(person.who, calls)) if calls else []


def take_snapshot(world):
    """All that is stored and shown, without the ids, which are chance."""
    names = {team: name for name, team in world.ids.items()}
    persons = {person.who.id: person.name for person in world.people if person.who}
    rows = []
    for table in (DAYS, MEMBERS, TEAMS):
        for row in world.rows(table):
            named = names.get(row.get("team_id")), persons.get(row.get("member_id"))
            rows.append((table.name, *named, *(row[n] for n in sorted(row.keys() - IDS))))
    return sorted(rows, key=str) + [
        standing_of(world, person) for person in world.people if person.who
    ]


def standing_of(world, person):
    """The person's streak, level and points, and every board that they can see."""
    summary = world.summary(person)
    weeks, week = [], week_of(world.founded.date())
    while week <= week_of(today(world.now, PARIS)):
        lines = world.board(person, week).lines
        weeks.append([(line.name, line.place, line.score) for line in lines])
        week += WEEK
    return summary.state, summary.level, summary.points_total, summary.points_week, weeks


def count_entries(world):
    """How many entries of the company are still there, one by one."""
    statement = select(ENTRIES.c.key).where(ENTRIES.c.organisation_id == world.organisation)
    with world.app.app_context():
        return len(db.session.execute(statement).all())


@pytest.mark.parametrize("part", range(PARTS))
def test_a_swept_company_shows_what_one_shows_that_was_never_swept(app, monkeypatch, part):
    monkeypatch.setattr(reduction, "MAX_BATCH_ENTRIES", 30)
    for seed in range(part, WORLDS, PARTS):
        swept = Swept(app, seed)
        lives(swept)
        assert swept.world.differences() == [], seed
        assert swept.differs() == [], seed


def lives(swept):
    rng, went = swept.rng, 0
    swept.begins()
    for (_, here), (_, there) in swept.happens:
        here()
        there()
        if rng.random() < 0.06:
            went += swept.sweeps(rng.choice([0, 1, 2, 1000]))
        if rng.random() < 0.02:
            swept.takes_leave(60)
        if rng.random() < 0.03:
            swept.withdraws_what_is_gone()
        if rng.random() < 0.05:
            swept.hears_of_old_calls()
        if rng.random() < 0.01:
            assert swept.world.differences() == []
    days = timedelta(days=rng.choice([1, 20, 70]) + (31 if swept.months == 2 else 0))
    for world in swept.worlds:
        world.now += days
    went += swept.sweeps(1)
    swept.takes_leave(60)
    assert swept.differs() == []
    went += swept.sweeps()
    swept.hears_of_old_calls()
    assert went
    assert count_entries(swept.world) < count_entries(swept.twin)
    swept.takes_leave(60)
    swept.withdraws_what_is_gone()
    assert swept.sweeps() == 0  # what came late stays as long as it is new here
    with swept.world.app.app_context():
        mine = MemberRow.organisation_id == swept.world.organisation
        begun = {
            day for day in db.session.scalars(select(MemberRow.journal_from).where(mine)) if day
        }
    assert begun
