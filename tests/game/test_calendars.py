"""Working days (RULES R4.1)."""

from datetime import UTC, date, datetime, timedelta

from webapp.game.calendars import Calendar, Pattern, Span, may_declare

JOINED = date(2025, 9, 5)  # a Friday
MONDAY = date(2025, 9, 8)
DECLARED = datetime(2025, 9, 1, tzinfo=UTC)


def working_days(calendar, weeks=1, first=MONDAY):
    days = (first + timedelta(days=n) for n in range(7 * weeks))
    return [day.strftime("%a %d") for day in days if calendar.working(day)]


def pattern(first_day, *weeks, declared=DECLARED):
    return Pattern(first_day, tuple(frozenset(week) for week in weeks), declared)


def test_without_a_pattern_a_week_is_monday_to_friday():
    assert working_days(Calendar(JOINED)) == ["Mon 08", "Tue 09", "Wed 10", "Thu 11", "Fri 12"]


def test_the_day_of_joining_is_neutral_and_days_before_it_do_not_exist():
    calendar = Calendar(MONDAY, worked=frozenset({MONDAY}))
    assert not calendar.working(MONDAY)
    assert calendar.exists(MONDAY)
    assert not calendar.exists(JOINED)
    assert not calendar.working(JOINED)


def test_leave_pauses_and_holidays_are_neutral():
    calendar = Calendar(
        JOINED,
        away=(Span(date(2025, 9, 8), date(2025, 9, 9)), Span(date(2025, 9, 12))),
        holidays=frozenset({date(2025, 9, 11)}),
    )
    assert working_days(calendar, weeks=3) == ["Wed 10"]


def test_a_swapped_day_is_worked_whatever_else_says():
    saturday, holiday = date(2025, 9, 13), date(2025, 9, 10)
    calendar = Calendar(
        JOINED,
        worked=frozenset({saturday, holiday}),
        away=(Span(MONDAY, saturday),),
        holidays=frozenset({holiday}),
    )
    assert working_days(calendar) == ["Wed 10", "Sat 13"]


def test_alternating_weeks_are_counted_from_the_week_of_the_patterns_first_day():
    calendar = Calendar(JOINED, (pattern(date(2025, 9, 10), {1, 2}, {4}),))
    assert working_days(calendar, 3, date(2025, 9, 15)) == ["Thu 18", "Mon 22", "Tue 23", "Thu 02"]


def test_the_latest_pattern_by_its_first_day_holds_then_by_its_declaration():
    new, old = pattern(date(2025, 9, 15), {1}), pattern(MONDAY, {2})
    corrected = pattern(MONDAY, {3}, declared=DECLARED + timedelta(days=30))
    calendar = Calendar(JOINED, (new, corrected, old))
    assert working_days(calendar, 2) == ["Wed 10", "Mon 15"]


def test_before_a_patterns_first_day_it_does_not_hold():
    calendar = Calendar(JOINED, (pattern(date(2025, 9, 11), {1, 4}),))
    assert working_days(calendar) == ["Mon 08", "Tue 09", "Wed 10", "Thu 11"]


def test_leave_may_be_entered_up_to_60_days_back():
    today = date(2025, 9, 8)
    assert may_declare(date(2025, 7, 10), today)
    assert not may_declare(date(2025, 7, 9), today)
