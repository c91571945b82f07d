"""What happened this week: who passed whom on a day that is over, by what everybody saw."""

from datetime import date
from fractions import Fraction

import pytest

from tests.cast import statements
from webapp.game import standings
from webapp.game.standings import Overtaking, Team, overtakings, rank_teams
from webapp.progress.boards import passings
from webapp.progress.boards.passings import Passing
from webapp.progress.boards.teams import BoardTeam


def passings_of(person, path="/boards"):
    return [(it.day.day, it.team, it.passed, it.mine) for it in person.board().passings]


@pytest.mark.both_databases
def test_a_team_that_passed_another_yesterday_is_told_today(ines, maya, theo, at):
    at("2026-11-16 10:00")
    maya.sends(*[maya.taps("refusal") for _ in range(6)])
    assert passings_of(ines) == []
    at("2026-11-17 10:00")
    ines.sends(*[ines.taps("refusal") for _ in range(8)])
    theo.sends(*[theo.taps("refusal") for _ in range(8)])
    assert passings_of(ines) == []  # the day is not over
    at("2026-11-18 09:00")
    assert passings_of(ines) == [(17, "Nantes", ("Lyon",), True)]
    assert passings_of(maya) == [(17, "Nantes", ("Lyon",), False)]
    text = ines.opens("/boards").text
    assert "Nantes a passé Lyon mardi." in text
    at("2026-11-20 10:00")
    maya.sends(maya.taps("refusal"))
    # nobody wrote on the days between
    assert passings_of(ines) == [(17, "Nantes", ("Lyon",), True)]


def test_the_passings_of_a_day_are_never_told_otherwise(ines, maya, theo, at):
    """A call of Monday that comes on Thursday is of Monday, and moves the board on Thursday."""
    at("2026-11-16 10:00")
    maya.sends(*[maya.taps("refusal") for _ in range(6)])
    late = [theo.taps("refusal") for _ in range(8)]
    at("2026-11-17 10:00")
    ines.sends(ines.taps("refusal"))
    at("2026-11-19 10:00")
    assert passings_of(ines) == []
    theo.sends(*late)
    ines.sends(*[ines.taps("refusal") for _ in range(8)])
    at("2026-11-20 10:00")
    assert passings_of(ines) == [(19, "Nantes", ("Lyon",), True)]


def test_a_closed_week_has_no_mornings_and_the_next_one_its_own(ines, maya, at):
    at("2026-11-16 10:00")
    maya.sends(*[maya.taps("refusal") for _ in range(2)])
    at("2026-11-17 10:00")
    ines.sends(*[ines.taps("refusal") for _ in range(8)])
    at("2026-11-24 13:00")
    assert passings_of(ines) == []
    assert "a passé" not in ines.opens("/boards/2026-W47").text


@pytest.mark.both_databases
def test_mornings_cost_a_log_and_a_board_nothing(app, ines, maya, at):
    at("2026-11-16 10:00")
    ines.sends(ines.taps("refusal"))
    maya.sends(maya.taps("refusal"))
    tap = ines.taps("refusal")
    with statements(app) as same_day:
        ines.sends(tap)
    at("2026-11-17 10:00")
    tap = ines.taps("refusal")
    with statements(app) as next_day:
        ines.sends(tap)
    assert len(next_day) <= len(same_day) + 1  # the use of the sign-in is written down


def places(**scores):
    return rank_teams([Team(name, 5, Fraction(score, 100)) for name, score in scores.items()])


def test_who_ties_has_passed_nobody_and_a_newcomer_neither():
    assert overtakings(places(a=10, b=20), places(a=20, b=20)) == ()
    assert overtakings(places(a=10, b=10), places(a=20, b=10)) == ()
    assert overtakings(places(b=20), places(a=30, b=20)) == ()
    assert overtakings(places(a=10, b=30, c=20), places(a=40, b=30, c=20)) == (
        Overtaking("a", ("b", "c")),
    )


def test_a_team_that_nobody_had_written_for_stood_at_nothing():
    a = {"2026-11-16": None, "2026-11-18": ("1/10", 3, 3)}
    b = {"2026-11-17": None, "2026-11-18": ("2/10", 3, 3)}
    now = standings.Parts(Fraction(0), Fraction(0), Fraction(1))
    teams = [
        BoardTeam(name, name, 3, now, 1, False, 3, mornings)
        for name, mornings in (("a", a), ("b", b))
    ]
    assert passings.list_passings(teams, None, date(2026, 11, 17)) == ()
    passing = Passing(date(2026, 11, 17), "b", ("a",), mine=True)
    assert passings.list_passings(teams, "b", date(2026, 11, 19)) == (passing,)
