"""The streak (RULES R4)."""

from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.game.cast import FRIDAY, MONDAY, Hand, days_from, on
from tests.game.histories import WEEKS
from webapp.game.calendars import Calendar, Pattern, Span
from webapp.game.streaks import (
    START,
    Day,
    Event,
    OpenDay,
    State,
    advance,
    apply_day,
    fold,
    is_kept,
    makes_up,
    short_of_making_up,
)

DAY = timedelta(days=1)
TUESDAY, WEDNESDAY, THURSDAY, FIRST_FRIDAY, SATURDAY = (MONDAY + DAY * n for n in range(1, 6))
WEEK = DAY * 7


@pytest.fixture
def kept_four(ines):
    """Monday to Thursday kept, Friday missed."""
    ines.practises(MONDAY, TUESDAY, WEDNESDAY, THURSDAY)
    return ines


def test_joining_is_no_working_day_and_nothing_is_asked_of_it(ines):
    assert ines.streak(MONDAY) == START
    assert (START.count, START.jokers, START.best, START.regularity) == (0, 2, 0, None)


def test_a_missed_friday_is_open_until_the_next_friday_is_over(kept_four):
    state = kept_four.streak(SATURDAY)
    assert (state.count, state.jokers) == (4, 2)
    assert state.open == (OpenDay(FIRST_FRIDAY, since=0),)
    assert state.open[0].until == FIRST_FRIDAY + WEEK


def test_while_today_runs_nothing_is_missed(kept_four):
    state = kept_four.streak(FIRST_FRIDAY)
    assert (state.count, state.open, state.regularity) == (4, (), 1.0)


def test_a_missed_friday_costs_a_joker_when_the_next_one_is_over(kept_four):
    kept_four.practises(*days_from(MONDAY + WEEK, FIRST_FRIDAY + WEEK))
    state = kept_four.streak(FIRST_FRIDAY + WEEK)
    assert (state.count, state.jokers, len(state.open), state.best) == (9, 2, 1, 4)
    settled, events = kept_four.trace(SATURDAY + WEEK)
    assert (settled.count, settled.jokers, settled.open, settled.best) == (9, 1, (), 9)
    assert events == (Event(FIRST_FRIDAY, "joker", FIRST_FRIDAY + WEEK),)


@pytest.mark.parametrize("which", range(5))
def test_one_doubled_day_with_a_lesson_makes_it_up(kept_four, which):
    week = list(days_from(MONDAY + WEEK, FIRST_FRIDAY + WEEK))
    double = week.pop(which)
    kept_four.practises(*week)
    kept_four.practises(double, attempts=6, lessons=1)
    on_it = kept_four.streak(double)
    assert (on_it.jokers, on_it.open) == (2, ())
    state, events = kept_four.trace(SATURDAY + WEEK)
    assert (state.count, state.jokers, state.open, state.best) == (9, 2, (), 9)
    assert events == (Event(FIRST_FRIDAY, "made_up", double),)


def part_time_days(*kept_days, doubled=None):
    """Wednesday to the Thursday of the week after, of who works on Monday, Tuesday, Thursday."""
    calendar = Calendar(FRIDAY, (Pattern(FRIDAY, (frozenset({1, 2, 4}),), None),))
    for day in days_from(WEDNESDAY, THURSDAY + WEEK):
        yield Day(day, calendar.working(day), day in kept_days, day == doubled)


def test_without_a_joker_the_streak_counts_from_the_day_that_was_missed():
    from_12 = State(count=12, tenths=4, best=12)
    next_week = MONDAY + WEEK, TUESDAY + WEEK, THURSDAY + WEEK
    days = list(part_time_days(*next_week))
    state = fold(from_12, days, THURSDAY + WEEK)
    assert (state.count, state.tenths, state.best) == (15, 7, 12)
    assert state.open == (OpenDay(THURSDAY, since=3),)
    ended = fold(from_12, days, FIRST_FRIDAY + WEEK)
    assert (ended.count, ended.tenths, ended.open, ended.best) == (3, 0, (), 12)
    assert ended.broken
    assert ended.needs_encouragement


@pytest.mark.parametrize("double", [MONDAY + WEEK, TUESDAY + WEEK, THURSDAY + WEEK])
def test_made_up_in_time_it_goes_on_with_its_tenths(double):
    next_week = MONDAY + WEEK, TUESDAY + WEEK, THURSDAY + WEEK
    days = part_time_days(*next_week, doubled=double)
    state = fold(State(count=12, tenths=4, best=12), days, FIRST_FRIDAY + WEEK)
    assert (state.count, state.tenths, state.open, state.best) == (15, 7, (), 15)
    assert not state.needs_encouragement


