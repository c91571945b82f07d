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


def told(joined, made, away=(), today=TODAY, dose=3):
    """The calendar of attempts by day, with the streak's own story of open days."""
    calendar = Calendar(joined=joined, away=away)
    held = {day: (Practice(n, 0, 0, 2 * n, n >= dose), dose) for day, n in made.items()}
    days = [joined + n * ONE_DAY for n in range((today - joined).days + 1)]
    story = streaks.fold_with_events(
        streaks.START,
        [
            streaks.Day(
                day,
                calendar.working(day),
                day in held and held[day][0].kept,
                made.get(day, 0) >= 2 * dose,
            )
            for day in days
        ],
        today,
    )[1]
    return day_squares(calendar, held, story, first_monday(joined, today), today)


def states(found, first, last):
    return [square.state for square in found if first <= square.day <= last]


def test_a_week_by_example():
    monday = date(2026, 11, 9)
    made = {monday: 3, monday + ONE_DAY: 6, monday + 3 * ONE_DAY: 12, monday + 5 * ONE_DAY: 1}
    found = told(date(2026, 11, 6), made)
    assert states(found, monday, monday + 6 * ONE_DAY) == [
        *("kept", "kept", "made_up", "kept", "open", "some", "off")
    ]
    assert [square.level for square in found if square.state == "kept"] == [1, 2, 3]
    assert states(found, date(2026, 11, 2), date(2026, 11, 6)) == ["before"] * 4 + ["off"]
    assert states(found, TODAY, TODAY + 2 * ONE_DAY) == ["today", "ahead", "ahead"]


def test_leave_is_told_apart_from_days_off_and_spent_jokers_from_missed_days():
    joined = date(2026, 10, 2)
    away = (Span(date(2026, 10, 26), date(2026, 10, 30)),)
    found = told(joined, {}, away)
    assert states(found, date(2026, 10, 26), date(2026, 10, 31)) == ["leave"] * 5 + ["off"]
    assert states(found, date(2026, 10, 5), date(2026, 10, 7)) == ["joker", "joker", "missed"]
    assert states(found, date(2026, 11, 16), date(2026, 11, 19)) == ["open"] * 4


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
    joined, made = history
    found = told(joined, made)
    whole = max(week_of(joined), week_of(TODAY) - 51 * timedelta(days=7))
    assert found[0].day == min(whole, week_of(TODAY) - 12 * timedelta(days=7))
    assert found[-1].day == week_of(TODAY) + 6 * ONE_DAY
    assert [square.day for square in found] == [
        found[0].day + n * ONE_DAY for n in range(len(found))
    ]
    assert len(found) % 7 == 0
    assert 13 * 7 <= len(found) <= 52 * 7
    for square in found:
        assert (square.state == "kept") == (made.get(square.day, 0) >= 3)
        assert (square.level > 0) == (square.state == "kept")
        assert (square.state == "before") == (square.day < joined)
        assert square.state != "ahead" or square.day > TODAY
    whole = heatmap_weeks(found, TODAY)
    assert sum(week.attempts for week in whole) == sum(
        n for day, n in made.items() if day >= found[0].day
    )
    assert all(week.kept <= week.worked <= 5 for week in whole)
    held, worked = kept_ratio(whole)
    assert held <= worked
    halves = heatmap(found)
    assert sum(plate.width for plate in halves) == 10 * len(found) // 7
    assert all(len(plate.months) == plate.width // 10 <= 26 for plate in halves)


@given(histories)
def test_runs_cover_each_square_once(history):
    """The slow way: paint the paths square by square."""
    found = told(*history)
    painted = {}
    for half, plate in enumerate(heatmap(found)):
        for name, path in plate.runs.items():
            for piece in path.split("M")[1:]:
                at, height = piece.split("h10v")
                x, y = map(int, at.split(" "))
                for down in range(y, y + int(height.split("h")[0]), 10):
                    assert (half, x, down) not in painted
                    painted[half, x, down] = name
    for n, square in enumerate(found):
        half, rest = divmod(n, 7 * 26)
        seen = painted.get((half, 10 * (rest // 7), 10 * (rest % 7)))
        undrawn = square.state in SKIPPED_STYLES
        assert seen == (None if undrawn else square_style(square))


def test_the_curve_never_leaves_its_frame():
    points = curve(Step(n, 50, (0, 50, 3, 49, 0)[n], 0) for n in range(5))
    drawn = svg_shapes.curve_path(points)
    numbers = [float(each) for each in drawn.talks.replace("M", "").replace("C", " ").split()]
    assert all(-0.01 <= each <= 100.01 for each in numbers)
    assert drawn.top == 100


def test_a_bounce_is_as_wide_as_its_wait():
    longest = timedelta(minutes=10)
    assert svg_shapes.bounce_path(longest, longest).endswith(" 100.0 100")
    assert svg_shapes.bounce_path(longest / 4, longest).endswith(" 25.0 100")
    assert svg_shapes.bounce_path(timedelta(), timedelta()).endswith(" 6.0 100")
