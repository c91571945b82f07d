"""Working days (RULES R4.1)."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.game.calendars import (
    Calendar,
    Pattern,
    Span,
    board_reads_pause,
    earliest_pause,
    may_declare,
)

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


def test_a_pause_of_one_person_that_another_sets_begins_the_day_after_at_the_earliest():
    """RULES R5.10: whoever of the two is a day ahead, the next one is nobody's today."""
    assert earliest_pause(date(2026, 11, 16)) == date(2026, 11, 17)
    assert earliest_pause(date(2026, 11, 17), date(2026, 11, 16)) == date(2026, 11, 18)


INSTANTS = st.datetimes(datetime(2026, 11, 9), datetime(2026, 11, 30), timezones=st.just(UTC))


@given(INSTANTS, st.none() | INSTANTS, INSTANTS, INSTANTS)
def test_no_board_is_moved_by_such_a_pause_within_its_week(declared, ended, one, other):
    """At two instants of a week the board reads the same, whatever was said between them."""
    week_begins = datetime(2026, 11, 16, 3, tzinfo=UTC)

    def read(now):
        """What the board says at that instant, which knows of nothing later."""
        known_end = ended if ended and ended <= now else None
        return declared <= now and board_reads_pause(declared, known_end, week_begins)

    assert read(max(one, week_begins)) == read(max(other, week_begins))


def test_a_pause_is_on_the_board_from_the_monday_after_it_was_set_to_the_one_after_its_end():
    mondays = [datetime(2026, 11, day, 3, tzinfo=UTC) for day in (16, 23, 30)]
    declared, ended = datetime(2026, 11, 18, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)
    read = [board_reads_pause(declared, ended, monday) for monday in mondays]
    assert read == [False, True, False]
