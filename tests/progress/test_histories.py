"""Random weeks of a company through the door: what is stored is what the rules say, slowly."""

from random import Random

import pytest

from tests.game.test_oracle import as_oracle_streak
from tests.progress.random_company import PARIS, World, a_world
from tests.support.repetitions import times
from webapp.game.days import WEEK, today, week_of
from webapp.progress.days.repository import MEMBER_DAYS as DAYS
from webapp.progress.weeks.rows import MEMBERS

pytestmark = pytest.mark.lengthy

WORLDS = times(8, 400)


def lives(world: World, happens: list) -> None:
    """Let everything happen; from time to time look, and see that closed weeks stay."""
    rng = Random(len(happens))
    world.begins()
    for _, event in happens:
        event()
        if rng.random() < 0.1:
            world.publishes()
        if rng.random() < 0.1:
            world.sweeps(rng.choice([1, 9]))
        if rng.random() < 0.03:
            assert world.differences() == []
    world.publishes()


def agrees(world: World) -> None:
    """The app and the oracle say the same of every member, day, week and board."""
    for person in world.people:
        mine = DAYS.c.member_id == person.who.id
        stored = {
            row["day"]: (row["attempts"], row["points"], row["extras"])
            for row in world.rows(DAYS, mine)
        }
        expected = world.expected_days(person)
        assert stored == expected
        summary = world.summary(person)
        assert as_oracle_streak(summary.state) == world.expected_streak(person)
        assert summary.points_total == sum(
            points + extras for _, points, extras in expected.values()
        )
        for row in world.rows(MEMBERS, MEMBERS.c.member_id == person.who.id):
            week = world.expected_week(person, row["week"])
            assert {name: row[name] for name in week._fields} == week._asdict()
    weeks = [week_of(world.founded.date()), week_of(today(world.now, PARIS)) + WEEK]
    while weeks[0] <= weeks[-1]:
        lines = world.board(world.people[0], weeks[0]).lines
        places = {x.name: (x.place, None if x.score is None else int(x.score * 10)) for x in lines}
        assert places == world.expected_board(weeks[0])
        weeks[0] += WEEK


@pytest.mark.sampled(2)
@pytest.mark.both_databases(always=True)
@pytest.mark.parametrize(
    "part", [*range(4), *(pytest.param(part, marks=pytest.mark.slow) for part in range(4, 8))]
)
def test_days_weeks_streaks_and_boards_are_what_the_rules_say(app, part):
    for seed in range(part, WORLDS, 8):
        world, happens = a_world(app, seed)
        lives(world, happens)
        assert world.differences() == [], seed
        agrees(world)
