"""What practice is worth (RULES R2)."""

from datetime import timedelta

import pytest

from tests.game.cast import MONDAY, ONE_DAY, on
from webapp.game.outcomes import Outcome
from webapp.game.points import DayPoints, Line, share_points

TUESDAY = MONDAY + ONE_DAY


def taps(hand, outcome, count, rows=None):
    for _ in range(count):
        call = hand.taps(outcome)
        if rows is not None:
            hand.learns(call, rows)


def test_a_refusal_with_its_lesson_pays_what_a_meeting_pays(ines, theo):
    taps(ines, "refusal", 1, rows=2)
    taps(theo, "meeting", 1)
    assert ines.points() == theo.points() == 20


def test_four_unanswered_calls_a_refusal_with_its_lesson_and_a_meeting_are_48(ines):
    taps(ines, "no_answer", 4)
    taps(ines, "refusal", 1, rows=2)
    taps(ines, "meeting", 1)
    assert ines.points() == 48


@pytest.mark.parametrize(
    ("outcome", "count", "points"),
    [
        ("no_answer", 200, 60),
        ("voicemail", 21, 41),
        ("wrong_number", 41, 60),
        ("refusal", 10, 90),
        ("do_not_call", 17, 122),
        ("refusal", 24, 136),
        ("refusal", 25, 136),
        ("gatekeeper", 12, 44),
        ("gatekeeper", 21, 60),
        ("meeting", 4, 70),
        ("callback", 1, 10),
    ],
)
def test_a_day_of_one_outcome_pays_by_its_bands(ines, outcome, count, points):
    taps(ines, outcome, count)
    assert ines.points() == points


def test_attempts_without_a_human_share_their_bands(ines):
    for outcome in ("no_answer", "voicemail", "wrong_number"):
        taps(ines, outcome, 10)
    assert ines.points() == 50


def test_thirty_unanswered_calls_and_six_refusals_with_lessons_are_160(ines):
    taps(ines, "no_answer", 30)
    taps(ines, "refusal", 6, rows=2)
    assert ines.points() == 160


def test_a_complete_lesson_edited_down_to_one_row_still_pays_10(ines):
    call = ines.taps("refusal")
    ines.learns(call, rows=2)
    ines.learns(call, rows=1, at=on(MONDAY, 15))
    assert ines.points() == 10 + 10


@pytest.mark.parametrize(
    ("outcome", "one", "both"),
    [
        ("refusal", 4, 10),
        ("do_not_call", 4, 10),
        ("gatekeeper", 4, 10),
        ("callback", 2, 5),
        ("meeting", 0, 0),
        ("no_answer", 0, 0),
    ],
)
def test_a_lesson_pays_by_its_rows_and_by_how_its_call_ended(ines, outcome, one, both):
    call = ines.taps(outcome)
    bare = ines.points()
    ines.learns(call, rows=0)
    assert ines.points() == bare
    ines.learns(call, rows=1)
    assert ines.points() == bare + one
    ines.learns(call, rows=2)
    assert ines.points() == bare + both


def test_the_best_five_lessons_of_a_day_pay_whenever_they_were_drawn(ines):
    taps(ines, "callback", 3, rows=1)
    taps(ines, "refusal", 1, rows=1)
    taps(ines, "refusal", 4, rows=2)
    assert Line("lessons", 8, 4 * 10 + 4) in ines.worth().lines


def test_a_dated_call_back_pays_5_four_a_day(ines):
    for _ in range(5):
        ines.dates(ines.taps("callback"), MONDAY + timedelta(days=3))
    assert ines.points() == 50 + 20


def test_the_date_of_another_outcome_pays_nothing(ines):
    ines.dates(ines.taps("refusal"), MONDAY)
    assert ines.points() == 10


@pytest.mark.parametrize(("attempts", "slots", "points"), [(2, 1, 4), (3, 1, 16), (3, 3, 26)])
def test_a_slot_pays_on_a_day_with_three_attempts_two_a_day(ines, attempts, slots, points):
    taps(ines, "no_answer", attempts)
    assert ines.points(slots=slots) == points


