"""The practice calendar and its shapes: every day has one state, every square one place."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.game import streaks
from webapp.game.calendars import Calendar, Span
from webapp.game.days import week_of
from webapp.insights import svg_shapes
from webapp.insights.heatmap import (
    Practice,
    day_squares,
    first_monday,
    heatmap_weeks,
    intensity,
    kept_ratio,
)
from webapp.insights.heatmap_svg import SKIPPED_STYLES, heatmap, square_style
from webapp.insights.learning_curve import Step, curve

TODAY = date(2026, 11, 20)  # a Friday
ONE_DAY = timedelta(days=1)


def list_squares(joined, attempts, away=(), today=TODAY, dose=3):
    """The calendar of attempts by day, with the streak's own story of open days."""
    calendar = Calendar(joined=joined, away=away)
    practice = {day: (Practice(n, 0, 0, 2 * n, n >= dose), dose) for day, n in attempts.items()}
    days = [joined + n * ONE_DAY for n in range((today - joined).days + 1)]
    story = streaks.fold_with_events(
        streaks.START,
        [
            streaks.Day(
                day,
                calendar.working(day),
                day in practice and practice[day][0].kept,
                attempts.get(day, 0) >= 2 * dose,
            )
            for day in days
        ],
        today,
    )[1]
    return day_squares(calendar, practice, story, first_monday(joined, today), today)


def states(squares, first, last):
    return [square.state for square in squares if first <= square.day <= last]


def test_a_week_by_example():
    monday = date(2026, 11, 9)
    attempts = {monday: 3, monday + ONE_DAY: 6, monday + 3 * ONE_DAY: 12, monday + 5 * ONE_DAY: 1}
    squares = list_squares(date(2026, 11, 6), attempts)
    assert states(squares, monday, monday + 6 * ONE_DAY) == [
        *("kept", "kept", "made_up", "kept", "open", "some", "off")
    ]
    assert [square.level for square in squares if square.state == "kept"] == [1, 2, 3]
    assert states(squares, date(2026, 11, 2), date(2026, 11, 6)) == ["before"] * 4 + ["off"]
    assert states(squares, TODAY, TODAY + 2 * ONE_DAY) == ["today", "ahead", "ahead"]


def test_leave_is_told_apart_from_days_off_and_spent_jokers_from_missed_days():
    joined = date(2026, 10, 2)
    away = (Span(date(2026, 10, 26), date(2026, 10, 30)),)
    squares = list_squares(joined, {}, away)
    assert states(squares, date(2026, 10, 26), date(2026, 10, 31)) == ["leave"] * 5 + ["off"]
    assert states(squares, date(2026, 10, 5), date(2026, 10, 7)) == ["joker", "joker", "missed"]
    assert states(squares, date(2026, 11, 16), date(2026, 11, 19)) == ["open"] * 4


@pytest.mark.parametrize(
    ("attempts", "dose", "full"),
    [(3, 3, 1), (5, 3, 1), (6, 3, 2), (11, 3, 2), (12, 3, 3), (1, 1, 1)],
)
def test_a_day_is_fuller_by_doses(attempts, dose, full):
    assert intensity(attempts, dose) == full


histories = st.integers(0, 420).flatmap(
    lambda age: st.tuples(
        st.just(TODAY - age * ONE_DAY),
        st.dictionaries(
            st.integers(0, age).map(lambda n: TODAY - n * ONE_DAY), st.integers(1, 20), max_size=60
        ),
    )
)


@given(histories)
def test_every_day_has_its_square_and_every_square_its_place(history):
    joined, attempts = history
    squares = list_squares(joined, attempts)
    whole = max(week_of(joined), week_of(TODAY) - 51 * timedelta(days=7))
    assert squares[0].day == min(whole, week_of(TODAY) - 12 * timedelta(days=7))
    assert squares[-1].day == week_of(TODAY) + 6 * ONE_DAY
    assert [square.day for square in squares] == [
        squares[0].day + n * ONE_DAY for n in range(len(squares))
    ]
    assert len(squares) % 7 == 0
    assert 13 * 7 <= len(squares) <= 52 * 7
    for square in squares:
        assert (square.state == "kept") == (attempts.get(square.day, 0) >= 3)
        assert (square.level > 0) == (square.state == "kept")
        assert (square.state == "before") == (square.day < joined)
        assert square.state != "ahead" or square.day > TODAY
    whole = heatmap_weeks(squares, TODAY)
    assert sum(week.attempts for week in whole) == sum(
        n for day, n in attempts.items() if day >= squares[0].day
    )
    assert all(week.kept <= week.worked <= 5 for week in whole)
    kept, worked = kept_ratio(whole)
    assert kept <= worked
    halves = heatmap(squares)
    assert sum(plate.width for plate in halves) == 10 * len(squares) // 7
    assert all(len(plate.months) == plate.width // 10 <= 26 for plate in halves)


@given(histories)
def test_runs_cover_each_square_once(history):
    """The slow way: paint the paths square by square."""
    squares = list_squares(*history)
    painted = {}
    for half, plate in enumerate(heatmap(squares)):
        for name, path in plate.runs.items():
            for piece in path.split("M")[1:]:
                at, height = piece.split("h10v")
                x, y = map(int, at.split(" "))
                for down in range(y, y + int(height.split("h")[0]), 10):
                    assert (half, x, down) not in painted
                    painted[half, x, down] = name
    for n, square in enumerate(squares):
        half, rest = divmod(n, 7 * 26)
        style = painted.get((half, 10 * (rest // 7), 10 * (rest % 7)))
        undrawn = square.state in SKIPPED_STYLES
        assert style == (None if undrawn else square_style(square))


def test_the_curve_never_leaves_its_frame():
    points = curve(Step(n, 50, (0, 50, 3, 49, 0)[n], 0) for n in range(5))
    shape = svg_shapes.curve_path(points)
    numbers = [float(each) for each in shape.talks.replace("M", "").replace("C", " ").split()]
    assert all(-0.01 <= each <= 100.01 for each in numbers)
    assert shape.top == 100


def test_a_bounce_is_as_wide_as_its_wait():
    longest = timedelta(minutes=10)
    assert svg_shapes.bounce_path(longest, longest).endswith(" 100.0 100")
    assert svg_shapes.bounce_path(longest / 4, longest).endswith(" 25.0 100")
    assert svg_shapes.bounce_path(timedelta(), timedelta()).endswith(" 6.0 100")
