"""When a promise is due, how long it stands, and when it is asked after (RULES R15)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.game.promises import LAPSES, Stage, next_working_day, stage_of

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 16)
ALL = [MONDAY + n * DAY for n in range(-60, 60)]
WEEKDAYS = {day for day in ALL if day.isoweekday() <= 5}
ORDER = list(Stage)


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        *((-1, "coming"), (0, "today"), (1, "late")),
        *((14, "late"), (15, "asked"), (21, "asked"), (22, "over")),
    ],
)
def test_a_promise_stands_two_working_weeks_is_asked_once_and_is_over(days, stage):
    assert stage_of(MONDAY, MONDAY + days * DAY, WEEKDAYS) == stage


def test_a_week_of_leave_does_not_count():
    away = WEEKDAYS - {MONDAY + n * DAY for n in range(7, 12)}
    assert stage_of(MONDAY, MONDAY + 21 * DAY, away) == "late"
    assert stage_of(MONDAY, MONDAY + 22 * DAY, away) == "asked"


def test_who_works_on_wednesdays_has_four_weeks():
    wednesdays = {day for day in ALL if day.isoweekday() == 3}
    assert stage_of(MONDAY, MONDAY + 28 * DAY, wednesdays) == "late"
    assert stage_of(MONDAY, MONDAY + 29 * DAY, wednesdays) == "asked"


def test_the_next_working_day_of_a_friday_is_monday():
    assert next_working_day(MONDAY + 4 * DAY, WEEKDAYS) == MONDAY + 7 * DAY
    assert next_working_day(MONDAY, ()) == MONDAY + DAY


@given(st.sets(st.sampled_from(ALL)), st.sampled_from(ALL), st.integers(-40, 40))
def test_a_promise_goes_one_way_and_ends(working, on, days):
    before, after = (stage_of(on, on + (days + n) * DAY, working) for n in (0, 1))
    assert ORDER.index(before) <= ORDER.index(after)
    assert (before == "over") >= (days > LAPSES.days)
    assert (before == "coming") == (days < 0)
