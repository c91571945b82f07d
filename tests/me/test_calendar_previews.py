"""The preview of a change equals what then happens, whatever was practised and declared before."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.progress.random_company import World, a_world
from tests.support.repetitions import times
from webapp.game.days import today
from webapp.i18n import force_variant
from webapp.me import change_preview, month_view, schedule_changes
from webapp.me.calendar_forms import (
    Absence,
    DaySwap,
    HolidayPlace,
    Retraction,
    ScheduleRequest,
    WeeklyPattern,
)
from webapp.people.refusals import RefusedChangeError
from webapp.people.schedule import facts
from webapp.people.schedule.day_forms import day_limit
from webapp.progress.days import simulation
from webapp.progress.days.summary import load_summary

pytestmark = pytest.mark.lengthy

DAY = timedelta(days=1)
PLACES = [
    *(("FR", None), ("FR", "6AE"), ("BE", None), ("CH", "GE"), ("DE", "BY"), ("GB", "SCT")),
    *(("US", None), ("", None)),
]
WEEKS = [((1, 2, 3, 4, 5),), ((1, 2, 4),), ((1, 2, 3), (4, 5)), ((1, 2, 3, 4, 5), ()), ((6, 7),)]
examples = settings(
    max_examples=times(15, 1000),
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),  # a seed has nothing to make smaller
    suppress_health_check=list(HealthCheck),
)


def a_wish(rng: Random, day: date, declared: list[UUID]) -> ScheduleRequest:
    """Something to declare, mostly of days that are over and near."""
    first = max(day - DAY * rng.choice([0, 1, 2, 3, 5, 8, 13, 30, 60]), day_limit(day))
    first += DAY * rng.choice([0, 0, 0, 1, 9])
    kind = rng.choice(["leave", "leave", "sick", "swap", "week", "place", "back", "back"])
    if kind == "back" and declared:
        return Retraction(rng.choice(declared))
    if kind == "swap":
        other = first + DAY * rng.choice([-1, 1, 2, 5, 6])
        return DaySwap(first, None if rng.random() < 0.3 or other < day_limit(day) else other)
    if kind == "week":
        return WeeklyPattern(first, rng.choice(WEEKS))
    if kind == "place":
        return HolidayPlace(first, *rng.choice(PLACES))
    name = "sick" if kind == "sick" else "leave"
    return Absence(name, first, first + DAY * rng.choice([0, 0, 1, 4, 20]))


def check_preview(world: World, wish: ScheduleRequest) -> None:
    """Look beforehand, keep it at the same instant, and see that it is what was shown."""
    person, now = world.people[0], world.now
    with world.app.app_context(), force_variant("fr"):
        day = today(now, person.who.zone)
        preview = change_preview.preview_change(person.who, wish, now)
        assert preview.before == load_summary(person.who, now)
    assert world.differences() == []  # nothing was written
    with world.app.app_context(), force_variant("fr"):
        schedule_changes.apply_change(person.who, wish, now)
        assert load_summary(person.who, now) == preview.after, wish
        all_facts = facts.read_facts(person.who.organisation_id, [person.who.id])
        for month in preview.months:
            projection = simulation.load_projection(person.who, all_facts, month.first, day)
            days = [cell.day for week in month.weeks for cell in week if cell]
            assert month_view.day_states(projection, days) == {
                cell.day: cell.state for week in month.weeks for cell in week if cell
            }
    assert world.differences() == []
    world.publishes()  # closed boards are as they were
    if isinstance(wish, Absence):
        before, after = preview.before.state, preview.after.state
        assert after.count >= before.count
        assert after.jokers >= before.jokers
        assert after.best >= before.best
        assert len(after.open) <= len(before.open)


def live_weeks(app, seed: int) -> World:
    """Somebody's random weeks, up to some hours after what happened last."""
    world, happens = a_world(app, seed, people=1)
    world.begins()
    for _, event in happens:
        event()
    rng = Random(seed)
    world.now += timedelta(hours=rng.choice([0, 1, 20, 40, 100, 200]))
    world.publishes()
    return world


def lives_on(app, seed: int, wishes: int) -> None:
    world, rng = live_weeks(app, seed), Random(seed)
    applied_count = 0
    for _ in range(wishes):
        person = world.people[0]
        with world.app.app_context():
            all_facts = facts.read_facts(person.who.organisation_id, [person.who.id])
        declared = [fact.id for fact in all_facts.spans(person.who.id, *schedule_changes.OWN)]
        wish = a_wish(rng, today(world.now, person.who.zone), declared)
        try:
            check_preview(world, wish)
        except RefusedChangeError:
            assert world.differences() == []
        else:
            applied_count += 1
        world.now += timedelta(minutes=rng.choice([0, 0, 1, 60 * 24]))
    assert applied_count


@given(st.integers(0, 10**6))
@examples
def test_the_preview_equals_what_then_happens(app, seed):
    lives_on(app, seed, wishes=8)


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(4))
def test_the_preview_equals_what_then_happens_on_both_databases(app, seed):
    lives_on(app, 10**7 + seed, wishes=8)
