"""Gaps: what a working day leaves free between its meetings (RULES R17)."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.game.gaps import Hours, Interval, clip_gaps, find_gaps, merge_intervals

PARIS, NEW_YORK = ZoneInfo("Europe/Paris"), ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
MONDAY = date(2026, 11, 16)
MINUTE = timedelta(minutes=1)
NINE_TO_SIX = Hours(time(9), time(18))
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)  # when clocks change in Paris


def wall(text, day=MONDAY, zone=PARIS):
    return datetime.combine(day, time.fromisoformat(text), zone).astimezone(UTC)


def meeting(text):
    begins, ends = text.split("-")
    return Interval(wall(begins), wall(ends))


def gaps(*meetings, now="06:00", margin=0, hours=NINE_TO_SIX):
    """The gaps of Monday in Paris, as its wall shows them."""
    found = find_gaps(
        map(meeting, meetings), hours.interval(MONDAY, PARIS), margin * MINUTE, wall(now)
    )
    return [
        "-".join(f"{at.astimezone(PARIS):%H:%M}" for at in (gap.begins, gap.ends)) for gap in found
    ]


def test_a_day_without_a_meeting_is_one_gap():
    assert gaps() == ["09:00-18:00"]


def test_a_meeting_leaves_a_gap_before_and_after_it():
    assert gaps("11:00-12:00") == ["09:00-11:00", "12:00-18:00"]


def test_a_gap_within_windows_is_cut_and_still_lasts_ten_minutes():
    windows = [meeting("10:00-13:00"), meeting("14:00-20:00")]
    found = clip_gaps(
        [meeting("09:30-10:10"), meeting("12:55-14:30"), meeting("15:00-15:09")], windows
    )
    assert found == [meeting("10:00-10:10"), meeting("14:00-14:30")]


def test_a_gap_lasts_ten_minutes_at_least():
    assert gaps("09:10-11:00", "11:09-12:00", "12:10-18:00") == ["09:00-09:10", "12:00-12:10"]


def test_meetings_that_overlap_or_touch_are_one():
    assert gaps("10:00-11:00", "10:30-10:45", "11:00-12:00", "11:50-14:00") == [
        "09:00-10:00",
        "14:00-18:00",
    ]


def test_the_present_gap_is_what_is_left_of_it():
    assert gaps("11:00-12:00", now="10:31") == ["10:31-11:00", "12:00-18:00"]
    assert gaps("11:00-12:00", now="10:51") == ["12:00-18:00"]


def test_a_meeting_that_runs_leaves_the_gap_after_it():
    assert gaps("10:00-11:00", now="10:31") == ["11:00-18:00"]


def test_after_the_last_hour_there_is_none():
    assert gaps(now="18:00") == []
    assert gaps(now="23:00") == []


def test_the_way_to_a_meeting_is_not_free():
    assert gaps("11:00-12:00", margin=20) == ["09:00-10:40", "12:20-18:00"]
    assert gaps("11:00-12:00", "12:45-13:00", margin=20) == ["09:00-10:40", "13:20-18:00"]


def test_a_meeting_before_the_day_keeps_its_way_back():
    assert gaps("07:00-08:55", margin=15) == ["09:10-18:00"]


def test_meetings_beside_the_working_hours_take_nothing():
    assert gaps("07:00-08:00", "19:00-20:00") == ["09:00-18:00"]


def test_a_meeting_over_midnight_takes_what_of_it_lies_in_the_day():
    overnight = Interval(wall("20:00") - timedelta(days=1), wall("10:00"))
    working = NINE_TO_SIX.interval(MONDAY, PARIS)
    found = find_gaps([overnight], working, timedelta(), wall("06:00"))
    assert found == [Interval(wall("10:00"), wall("18:00"))]


def test_a_meeting_without_a_length_takes_nothing():
    assert gaps("11:00-11:00", margin=30) == ["09:00-18:00"]


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [(SPRING, PARIS, 8), (AUTUMN, PARIS, 10), (MONDAY, PARIS, 9), (SPRING, NEW_YORK, 9)],
)
def test_hours_over_a_change_of_the_clocks_are_those_of_the_wall(day, zone, hours):
    night = Hours(time(1), time(10))
    assert night.interval(day, zone).length == timedelta(hours=hours)


def test_hours_that_summer_time_leaps_over_leave_no_day():
    assert Hours(time(2, 10), time(2, 50)).interval(SPRING, PARIS).length == timedelta(minutes=40)
    assert Hours(time(2, 50), time(3, 10)).interval(SPRING, PARIS).length == timedelta()


def free_minutes(busy, working, margin, now):
    """The oracle: the minutes from `now` on that are free, one by one, in runs of ten at least."""
    minutes, run = [], []
    minute = working.begins
    while minute <= working.ends:
        taken = any(
            each.begins < each.ends and each.begins - margin <= minute < each.ends + margin
            for each in busy
        )
        if minute < now or taken or minute == working.ends:
            minutes += run if len(run) >= 10 else []
            run = []
        else:
            run.append(minute)
        minute += MINUTE
    return minutes


DAYS = st.sampled_from([MONDAY, SPRING, AUTUMN])
ZONES = st.sampled_from([PARIS, NEW_YORK, LORD_HOWE])
OFTEN_NEAR = st.integers(0, 26 * 60) | st.sampled_from([539, 540, 549, 550, 1070, 1080, 1090])
MEETINGS = st.lists(st.tuples(OFTEN_NEAR, st.integers(0, 200)), max_size=8)


@given(DAYS, ZONES, MEETINGS, st.sampled_from([0, 5, 10, 30]), OFTEN_NEAR)
def test_gaps_are_the_free_minutes_counted_one_by_one(day, zone, meetings, margin, now):
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    busy = [
        Interval(midnight + start * MINUTE, midnight + (start + length) * MINUTE)
        for start, length in meetings
    ]
    working = Hours(time(8, 30), time(18)).interval(day, zone)
    args = busy, working, margin * MINUTE, midnight + now * MINUTE
    found = find_gaps(*args)
    counted = [gap.begins + n * MINUTE for gap in found for n in range(int(gap.length / MINUTE))]
    assert counted == free_minutes(*args)
    assert all(gap.length >= 10 * MINUTE for gap in found)
    assert all(one.ends < other.begins for one, other in itertools.pairwise(found))


@given(MEETINGS)
def test_merged_intervals_cover_the_same_minutes_apart_from_each_other(meetings):
    midnight = wall("00:00")
    busy = [
        Interval(midnight + start * MINUTE, midnight + (start + length) * MINUTE)
        for start, length in meetings
    ]
    merged = merge_intervals(reversed(busy))
    assert _minutes(merged) == _minutes(busy)
    assert all(one.ends < other.begins for one, other in itertools.pairwise(merged))


def _minutes(intervals):
    return {
        each.begins + n * MINUTE for each in intervals for n in range(int(each.length / MINUTE))
    }