@pytest.mark.parametrize(
    ("attempts", "cards", "dose", "holds"),
    [
        (3, 0, 3, True),
        (2, 0, 3, False),
        (1, 5, 3, True),
        (1, 4, 3, False),
        (0, 50, 1, False),
        (1, 0, 1, True),
        (2, 5, 5, False),
        (3, 5, 5, True),
    ],
)
def test_a_dose_is_attempts_or_one_real_one_and_cards(attempts, cards, dose, holds):
    assert is_kept(attempts, cards, dose) is holds


@pytest.mark.parametrize(
    ("attempts", "lessons", "cards", "dose", "holds"),
    [
        (6, 1, 0, 3, True),
        (6, 0, 0, 3, False),
        (5, 1, 0, 3, False),
        (5, 1, 9, 3, False),
        (6, 0, 5, 3, True),
        (6, 0, 4, 3, False),
        (2, 1, 0, 1, True),
        (9, 1, 0, 5, False),
    ],
)
def test_making_up_takes_twice_the_dose_and_a_lesson_or_cards(
    attempts, lessons, cards, dose, holds
):
    assert makes_up(attempts, lessons, cards, dose) is holds


def test_a_lesson_of_one_row_makes_up_nothing(kept_four):
    double = MONDAY + WEEK
    kept_four.practises(double, attempts=6)
    kept_four.learns(kept_four.taps("refusal", on(double)), rows=1, at=on(double, 11))
    assert len(kept_four.streak(double + DAY).open) == 1


def test_the_lesson_of_a_meeting_makes_up_a_day(kept_four):
    double = SATURDAY
    kept_four.practises(double, attempts=6)
    kept_four.learns(kept_four.taps("meeting", on(double)), at=on(double, 11))
    assert kept_four.streak(double).open == ()


def test_the_oldest_open_day_is_made_up_first(ines):
    ines.practises(MONDAY)
    ines.practises(THURSDAY, attempts=6, lessons=1)
    assert ines.streak(THURSDAY).open == (OpenDay(WEDNESDAY, since=1),)


def test_a_day_off_that_is_kept_counts_and_one_that_is_not_does_nothing(kept_four):
    kept_four.practises(FIRST_FRIDAY, SATURDAY)
    assert kept_four.streak(MONDAY + WEEK).count == 6
    assert kept_four.streak(MONDAY + WEEK).regularity == 1.0


def test_every_kept_day_adds_a_tenth_up_to_two_jokers():
    days = [Day(day, working=True, kept=True) for day in days_from(MONDAY, MONDAY + DAY * 20)]
    assert fold(State(tenths=0), days[:9], SATURDAY + WEEK).jokers == 0
    assert fold(State(tenths=0), days[:10], SATURDAY + WEEK).jokers == 1
    assert fold(State(tenths=0), days[:19], SATURDAY + WEEK * 2).tenths == 19
    assert fold(State(tenths=0), days, SATURDAY + WEEK * 2).tenths == 20


def test_an_empty_fortnight_takes_both_jokers_and_then_the_streak(kept_four):
    days = days_from(SATURDAY + WEEK, TUESDAY + WEEK * 2)
    assert [kept_four.streak(day).jokers for day in days] == [1, 1, 1, 0]
    before, after = kept_four.streak(TUESDAY + WEEK * 2), kept_four.streak(WEDNESDAY + WEEK * 2)
    assert (before.count, before.broken) == (4, False)
    assert (after.count, after.broken, after.best) == (0, True, 4)


def test_two_open_days_are_settled_oldest_first_each_on_its_own_day(ines):
    ines.practises(MONDAY, WEDNESDAY, FIRST_FRIDAY)
    _, events = ines.trace(SATURDAY + WEEK)
    assert events == (
        Event(TUESDAY, "joker", TUESDAY + WEEK),
        Event(THURSDAY, "joker", THURSDAY + WEEK),
    )


def test_leave_entered_afterwards_heals_the_streak(kept_four):
    late = FIRST_FRIDAY + WEEK * 3
    assert kept_four.streak(late).count == 0
    kept_four.calendar = Calendar(FRIDAY, away=(Span(FIRST_FRIDAY, late - DAY),))
    state = kept_four.streak(late)
    assert (state.count, state.jokers, state.open, state.best) == (4, 2, (), 4)


