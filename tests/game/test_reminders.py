"""When the one reminder of a day is due, and what it speaks of (RULES R16)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.game.cast import MONDAY, ONE_DAY
from webapp.game.days import end_of_day, today
from webapp.game.points import SLOT_GRACE
from webapp.game.reminders import (
    SLOT_LEAD,
    DayStanding,
    ReminderDay,
    ReminderTimes,
    Topic,
    choose_topic,
    find_due,
)

PARIS = ZoneInfo("Europe/Paris")
DEFAULT = ReminderTimes()
EARLY = datetime(2000, 1, 1, tzinfo=UTC)
YEAR = [date(2026, 1, 1) + n * ONE_DAY for n in range(365)]
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def wall(text, day=MONDAY):
    return datetime.combine(day, time.fromisoformat(text))


def due(slots=(), now=EARLY, times=DEFAULT, zone=PARIS, day=MONDAY, **more):
    return find_due(ReminderDay(day, zone, times), [wall(text, day) for text in slots], now, **more)


def shown(found, zone=PARIS):
    """What the wall shows when the reminder is due."""
    return f"{found.at.astimezone(zone):%H:%M}" if found else None


@pytest.mark.parametrize(
    ("slots", "at"),
    [
        ([], "09:00"),
        (["10:40"], "10:35"),
        (["16:00", "10:40"], "10:35"),
        (["08:00"], "08:00"),
        (["08:03"], "08:00"),
        (["07:30"], "09:00"),
        (["19:30", "06:00"], "09:00"),
        (["19:04"], "18:59"),
    ],
)
def test_a_reminder_is_due_before_the_first_slot_or_else_at_the_chosen_hour(slots, at):
    assert shown(due(slots)) == at


def test_a_slot_that_is_over_leaves_the_reminder_to_the_next_one():
    first = due(["09:30", "14:00"])
    assert shown(due(["09:30", "14:00"], now=first.until)) == "13:55"
    assert shown(due(["09:30", "14:00"], now=first.until - timedelta(seconds=1))) == "09:25"


def test_a_reminder_is_worth_nothing_when_its_slot_can_be_kept_no_more():
    found = due(["10:40"])
    assert found.until.astimezone(PARIS).replace(tzinfo=None) == wall("10:40") + SLOT_GRACE
    assert shown(due(now=due().at + timedelta(hours=1, minutes=59))) == "09:00"
    assert due(now=due().at + timedelta(hours=2)) is None


def test_a_reminder_of_the_last_hour_ends_with_it():
    found = due(times=ReminderTimes(at=time(18, 30)))
    assert shown(found) == "18:30"
    assert found.until - found.at == timedelta(minutes=31)


def test_a_reminder_is_not_made_up_that_was_due_before_it_was_wished():
    wished = due().at + timedelta(seconds=1)
    assert due(since=wished) is None
    assert shown(due(since=wished - timedelta(seconds=1))) == "09:00"
    assert shown(due(["09:05", "14:00"], since=wished)) == "13:55"


def test_a_reminder_waits_for_the_hours_at_which_calls_are_allowed():
    def allowed(at):
        return time(10) <= at.time() < time(13)

    assert shown(due(is_allowed=allowed)) == "10:00"
    assert shown(due(["09:30"], is_allowed=allowed)) == "10:00"
    assert shown(due(["09:30", "11:00"], is_allowed=allowed)) == "10:55"
    assert shown(due(["14:00"], is_allowed=allowed)) == "10:00"
    assert due(is_allowed=lambda _: False) is None


@pytest.mark.parametrize(
    ("standing", "asks"),
    [((True, False), True), ((True, True), False), ((False, False), False), ((False, True), False)],
)
def test_a_day_off_and_a_kept_day_are_never_reminded_of(standing, asks):
    assert DayStanding(*standing).asks is asks


@pytest.mark.parametrize(
    ("slots", "standing", "topic"),
    [
        (["10:40"], {"promises": 2, "open_day": MONDAY, "streak": 12}, Topic.SLOT),
        ([], {"promises": 2, "open_day": MONDAY, "streak": 12}, Topic.PROMISE),
        ([], {"open_day": MONDAY, "streak": 12}, Topic.OPEN_DAY),
        ([], {"streak": 12}, Topic.STREAK),
        ([], {"streak": 1}, Topic.PLAIN),
        ([], {}, Topic.PLAIN),
    ],
)
def test_a_reminder_speaks_of_the_first_thing_that_is_true(slots, standing, topic):
    assert choose_topic(due(slots), DayStanding(True, False, **standing)) is topic


@pytest.mark.parametrize(
    ("times", "possible"),
    [
        (DEFAULT, True),
        (ReminderTimes(time(7), time(8), time(19)), False),
        (ReminderTimes(time(19), time(8), time(19)), True),
        (ReminderTimes(time(9), time(19), time(8)), False),
        (ReminderTimes(time(9), time(9), time(9, 59)), False),
        (ReminderTimes(time(9), time(9), time(10)), True),
        (ReminderTimes(time(9), time(3), time(19)), False),
    ],
)
def test_hours_are_those_of_one_day_and_hold_the_chosen_one(times, possible):
    assert times.are_possible is possible


def changing_zones():
    """The zones whose clocks change in the year, one of each set of changes, and Paris' day."""
    zones = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        offsets = [datetime.combine(day, time(4), zone).utcoffset() for day in YEAR]
        changes = tuple(n for n, (a, b) in enumerate(pairwise(offsets)) if a != b)
        if changes:
            zones.setdefault((changes, offsets[0]), (zone, changes))
    return list(zones.values())