def test_ten_drill_cards_a_day_pay_even_without_a_call(ines):
    ines.cards[MONDAY] = 11
    assert ines.points() == 20


def test_a_day_pays_at_most_300_and_still_says_what_it_held(ines):
    taps(ines, "no_answer", 40)
    taps(ines, "gatekeeper", 20)
    taps(ines, "refusal", 20, rows=2)
    taps(ines, "meeting", 4)
    worth = ines.worth(slots=2)
    assert worth.points == 300
    assert [(line.name, line.count, line.points) for line in worth.lines] == [
        ("without_human", 40, 60),
        ("gatekeepers", 20, 60),
        ("conversations", 24, 136),
        ("meetings", 4, 30),
        ("lessons", 20, 50),
        ("slots", 2, 20),
    ]


def test_a_day_without_anything_has_no_line(ines):
    assert ines.worth() == DayPoints(())
    assert ines.points() == 0


def test_a_shared_lesson_pays_5_twice_a_week_and_once_each(ines):
    calls = [ines.taps("refusal") for _ in range(3)]
    for call in calls:
        ines.learns(call)
    first, second, third = calls
    for hour, call in enumerate([first, first, second, third], start=14):
        ines.shares(call, at=on(MONDAY, hour))
    paid = share_points(ines.reading().shares, reviewed=True)
    assert paid.shares == (5, 0, 5, 0)
    assert (paid.review, paid.points) == (20, 30)


def test_every_outcome_pays_something(ines):
    for outcome in Outcome:
        before = ines.points()
        ines.taps(outcome)
        assert ines.points() > before


def test_a_meeting_that_fell_through_pays_its_lesson_on_the_day_that_says_so(ines):
    meeting = ines.taps("meeting")
    fell = ines.answers(meeting, "fell_through", on(TUESDAY))
    ines.learns(fell, at=on(TUESDAY, 11))
    assert (ines.points(MONDAY), ines.points(TUESDAY)) == (20, 10)
    ines.answers(meeting, "held", on(TUESDAY, 12))
    assert (ines.points(MONDAY), ines.points(TUESDAY)) == (20, 0)


@pytest.mark.parametrize("how", ["held", "moved"])
def test_what_became_of_a_meeting_earns_nothing_and_takes_nothing(ines, how):
    meeting = ines.taps("meeting")
    answer = ines.answers(meeting, how, on(TUESDAY))
    ines.learns(answer, at=on(TUESDAY, 11))
    assert (ines.points(MONDAY), ines.points(TUESDAY)) == (20, 0)


@pytest.mark.parametrize("outcome", ["callback", "refusal"])
def test_nothing_falls_through_that_is_no_meeting(ines, outcome):
    call = ines.taps("meeting")
    ines.learns(ines.answers(call, "fell_through", on(TUESDAY)), at=on(TUESDAY, 11))
    ines.corrects(call, outcome)
    assert ines.points(TUESDAY) == 0


def test_what_fell_through_before_is_said_again_where_the_newest_word_is_taken_back(ines):
    meeting = ines.taps("meeting")
    ines.learns(ines.answers(meeting, "fell_through", on(TUESDAY)), at=on(TUESDAY, 11))
    again = ines.answers(meeting, "held", on(TUESDAY, 12))
    ines.withdraws(again, on(TUESDAY, 13))
    assert ines.points(TUESDAY) == 10


def test_a_meeting_that_is_taken_back_takes_what_fell_through_along(ines):
    meeting = ines.taps("meeting")
    ines.learns(ines.answers(meeting, "fell_through", on(TUESDAY)), at=on(TUESDAY, 11))
    ines.withdraws(meeting, on(TUESDAY, 13))
    assert (ines.points(MONDAY), ines.points(TUESDAY)) == (0, 0)


def test_a_word_that_comes_too_late_stands_in_the_place_of_none(ines):
    meeting = ines.taps("meeting")
    ines.learns(ines.answers(meeting, "fell_through", on(TUESDAY)), at=on(TUESDAY, 11))
    ines.answers(meeting, "held", on(TUESDAY, 12), arrives=on(TUESDAY, 13) + timedelta(days=7))
    assert ines.points(TUESDAY) == 10
