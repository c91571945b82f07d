"""Instants, days, weeks and closes (RULES R1)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.game.cast import PARIS, on
from webapp.game.days import (
    end_of_day,
    entry_counts,
    instant,
    is_clock_off,
    is_closed,
    practice_day,
    stated_instant,
    today,
    week_close,
    week_of,
    week_start,
)

NOON = datetime(2025, 9, 8, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


def test_a_right_clock_is_believed_however_late_the_entry_arrives():
    arrival = NOON + timedelta(days=3)
    assert instant(NOON, arrival - 60 * SECOND, arrival) == NOON


@pytest.mark.parametrize("off", [timedelta(hours=2), timedelta(hours=-2), 5 * MINUTE + SECOND])
def test_a_wrong_clock_is_corrected_by_what_it_is_off(off):
    arrival = NOON + timedelta(hours=1)
    assert instant(NOON + off, arrival + off, arrival) == NOON


def test_five_minutes_are_within_what_a_request_may_take():
    arrival = NOON + timedelta(hours=1)
    assert instant(NOON - 5 * MINUTE, arrival - 5 * MINUTE, arrival) == NOON - 5 * MINUTE


def test_an_instant_is_never_later_than_its_arrival():
    assert instant(NOON + 4 * MINUTE, NOON + 4 * MINUTE, NOON) == NOON


def test_without_a_time_of_sending_nothing_is_corrected():
    assert instant(NOON - timedelta(hours=5), None, NOON) == NOON - timedelta(hours=5)


def test_a_time_stated_by_hand_is_taken_as_it_is_but_not_from_the_future():
    stated = NOON - timedelta(hours=3)
    assert instant(stated, NOON - timedelta(hours=2), NOON, by_hand=True) == stated
    assert instant(NOON + MINUTE, NOON, NOON, by_hand=True) == NOON


def test_a_phone_from_1970_notes_the_call_at_its_true_time():
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert instant(epoch, epoch + timedelta(minutes=10), NOON + timedelta(minutes=10)) == NOON


def test_a_day_runs_from_four_to_four_on_the_wall():
    monday = date(2025, 9, 8)
    assert practice_day(on(monday, 4), 120) == monday
    assert practice_day(on(monday, 3, 59, 59), 120) == date(2025, 9, 7)
    assert practice_day(on(monday, 23, 59, 59), 120) == monday


def test_travelling_rewrites_nothing():
    tap = datetime(2025, 9, 8, 22, tzinfo=UTC)
    assert practice_day(tap, 9 * 60) == date(2025, 9, 9)  # in Tokyo
    assert practice_day(tap, -7 * 60) == date(2025, 9, 8)  # in Los Angeles


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        (PARIS, datetime(2025, 3, 30, 1, 59, tzinfo=UTC), datetime(2025, 3, 30, 2, tzinfo=UTC)),
        (PARIS, datetime(2025, 10, 26, 2, 59, tzinfo=UTC), datetime(2025, 10, 26, 3, tzinfo=UTC)),
        (NEW_YORK, datetime(2025, 3, 9, 7, 59, tzinfo=UTC), datetime(2025, 3, 9, 8, tzinfo=UTC)),
        (NEW_YORK, datetime(2025, 11, 2, 8, 59, tzinfo=UTC), datetime(2025, 11, 2, 9, tzinfo=UTC)),
        (
            LORD_HOWE,
            datetime(2025, 4, 5, 17, 29, tzinfo=UTC),
            datetime(2025, 4, 5, 17, 30, tzinfo=UTC),
        ),
        (
            LORD_HOWE,
            datetime(2025, 10, 4, 16, 59, tzinfo=UTC),
            datetime(2025, 10, 4, 17, tzinfo=UTC),
        ),
    ],
)
def test_a_day_still_begins_at_four_when_clocks_change(zone, before, after):
    assert today(after, zone) - today(before, zone) == timedelta(days=1)
    assert after.astimezone(zone).hour == 4
    for at in (before, after):
        offset = at.astimezone(zone).utcoffset()
        assert practice_day(at, int(offset.total_seconds()) // 60) == today(at, zone)


def test_an_entry_counts_for_seven_times_24_hours():
    week = timedelta(hours=168)
    day = date(2025, 9, 8)
    assert entry_counts(NOON, NOON + week, day, joined=day)
    assert not entry_counts(NOON, NOON + week + SECOND, day, joined=day)


def test_a_day_before_joining_earns_nothing():
    assert not entry_counts(NOON, NOON, date(2025, 9, 7), joined=date(2025, 9, 8))


def test_a_week_is_named_by_its_monday():
    assert week_of(date(2025, 9, 8)) == week_of(date(2025, 9, 14)) == date(2025, 9, 8)
    assert week_of(date(2021, 1, 3)) == date(2020, 12, 28)  # ISO week 53
    assert week_of(date(2024, 2, 29)) == date(2024, 2, 26)


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Australia/Lord_Howe"])
def test_a_day_ends_when_the_next_one_begins_all_year_round(zone):
    for number in range(366):
        day, there = date(2026, 6, 1) + timedelta(days=number), ZoneInfo(zone)
        end = end_of_day(day, there)
        assert today(end, there) == day + timedelta(days=1)
        assert today(end - timedelta(microseconds=1), there) == day


def test_a_week_begins_on_monday_at_four_in_the_organisations_zone():
    assert week_start(date(2025, 3, 31), PARIS) == datetime(2025, 3, 31, 2, tzinfo=UTC)
    assert week_start(date(2025, 1, 6), NEW_YORK) == datetime(2025, 1, 6, 9, tzinfo=UTC)


def test_a_week_closes_on_the_next_tuesday_at_noon():
    week = date(2025, 3, 24)  # clocks change on its Sunday
    assert week_close(week, PARIS) == datetime(2025, 4, 1, 10, tzinfo=UTC)
    assert not is_closed(week, PARIS, datetime(2025, 4, 1, 9, 59, 59, tzinfo=UTC))
    assert is_closed(week, PARIS, datetime(2025, 4, 1, 10, tzinfo=UTC))
    assert week_close(week, PARIS).tzinfo is UTC


def test_a_close_is_later_than_any_zones_sunday():
    week = date(2025, 9, 8)
    last_tap = datetime(2025, 9, 15, 3, 59, tzinfo=ZoneInfo("Etc/GMT+12"))  # the last wall on Earth
    assert practice_day(last_tap, -12 * 60) == date(2025, 9, 14)
    assert last_tap < week_close(week, ZoneInfo("Pacific/Kiritimati"))


MINUTES = st.integers(-30 * 24 * 60, 30 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
WAITED = st.integers(0, 6 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(off=MINUTES, waited=WAITED)
def test_a_clock_that_stayed_as_it_was_is_told_beyond_a_day(off, waited):
    """Off by the same at the tap and when it was sent, in either direction."""
    received_at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    made_at, sent_at = received_at - waited + off, received_at + off
    assert is_clock_off(made_at, sent_at, received_at) == (abs(off) > timedelta(hours=24))


@given(off=MINUTES, waited=WAITED)
def test_a_clock_put_right_before_sending_is_told_where_the_tap_lies_a_day_ahead(off, waited):
    received_at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    made_at = received_at - waited + off
    ahead = made_at > received_at + timedelta(hours=24)
    for sent_at in (received_at, received_at - timedelta(minutes=3)):
        assert is_clock_off(made_at, sent_at, received_at) == ahead


def test_a_time_stated_by_hand_is_not_corrected_by_a_clock_that_is_some_hours_off():
    received_at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    made_at, sent_at = received_at + timedelta(hours=20), received_at - timedelta(hours=5)
    assert is_clock_off(made_at, sent_at, received_at)
    assert not is_clock_off(made_at, sent_at, received_at, by_hand=True)


@pytest.mark.parametrize(
    ("wall_time", "day", "hour", "minute"),
    [
        (time(4), 17, 3, 0),
        (time(23, 59), 17, 22, 59),
        (time(0, 30), 17, 23, 30),
        (time(3, 59), 18, 2, 59),
    ],
)
def test_a_time_before_four_is_said_of_the_night_of_its_day(wall_time, day, hour, minute):
    instant = datetime(2026, 11, day, hour, minute, tzinfo=UTC)
    assert stated_instant(date(2026, 11, 17), wall_time, PARIS) == instant


def test_a_time_that_summer_time_leaps_over_never_was_and_one_shown_twice_is_the_first():
    assert stated_instant(date(2026, 3, 28), time(2, 30), PARIS) is None
    twice = stated_instant(date(2026, 10, 24), time(2, 30), PARIS)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from((PARIS, NEW_YORK, LORD_HOWE, ZoneInfo("Asia/Kathmandu"))),
)
def test_a_stated_time_belongs_to_the_day_it_is_stated_of(stated, zone):
    at = stated_instant(stated.date(), stated.time(), zone)
    if at is not None:
        wall = at.astimezone(zone)
        assert (wall.time(), practice_day(at, wall.utcoffset() // MINUTE)) == (
            stated.time(),
            stated.date(),
        )