def is_right(found, zone, times, day, slots):
    """Within the hours of its own day, of use when it comes, and before its slot can be kept no
    more.
    """
    local = found.at.astimezone(zone)
    assert times.first <= local.time() <= times.last
    assert local.date() == today(found.at, zone) == day
    assert found.at < found.until <= end_of_day(day, zone)
    assert found.slot is None or found.slot in slots


@pytest.mark.parametrize(
    "times",
    [
        DEFAULT,
        ReminderTimes(time(4), time(4), time(23, 59)),
        ReminderTimes(time(23, 59), time(4), time(23, 59)),
    ],
)
def test_no_change_of_the_clocks_brings_a_reminder_outside_of_its_hours(times):
    for zone, changes in changing_zones():
        for day in {YEAR[n + shift] for n in changes for shift in (-1, 0, 1, 2) if n + shift < 365}:
            for slots in ([], [wall("04:30", day)], [wall("23:55", day)], [wall("10:40", day)]):
                found = find_due(ReminderDay(day, zone, times), slots, EARLY)
                if found is None:
                    assert times.at == time(23, 59)  # which the clocks have leapt over
                else:
                    is_right(found, zone, times, day, slots)


@given(
    st.sampled_from(sorted(available_timezones())).map(ZoneInfo),
    st.sampled_from(YEAR),
    st.tuples(TIMES, TIMES, TIMES).map(lambda three: ReminderTimes(*three)),
    st.lists(TIMES, max_size=3),
    st.integers(0, 36 * 60),
)
def test_a_reminder_is_within_hours_whatever_is_chosen_and_asked(zone, day, times, slots, minutes):
    now = datetime.combine(day, time(), zone).astimezone(UTC) + timedelta(minutes=minutes)
    walls = [datetime.combine(day, at) for at in slots]
    found = find_due(ReminderDay(day, zone, times), walls, now)
    if found and times.are_possible:
        is_right(found, zone, times, day, walls)
        assert found.until > now
        if found.slot:
            assert found.at >= found.slot.replace(tzinfo=zone).astimezone(UTC) - SLOT_LEAD


@given(st.sampled_from(sorted(available_timezones())).map(ZoneInfo), st.integers(0, 364 * 24 * 60))
def test_a_reminder_that_was_found_is_found_again_until_it_is_worth_nothing(zone, minutes):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    day = today(now, zone)
    found = find_due(ReminderDay(day, zone, DEFAULT), (), now)
    if found:
        last = found.until - timedelta(microseconds=1)
        assert find_due(ReminderDay(day, zone, DEFAULT), (), found.at) == found
        assert find_due(ReminderDay(day, zone, DEFAULT), (), last) == found
        assert find_due(ReminderDay(day, zone, DEFAULT), (), found.until) is None
