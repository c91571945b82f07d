"""Legal hours: Monday to Friday, ten to one and two to eight, never on a holiday (RULES R18)."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.game.legal_hours import RULES, hours_of
from webapp.people.schedule.public_holidays import public_holidays

MINUTE = timedelta(minutes=1)


def french(region=None):
    return hours_of("FR", lambda day: day in public_holidays("FR", region, day.year))


@pytest.mark.parametrize(
    ("wall", "next_one"),
    [
        ("2026-11-16 10:00", "2026-11-16 10:00"),
        ("2026-11-16 09:59", "2026-11-16 10:00"),
        ("2026-11-16 12:59", "2026-11-16 12:59"),
        ("2026-11-16 13:00", "2026-11-16 14:00"),
        ("2026-11-16 20:00", "2026-11-17 10:00"),
        ("2026-11-20 20:00", "2026-11-23 10:00"),  # over a weekend
        ("2026-11-21 11:00", "2026-11-23 10:00"),
        ("2026-11-11 11:00", "2026-11-12 10:00"),  # the Armistice
        ("2026-12-24 20:00", "2026-12-28 10:00"),  # Christmas on a Friday
        ("2026-12-31 19:59", "2026-12-31 19:59"),
        ("2026-12-31 20:00", "2027-01-04 10:00"),  # into another year
        ("2026-03-29 02:30", "2026-03-30 10:00"),  # the hour that summer time leaps over
        ("2026-05-14 10:30", "2026-05-15 10:00"),  # Ascension
        ("2023-02-25 22:00", "2023-02-25 22:00"),  # before the rule
        ("2023-02-28 23:00", "2023-02-28 23:00"),
        ("2023-03-01 09:00", "2023-03-01 10:00"),  # its first day
    ],
)
def test_a_time_outside_has_a_next_one_that_is_allowed(wall, next_one):
    at = datetime.fromisoformat(wall)
    assert french().next_allowed(at) == datetime.fromisoformat(next_one)
    assert french().allows(at) == (wall == next_one)


def test_a_region_has_holidays_of_its_own():
    second_day_of_christmas = datetime(2025, 12, 26, 11)
    assert french().allows(second_day_of_christmas)
    assert not french("57").allows(second_day_of_christmas)


def test_of_a_country_without_known_rules_there_are_no_hours():
    assert hours_of("DE", lambda _: False) is None
    assert hours_of("", lambda _: False) is None


def test_the_phone_keeps_the_windows_of_two_weeks():
    windows = french().as_json(date(2026, 11, 20))
    assert len(windows) == 14
    assert windows["2026-11-20"] == [["10:00", "13:00"], ["14:00", "20:00"]]
    assert windows["2026-11-21"] == []


def test_a_consumer_is_called_four_times_in_thirty_days_and_only_with_consent_since_august_2026():
    [rule] = RULES["FR"]
    assert (rule.times, rule.days, rule.days_after_no) == (4, 30, 60)
    assert rule.consent_since == date(2026, 8, 11)


@given(st.datetimes(datetime(2022, 1, 1), datetime(2035, 1, 1)))
def test_the_next_time_is_allowed_and_none_between_is(wall):
    hours = french()
    found = hours.next_allowed(wall)
    assert found >= wall
    assert hours.allows(found)
    between = wall
    while between < found:
        assert not hours.allows(between)
        between = min(found, datetime.combine(between.date(), time(between.hour)) + 60 * MINUTE)
    if found > wall:
        assert not hours.allows(found - MINUTE)
