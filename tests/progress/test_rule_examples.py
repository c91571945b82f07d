"""The worked examples of the rules, through the door."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.cast import Person, instant
from webapp.database.transactions import write_transaction
from webapp.people import company

pytestmark = [pytest.mark.both_databases(always=True), pytest.mark.usefixtures("sound")]


def test_four_no_answers_a_refusal_with_its_lesson_and_a_meeting_are_48(ines, at):
    at("2026-11-17 18:00")
    refusal = ines.taps("refusal")
    ines.sends(*[ines.taps("no_answer") for _ in range(4)], refusal, ines.draws(refusal))
    ines.sends(ines.taps("meeting"))
    assert ines.today().points_day == 48


@pytest.mark.parametrize(
    ("count", "outcome", "points"),
    [(200, "no_answer", 60), (10, "refusal", 90), (12, "gatekeeper", 44)],
)
def test_bands_hold_through_the_door(ines, count, outcome, points):
    taps = [ines.taps(outcome) for _ in range(count)]
    for start in range(0, count, 100):
        ines.sends(*taps[start : start + 100])
    assert ines.today().points_day == points


def test_thirty_no_answers_and_six_refusals_with_lessons_are_160(ines):
    refusals = [ines.taps("refusal") for _ in range(6)]
    ines.sends(*[ines.taps("no_answer") for _ in range(30)])
    ines.sends(*refusals, *[ines.draws(refusal) for refusal in refusals])
    assert ines.today().points_day == 160


@pytest.mark.lengthy
def test_a_complete_lesson_edited_down_to_one_row_still_pays(ines, at):
    refusal = ines.taps("refusal")
    ines.sends(refusal, ines.draws(refusal))
    at("2026-11-17 10:00")
    ines.sends(ines.draws(refusal, work_on=None))
    assert ines.today().points_total == 20


def test_a_missed_friday_is_open_for_a_week_then_costs_a_joker(ines, at, practises):
    for day in range(16, 20):
        practises(ines, f"2026-11-{day}")
    at("2026-11-21 12:00")
    state = ines.today().state
    assert (state.count, state.jokers, [str(o.day) for o in state.open]) == (4, 2, ["2026-11-20"])
    for day in range(23, 28):
        practises(ines, f"2026-11-{day}")
    state = ines.today().state
    assert (state.count, len(state.open)) == (9, 1)
    at("2026-11-28 12:00")
    state = ines.today().state
    assert (state.count, state.jokers, state.open) == (9, 1, ())


@pytest.mark.lengthy
def test_a_doubled_day_with_a_lesson_makes_the_friday_up(ines, at, practises):
    for day in range(16, 20):
        practises(ines, f"2026-11-{day}")
    practises(ines, "2026-11-23")
    practises(ines, "2026-11-24", 6, lesson=True)
    state = ines.today().state
    assert (state.count, state.jokers, state.open) == (6, 2, ())


@pytest.mark.lengthy
@pytest.mark.parametrize("doubled", [False, True])
def test_without_a_whole_joker_the_streak_ends_unless_the_day_is_made_up(
    ines, at, practises, says, doubled
):
    at("2026-11-13 12:00")
    says(ines, "pattern", "2026-11-02", weeks=[[1, 2, 4]])
    days = [16, 17, 19, 23, 24, 30]  # November; Thursday the 26th is missed
    for day in [f"2026-11-{d}" for d in days] + [f"2026-12-{d:02}" for d in (1, 3, 7, 10, 14, 15)]:
        practises(ines, day)
    at("2026-12-16 12:00")
    assert (ines.today().state.count, ines.today().state.tenths) == (12, 4)
    practises(ines, "2026-12-21")
    practises(ines, "2026-12-22", 6 if doubled else 3, lesson=doubled)
    practises(ines, "2026-12-24")
    state = ines.today().state
    assert (state.count, len(state.open)) == (15, 0 if doubled else 1)
    at("2026-12-25 12:00")
    state = ines.today().state
    assert (state.count, state.tenths) == ((15, 7) if doubled else (3, 0))


@pytest.mark.lengthy
def test_the_board_of_three_against_six_is_the_one_of_the_rules(app, cast, practises, at):
    """150, 75 and 0 points, 5, 3 and 0 days kept, one who shared; against a team of six at 0.60."""
    ines, theo = cast("ines"), cast("theo")
    six = [*(cast(name) for name in ("maya", "bilal", "chloe")), *in_lyon(app, cast("lyon"), 3)]
    for n in range(5):
        refusal = practises(ines, f"2026-11-{16 + n}", 6, lesson=True)[5]
        if n == 0:
            ines.sends(ines.shares(refusal))
    for n in range(3):
        for person in (theo, *six):
            earns_25(person, practises, f"2026-11-{16 + n}", shares=n == 0 and person in six[:3])
    scores = [(line.name, line.score) for line in ines.board().lines]
    assert scores == [("Lyon", Decimal(58)), ("Nantes", Decimal(54))]  # R5.9
    at("2026-11-24 12:00")
    board = ines.board(date(2026, 11, 16))
    assert board.own.gives.raw == Fraction(7, 30) + Fraction(1, 15) + Fraction(1, 30)
    scores = [(line.name, line.score) for line in board.lines]
    assert scores == [("Lyon", Decimal("57.9")), ("Nantes", Decimal("54.4"))]


def in_lyon(app, lyon, count):
    """More members of team Lyon, all there since the Friday before."""
    joined = instant("2026-11-13 10:00")
    with app.app_context(), write_transaction():
        member_ids = [
            company.add_member(lyon.organisation_id, f"Lyon {n}", joined, team_id=lyon.id)
            for n in range(count)
        ]
        for member_id in member_ids:
            company.mark_joined(lyon.organisation_id, member_id, joined)
    return [Person(app, lyon.organisation_id, member_id) for member_id in member_ids]


def earns_25(person, practises, day, shares):
    """Five attempts without a human and a call back with its date; a lesson without rows."""
    practises(person, day, 5)
    back = person.taps("callback")
    person.sends(back, person.dates(back, "2026-12-01"))
    if shares:
        person.sends(person.draws(back, None, None, "said"), person.shares(back))
