"""Team sprints: whose calls are added up, and what nobody can read off the counter (R13.9, R11)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tests.support.repetitions import times
from webapp.game import team_sprints
from webapp.game.team_sprints import Participation, Shown, Window

MINUTE = timedelta(minutes=1)
BEGINS = datetime(2026, 11, 16, 13, 0, tzinfo=UTC)
WINDOW = Window.from_minutes(BEGINS, 15)
PARIS = ZoneInfo("Europe/Paris")


def at(minutes: float) -> datetime:
    return BEGINS + minutes * MINUTE


def person(arrived: float, attempts: int = 0, brought: int = 0, joined: float | None = None):
    instant = at(arrived if joined is None else joined)
    return Participation(instant, at(arrived), attempts, brought)


def shown(*people: Participation) -> Shown:
    return team_sprints.shown_figures(WINDOW, people)


# The rule


def test_for_two_it_says_only_that_both_are_in():
    assert shown(person(0, 9), person(1, 7)) == Shown(2)
    assert shown() == Shown(0)


def test_from_three_on_there_is_one_counter_for_all():
    assert shown(person(-5, 9), person(-1, 7), person(-2)) == Shown(3, 16, BEGINS)


def test_the_counter_begins_when_the_third_is_known_to_be_in():
    """Else the third would read off it what one of the two others had done before."""
    arrivals = [at(0), at(7), at(2)]
    since = team_sprints.counter_begins(WINDOW, arrivals)
    assert since == at(7)
    assert [team_sprints.is_counted(WINDOW, since, at(0), at(n)) for n in (6, 7, 14, 15)] == [
        *(False, True, True, False)
    ]


def test_calls_are_counted_from_joining_on():
    assert not team_sprints.is_counted(WINDOW, at(0), at(5), at(4))
    assert team_sprints.is_counted(WINDOW, at(0), at(5), at(5))


def test_a_third_who_comes_after_the_end_begins_no_counter():
    assert team_sprints.counter_begins(WINDOW, [at(0), at(1), at(15)]) is None
    assert shown(person(0), person(1), person(16, joined=3)) == Shown(2)


def test_who_brings_calls_along_is_in_the_counter_and_not_in_the_number():
    three, late = [person(0, 2), person(0, 3), person(1, 1)], person(9, 4, brought=4, joined=2)
    assert shown(*three, late) == Shown(3, 10, at(1))


def test_who_is_known_after_the_end_is_in_the_counter_and_not_in_the_number():
    three, late = [person(0, 2), person(0, 3), person(1, 1)], person(30, 4, joined=2)
    assert shown(*three, late) == Shown(3, 10, at(1))


@pytest.mark.parametrize(
    "first, minutes, overlaps", [(0, 5, True), (-5, 5, False), (-4, 5, True), (15, 5, False)]
)
def test_of_two_that_share_a_moment_one_is_to_be(first, minutes, overlaps):
    other = Window.from_minutes(at(first), minutes)
    assert WINDOW.overlaps(other) is other.overlaps(WINDOW) is overlaps


@pytest.mark.parametrize(
    "wall, now, begins",
    [
        ("14:00", "2026-11-16 09:30", "2026-11-16 14:00"),
        ("09:30", "2026-11-16 09:30", None),
        ("09:00", "2026-11-16 09:30", None),
        ("01:00", "2026-11-16 23:30", "2026-11-17 01:00"),  # the night is still of its day (R1.1)
        ("04:00", "2026-11-16 23:30", None),
        ("02:30", "2026-03-28 23:30", None),  # a time that summer time leaps over
    ],
)
def test_a_time_of_today_is_read_on_the_companys_wall(wall, now, begins):
    moment = datetime.fromisoformat(now).replace(tzinfo=PARIS)
    window = team_sprints.planned_window(time.fromisoformat(wall), 15, moment, PARIS)
    expected = begins and datetime.fromisoformat(begins).replace(tzinfo=PARIS)
    assert (window and window.begins_at) == expected
    assert window is None or window.minutes == 15


# What nobody can read off it: one who is in, has no calls of their own and looks after each act.
# Its solver knows who came in whenever the number says that somebody did; of each act it does not
# know whose it is.

MATES = range(4)
MOST = 3  # calls in a sending


@dataclass(frozen=True)
class Mate:
    """A team-mate as the counter sees one: minutes of their arrival, calls added up, brought."""

    arrived: int | None = None
    calls: int = 0
    brought: int = 0


Team = tuple[Mate, ...]
Act = tuple[str, int, int]


def acted(team: Team, act: Act, minute: int) -> Team | None:
    """The team after an act: somebody comes in, perhaps with calls, sends some, takes one back."""
    kind, n, calls = act
    mate = team[n]
    if kind == "comes":
        if mate.arrived is not None:
            return None
        arrivals = [0, *(each.arrived for each in team if each.arrived is not None)]
        counted = calls if len(arrivals) >= team_sprints.MIN_PEOPLE else 0
        new = Mate(minute, counted, counted)
    elif mate.arrived is None:
        return None
    elif kind == "calls":
        counter = count_people(team) >= team_sprints.MIN_PEOPLE
        new = replace(mate, calls=mate.calls + calls * counter)
    elif not mate.calls:
        return None
    else:
        new = replace(mate, calls=mate.calls - 1)
    return (*team[:n], new, *team[n + 1 :])


def count_people(team: Team) -> int:
    return 1 + sum(each.arrived is not None for each in team)


def view(team: Team, *, naive: bool = False) -> Shown:
    people = [person(0), *(seen(each, naive) for each in team if each.arrived is not None)]
    return shown(*people)


def seen(mate: Mate, naive: bool) -> Participation:
    assert mate.arrived is not None
    return person(mate.arrived, mate.calls, 0 if naive else mate.brought, joined=0)


def in_number(mate: Mate) -> bool:
    return mate.arrived is not None and not mate.brought


ACTS = [
    *(("comes", n, calls) for n, calls in product(MATES, range(MOST + 1))),
    *(("calls", n, calls) for n, calls in product(MATES, range(1, MOST + 1))),
    *(("undoes", n, 1) for n in MATES),
]


class Solver:
    """Every state of the team that explains all that was shown."""

    def __init__(self, *, naive: bool = False) -> None:
        self.naive = naive
        self.states: set[Team] = {tuple(Mate() for _ in MATES)}
        self.before, self.rose = view(tuple(Mate() for _ in MATES)), 0

    def looks(self, truth: Team, act: Act, minute: int) -> None:
        look = view(truth, naive=self.naive)
        named = act[1] if look.people > self.before.people else None
        after = {
            state
            for before, each in product(self.states, ACTS)
            if named in (None, each[1])
            and (state := acted(before, each, minute)) is not None
            and view(state, naive=self.naive) == look
        }
        if (look.attempts or 0) > (self.before.attempts or 0):
            self.rose = minute
        self.states, self.before = after, look
        assert truth in self.states, "the solver lost the truth"

    def ends(self, truth: Team) -> None:
        """It is over, and who is counted among the people is known; of who is not, nothing is."""
        named = [n for n in MATES if in_number(truth[n])]
        self.states = {
            state for state in self.states if named == [n for n in MATES if in_number(state[n])]
        }

    def told(self, truth: Team) -> list[int]:
        """Whose calls are certain, where not all did the same. That who has come in since the
        counter last rose has none in it is told of everybody, and of nobody's day.
        """
        if len({mate.calls for mate in truth if mate.arrived is not None}) < 2:
            return []
        return [
            n
            for n in MATES
            if (arrived := truth[n].arrived) is not None
            and (arrived <= self.rose or truth[n].calls)
            and len({state[n].calls for state in self.states}) == 1
        ]


def live(rng: Random, *, naive: bool = False) -> tuple[Solver, Team, bool]:
    """A sprint of random acts, looked at after each; says whether anything was told on the way."""
    solver, team, told = Solver(naive=naive), tuple(Mate() for _ in MATES), False
    for minute in range(1, 9):
        act = rng.choice(ACTS)
        after = acted(team, act, minute)
        if after is not None:
            team = after
            solver.looks(team, act, minute)
            told = told or bool(solver.told(team))
    solver.ends(team)
    return solver, team, told or bool(solver.told(team))


def test_nobodys_calls_are_told_by_the_counter_whenever_somebody_looks():
    counted = 0
    for seed in range(times(40, 1000)):
        solver, team, told = live(Random(seed))
        assert not told, (seed, team, solver.states)
        counted += any(mate.calls for mate in team)
    assert counted > 5


def test_the_solver_finds_what_a_number_that_moves_with_calls_would_tell():
    assert any(live(Random(seed), naive=True)[2] for seed in range(40))