def test_best_waits_until_no_day_is_open(kept_four):
    kept_four.practises(SATURDAY)
    assert kept_four.streak(SATURDAY).best == 4
    kept_four.practises(SATURDAY + DAY, attempts=6, lessons=1)
    assert kept_four.streak(SATURDAY + DAY).best == 6


def test_a_streak_has_begun_with_the_first_day_kept_also_while_one_is_open(ines):
    assert not ines.streak(FIRST_FRIDAY).begun
    ines.practises(FIRST_FRIDAY)
    state = ines.streak(FIRST_FRIDAY)
    assert (len(state.open), state.best) == (4, 0)  # Monday to Thursday
    assert state.begun


def test_three_unkept_working_days_in_a_row_ask_for_a_way_back(ines):
    ines.practises(MONDAY)
    assert not ines.streak(THURSDAY).needs_encouragement
    assert ines.streak(FIRST_FRIDAY).needs_encouragement
    ines.practises(SATURDAY)
    assert not ines.streak(SATURDAY).needs_encouragement


def test_a_perfect_fortnight_is_a_regularity_of_one(ines):
    ines.practises(*(d for d in days_from(MONDAY, FIRST_FRIDAY + WEEK) if d.isoweekday() < 6))
    assert ines.streak(FIRST_FRIDAY + WEEK).regularity == 1.0


def test_sixty_kept_days_then_one_miss_are_94_point_6_percent():
    hand = Hand()
    working = [d for d in days_from(MONDAY, MONDAY + DAY * 100) if hand.calendar.working(d)]
    hand.practises(*working[:60])
    assert hand.streak(working[60]).regularity == 1.0
    assert round(hand.streak(working[60] + DAY).regularity, 3) == 0.946


def test_a_made_up_day_is_still_missed_for_regularity(kept_four, theo):
    kept_four.practises(SATURDAY, attempts=6, lessons=1)
    theo.practises(MONDAY, TUESDAY, WEDNESDAY, THURSDAY)
    assert kept_four.streak(SATURDAY).open == ()
    assert kept_four.streak(SATURDAY).regularity == theo.streak(SATURDAY).regularity < 1


def test_a_travellers_tap_of_tomorrow_counts_and_ends_no_day(kept_four):
    kept_four.practises(SATURDAY)
    state = kept_four.streak(FIRST_FRIDAY)
    assert (state.count, state.open) == (5, ())
    assert kept_four.streak(SATURDAY).open == (OpenDay(FIRST_FRIDAY, since=1),)


@pytest.mark.parametrize("weeks", WEEKS)
def test_a_stored_day_advances_as_if_every_day_were_read(ines, weeks):
    ines.calendar = Calendar(FRIDAY, (Pattern(FRIDAY, weeks, None),))
    ines.practises(MONDAY, TUESDAY, attempts=3)
    tuesday = ines.days(TUESDAY)[-1]
    state = ines.streak(TUESDAY)
    for today in days_from(MONDAY, MONDAY + DAY * 40):
        expected = ines.streak(today) if today >= TUESDAY else state
        assert advance(state, tuesday, ines.calendar, today) == expected


def test_an_unkept_day_with_practice_opens_when_it_ends(ines):
    tuesday = Day(TUESDAY, working=True)
    state = apply_day(START, tuesday)
    assert state == START
    assert advance(state, tuesday, ines.calendar, TUESDAY) == START
    assert advance(state, tuesday, ines.calendar, WEDNESDAY).open == (OpenDay(TUESDAY),)


def test_ten_years_away_are_read_in_no_time(ines):
    began = perf_counter()
    state = advance(State(50, 20, 50), Day(MONDAY, True, True), ines.calendar, date(2035, 9, 8))
    assert (state.count, state.best, state.tenths) == (0, 50, 0)
    assert state.needs_encouragement
    assert perf_counter() - began < 1


@pytest.mark.lengthy
@given(
    st.integers(min_value=0, max_value=20),
    st.integers(min_value=0, max_value=3),
    st.integers(min_value=0, max_value=6),
    st.integers(min_value=1, max_value=5),
)
def test_a_day_makes_up_another_when_nothing_is_lacking_to_it(attempts, lessons, cards, dose):
    calls, lesson = short_of_making_up(attempts, lessons, cards, dose)
    assert makes_up(attempts + calls, lessons + lesson, cards, dose)
    assert makes_up(attempts, lessons, cards, dose) == (not calls and not lesson)
    assert not calls or not makes_up(attempts + calls - 1, lessons + 1, cards, dose)
