"""How long entries are kept one by one (RULES R14)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.game.days import ONE_DAY, practice_day
from webapp.game.promises import LAPSES
from webapp.game.retention import (
    CHOICES,
    NOTICE,
    RetainedEntry,
    audit_begins,
    is_due_to_go,
    journal_begins,
    kept_from,
    months_before,
)

DAYS = st.dates(date(2001, 1, 1), date(2199, 12, 31))
MONTHS = st.sampled_from(CHOICES)
TODAY, BEGINS = date(2027, 11, 24), date(2026, 11, 23)


def test_twelve_months_back_from_a_tuesday_is_the_monday_of_that_week():
    assert journal_begins(date(2027, 11, 24), 12) == date(2026, 11, 23)
    assert journal_begins(date(2027, 11, 29), 12) == date(2026, 11, 23)
    assert journal_begins(date(2027, 11, 30), 12) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2027, 3, 31), 1, date(2027, 2, 28)),
        (date(2028, 3, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2028, 2, 29), 24, date(2026, 2, 28)),
        (date(2027, 1, 15), 1, date(2026, 12, 15)),
        (date(2027, 12, 31), 24, date(2025, 12, 31)),
    ],
)
def test_so_many_months_before_is_the_same_day_or_the_last_of_a_shorter_month(day, months, before):
    assert months_before(day, months) == before


@given(DAYS, MONTHS)
def test_the_journal_begins_on_the_monday_that_one_finds_by_going_back_day_by_day(today, months):
    """The oracle goes back a day at a time and counts the months that it comes through."""
    month, back, day = (today.year, today.month), 0, today
    while back < months or day.day > today.day:
        day -= ONE_DAY
        if (day.year, day.month) != month:
            month, back = (day.year, day.month), back + 1
    while day.isoweekday() != 1:
        day -= ONE_DAY
    assert journal_begins(today, months) == day


@given(DAYS, MONTHS)
def test_a_journal_only_moves_on_and_never_comes_near_what_may_still_arrive(today, months):
    assert journal_begins(today, months) <= journal_begins(today + ONE_DAY, months)
    assert today - journal_begins(today, months) >= timedelta(days=28)


@given(DAYS, MONTHS, MONTHS)
def test_fewer_months_hold_after_the_notice_and_more_at_once(today, months, present):
    assert kept_from(today, months, present) - today == (
        NOTICE if months < present else ONE_DAY * 0
    )


def test_the_audit_begins_twelve_months_ago_to_the_second():
    at = datetime(2028, 2, 29, 4, 10, 5, tzinfo=UTC)
    assert audit_begins(at) == datetime(2027, 2, 28, 4, 10, 5, tzinfo=UTC)


def make_entry(days_before=1, **more):
    day = BEGINS - ONE_DAY * days_before
    return RetainedEntry(**{"day": day, "arrived": day, "stands": True} | more)


def test_a_call_goes_with_all_that_came_before_the_journal_begins():
    assert is_due_to_go([make_entry(), make_entry(2), make_entry(300)], BEGINS, TODAY)


def test_a_call_of_which_something_came_later_stays_whole():
    assert not is_due_to_go([make_entry(30), make_entry(30, arrived=BEGINS)], BEGINS, TODAY)
    assert not is_due_to_go(
        [make_entry(30), make_entry(30, arrived=BEGINS, stands=False)], BEGINS, TODAY
    )


def test_a_call_whose_lesson_is_shared_stays_and_one_that_was_taken_back_goes():
    assert not is_due_to_go([make_entry(), make_entry(shares=True)], BEGINS, TODAY)
    assert is_due_to_go([make_entry(), make_entry(shares=True, stands=False)], BEGINS, TODAY)


@pytest.mark.parametrize(
    ("on", "days_before", "stays"),
    [
        (TODAY + ONE_DAY * 90, 90, True),
        (TODAY - LAPSES, 90, True),
        (TODAY - LAPSES - ONE_DAY, 90, False),
        (TODAY + ONE_DAY * 90, 181, False),
    ],
)
def test_a_promise_stays_as_long_as_it_may_be_shown_half_a_year_at_most(on, days_before, stays):
    """Where a company keeps its entries for a month."""
    begins = journal_begins(TODAY, 1)
    day = TODAY - ONE_DAY * days_before
    assert is_due_to_go([RetainedEntry(day, day, stands=True, on=on)], begins, TODAY) is not stays
    assert is_due_to_go([RetainedEntry(day, day, stands=False, on=on)], begins, TODAY)


INSTANTS = st.datetimes(datetime(2002, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(INSTANTS, st.timedeltas(timedelta(), timedelta(days=900)), st.integers(-1080, 1080))
def test_nothing_arrives_on_a_day_before_its_own(instant, wait, offset):
    assert practice_day(instant + wait, offset) >= practice_day(instant, offset)
