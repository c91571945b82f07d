"""Insights' figures: what can be said of a share, the curve, hours, doses, trails, rebounds."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.game.outcomes import CONVERSATIONS, Outcome
from webapp.game.rebounds import Attempt, Rebound, median_rebound, month_before, rebounds
from webapp.insights.dose_effect import compare_weeks, points_per_day
from webapp.insights.heatmap import Week
from webapp.insights.learning_curve import (
    MAX_POINTS,
    MIN_STEPS,
    STEPS,
    Step,
    curve,
    step_of,
    verdict,
)
from webapp.insights.lesson_trends import (
    LessonCount,
    first_monday,
    tag_matrix,
    tag_trends,
    trend_change,
)
from webapp.insights.outcomes import HOURS_FROM, CallsByHour, best_hours, count_outcomes
from webapp.insights.proportions import NO_TRIALS, Z_80, Proportion, is_clearly_greater

MONDAY = date(2026, 11, 16)
ONE_WEEK = timedelta(days=7)

shares = st.integers(0, 400).flatmap(
    lambda tries: st.builds(Proportion, st.integers(0, tries), st.just(tries))
)


# A share and what may be chance


@pytest.mark.parametrize(
    ("hits", "tries", "low", "high"),
    [(0, 10, 0.0, 0.2775), (2, 10, 0.0567, 0.5098), (50, 100, 0.4038, 0.5962)],
)
def test_wilsons_band_by_the_book(hits, tries, low, high):
    """Worked out elsewhere, at 95 %."""
    assert Proportion(hits, tries).band(1.959964) == pytest.approx((low, high), abs=1e-4)


def test_of_nothing_anything_may_be_true():
    assert NO_TRIALS.band() == (0.0, 1.0)
    assert NO_TRIALS.value == NO_TRIALS.hundred == 0


@given(shares)
def test_the_band_is_every_share_from_which_the_count_is_not_far(share):
    """The slow way: walk in thousandths through all shares, and keep those not too far."""
    low, high = share.band()
    for step in range(1001):
        true = step / 1000
        far = abs(share.value - true)
        near = not share.tries or far <= Z_80 * sqrt(true * (1 - true) / share.tries) + 1e-12
        if min(abs(true - low), abs(true - high)) > 1e-6:
            assert near == (low < true < high)


@given(shares)
def test_the_band_holds_the_share_and_narrows(share):
    low, high = share.band()
    assert 0 <= low <= share.value <= high <= 1 or not share.tries
    if share.tries:
        many = Proportion(share.hits * 4, share.tries * 4).band()
        assert many[1] - many[0] < high - low


@given(shares)
def test_one_in_so_many_is_near_to_the_share(share):
    if n := share.one_in:
        assert (
            abs(share.value - 1 / n) <= 0.1 * share.value + 1e-9
            or abs(1 - n * share.value) <= 0.1 * n * share.value + 1e-9
        )
        assert all(
            abs(share.value - 1 / n) <= abs(share.value - 1 / m) + 0.1 for m in (n + 1, n + 2)
        )


def test_one_in_so_many_by_example():
    assert Proportion(21, 100).one_in == 5
    assert Proportion(12, 100).one_in == 8
    assert Proportion(1, 3).one_in == 3
    assert Proportion(40, 100).one_in is None  # two in five is said by the hundred
    assert Proportion(0, 50).one_in is None
    assert Proportion(1, 1000).one_in is None
    assert Proportion(1, 8).hundred == 13  # half up


@given(shares, shares)
def test_a_proportion_that_is_clearly_higher_is_higher_and_the_other_way_round(before, after):
    sign = is_clearly_greater(before, after)
    assert is_clearly_greater(after, before) == -sign
    if sign:
        assert (after.value > before.value) == (sign > 0)


def test_a_difference_has_to_be_more_than_chance():
    assert is_clearly_greater(Proportion(12, 100), Proportion(21, 100)) == 1
    assert is_clearly_greater(Proportion(6, 50), Proportion(10, 50)) == 0
    assert is_clearly_greater(Proportion(21, 100), Proportion(12, 100)) == -1
    assert is_clearly_greater(NO_TRIALS, Proportion(10, 10)) == 0


@given(st.integers(1, 60), st.data())
def test_two_equal_halves_never_differ(tries, data):
    share = Proportion(data.draw(st.integers(0, tries)), tries)
    assert is_clearly_greater(share, share) == 0


# The curve


days_made = st.lists(
    st.integers(0, 60).flatmap(
        lambda n: st.integers(0, n).flatmap(
            lambda talks: st.tuples(st.just(n), st.just(talks), st.integers(0, talks))
        )
    ),
    max_size=80,
)


def steps_of(days):
    """The slow way: each attempt walked, each day in the step in which it begins."""
    size, walked, totals = step_of(sum(attempts for attempts, *_ in days)), 0, {}
    for attempts, talks, meetings in days:
        number = 0
        while (number + 1) * size <= walked:
            number += 1
        before = totals.get(number, (0, 0, 0))
        totals[number] = (before[0] + attempts, before[1] + talks, before[2] + meetings)
        walked += attempts
    return [Step(number, *counts) for number, counts in sorted(totals.items())]


@given(days_made)
def test_no_call_is_lost_on_the_curve(days):
    points = curve(steps_of(days))
    assert sum(point.conversations.tries for point in points) == sum(day[0] for day in days)
    assert sum(point.conversations.hits for point in points) == sum(day[1] for day in days)
    assert sum(point.meetings.hits for point in points) == sum(day[2] for day in days)
    assert len(points) <= MAX_POINTS + 1
    assert all(a.until < b.until and a.middle < b.middle for a, b in pairwise(points))
    assert not points or points[-1].until == sum(day[0] for day in days)


def test_a_step_that_has_just_begun_is_told_with_the_one_before():
    points = curve([Step(0, 50, 10, 1), Step(1, 50, 12, 1), Step(2, 10, 9, 0)])
    assert [point.until for point in points] == [50, 110]
    assert points[-1].conversations == Proportion(21, 60)


def test_a_step_is_at_most_a_tenth_of_the_way():
    assert [step_of(total) for total in (0, 500, 501, 1000, 12_000)] == [50, 50, 100, 100, 2000]
    assert step_of(10**9) == STEPS[-1]


def test_does_practice_pay():
    def kind_of(*talks, meetings=0, attempts=100):
        steps = [Step(n, attempts, each, (meetings * n)) for n, each in enumerate(talks)]
        return verdict(curve(steps)).kind

    assert kind_of() == "none"
    assert kind_of(3, attempts=20) == "soon"
    assert kind_of(30, attempts=150) == "once"
    assert kind_of(12, 14, 13, 17, 19, 21) == "pays"
    assert kind_of(20, 20, 21, 19, 20, 21) == "holds"
    assert kind_of(21, 19, 17, 13, 14, 12) == "dips"
    assert kind_of(20, 20, 20, meetings=4) == "meets"


@given(days_made)
def test_a_verdict_says_how_many_are_missing(days):
    total = sum(day[0] for day in days)
    judgement = verdict(curve(steps_of(days)))
    assert (judgement.kind in ("none", "soon")) == (total < MIN_STEPS)
    assert judgement.missing == max(0, MIN_STEPS - total)


# Endings and hours


call_counts = st.lists(
    st.builds(
        CallsByHour,
        st.sampled_from([str(o) for o in Outcome]),
        st.integers(0, 23),
        st.integers(1, 40),
    ),
    max_size=30,
)


@given(call_counts)
def test_every_call_ends_somewhere(calls):
    ends = count_outcomes(calls)
    assert ends.total == sum(each.count for each in calls)
    assert ends.talks.hits == sum(e.count for e in calls if e.outcome in CONVERSATIONS)
    assert all(ends.calls.values())


@given(call_counts)
def test_hours_are_told_from_thirty_calls_on(calls):
    total, summary = sum(each.count for each in calls), best_hours(calls)
    assert summary.missing == max(0, HOURS_FROM - total)
    assert bool(summary.hours) == (total >= HOURS_FROM)
    if not summary.hours:
        return
    tries, talks = Counter(), Counter()
    for each in calls:
        tries[each.hour] += each.count
        talks[each.hour] += each.count * (each.outcome in CONVERSATIONS)
    assert {h.hour: (h.talks.hits, h.talks.tries) for h in summary.hours if h.talks.tries} == {
        hour: (talks[hour], tries[hour]) for hour in tries
    }
    columns = [hour.hour for hour in summary.hours]
    assert columns == list(range(columns[0], columns[-1] + 1))
    if summary.best:
        assert summary.best.talks.tries >= 10
        assert summary.best.talks.hits


def test_the_best_hour_may_be_chance():
    calls = [
        CallsByHour("refusal", 10, 6),
        CallsByHour("no_answer", 10, 14),
        CallsByHour("no_answer", 15, 20),
    ]
    assert best_hours(calls).best.hour == 10
    assert not best_hours([*calls, CallsByHour("refusal", 15, 4)]).clear
    clear = [
        CallsByHour("refusal", 10, 20),
        CallsByHour("no_answer", 10, 20),
        CallsByHour("no_answer", 15, 40),
    ]
    assert best_hours(clear).clear


# Doses


def week(worked, kept, points, monday=MONDAY):
    return Week(monday, worked, kept, 0, 0, False, 0, 0, 0, points)


def test_what_a_working_day_pays_with_the_dose_and_without():
    comparison = compare_weeks(
        [week(5, 5, 250), week(5, 1, 50), week(5, 3, 200), week(0, 0, 0), week(4, 2, 40)]
    )
    assert [paid.a_day for paid in comparison.weeks] == [50, 10, 40, None, 10]
    assert [paid.with_dose for paid in comparison.weeks] == [True, False, True, False, False]
    assert (comparison.with_dose, comparison.without) == (45, 10)
    assert comparison.usual == 28  # 540 over 19 days
    assert comparison.most == 50


def test_two_weeks_of_either_sort_are_needed():
    comparison = compare_weeks([week(5, 5, 250), week(5, 1, 50), week(5, 5, 200)])
    assert comparison.with_dose is comparison.without is None


def test_weeks_before_the_first_working_day_are_no_weeks():
    assert [paid.a_day for paid in compare_weeks([week(0, 0, 0), week(5, 5, 50)]).weeks] == [10]
    assert compare_weeks([week(0, 0, 0)]).weeks == ()
    assert compare_weeks([]).usual is None


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 1500)), max_size=20))
def test_points_a_day_are_rounded_half_up(weeks):
    whole = points_per_day(week(worked, 0, points) for worked, points in weeks)
    days, points = sum(d for d, _ in weeks), sum(p for _, p in weeks)
    assert (whole is None) == (days == 0)
    if days:
        assert whole * days - days / 2 <= points + 0 < whole * days + days / 2 or (
            abs(points / days - whole) == 0.5
        )


# Trails


lesson_counts = st.lists(
    st.builds(
        LessonCount,
        st.integers(0, 83).map(lambda n: first_monday(MONDAY) + timedelta(days=n)),
        st.sampled_from(["budget", "hung_up", None]),
        st.sampled_from(["opening", "voice", "question", None]),
        st.integers(1, 5),
    ),
    max_size=40,
)


@given(lesson_counts)
def test_each_tag_is_counted_in_its_week(lessons):
    trends = tag_trends(lessons, MONDAY + timedelta(days=3))
    one_by_one = Counter()
    for each in lessons:
        for _ in range(each.count):
            one_by_one[each.work_on, each.day - timedelta(days=each.day.weekday())] += 1
    for trail in trends.rows:
        assert [one_by_one[trail.tag, monday] for monday in trends.mondays] == list(trail.weeks)
    assert {trail.tag for trail in trends.rows} == {each.work_on for each in lessons} - {None}
    assert [t.total for t in trends.rows] == sorted((t.total for t in trends.rows), reverse=True)


@given(lesson_counts)
def test_the_table_counts_lessons_with_both_rows(lessons):
    matrix = tag_matrix(lessons)
    assert matrix.total == sum(each.count for each in lessons if each.happened and each.work_on)
    for row, happened in enumerate(matrix.happened):
        for column, work_on in enumerate(matrix.work_on):
            assert matrix.cells[row][column] == sum(
                e.count for e in lessons if (e.happened, e.work_on) == (happened, work_on)
            )
    shades = [matrix.shade(count) for line in matrix.cells for count in line]
    assert set(shades) <= {0, 1, 2, 3, 4}
    assert not shades or max(shades) == 4
    if pair := matrix.hottest:
        assert pair[2] == max(count for line in matrix.cells for count in line) >= 2


def test_the_tag_that_moved_most_in_eight_weeks_is_named():
    def of(tag, weeks):
        start = first_monday(MONDAY)
        return [
            LessonCount(start + n * ONE_WEEK, None, tag, count)
            for n, count in enumerate(weeks)
            if count
        ]

    lessons = of("opening", [0, 0, 0, 0, 2, 2, 1, 1, 0, 0, 1, 0]) + of("voice", [1] * 12)
    change = trend_change(tag_trends(lessons, MONDAY))
    assert (change.tag, change.lately, change.earlier) == ("opening", 1, 6)
    assert trend_change(tag_trends(of("voice", [1] * 12), MONDAY)) is None
    assert trend_change(tag_trends([], MONDAY)) is None


# Rebound time (RULES R9)


def attempt(minutes, outcome, day=MONDAY):
    at = datetime(2026, 11, 16, 8, tzinfo=UTC) + timedelta(minutes=minutes)
    return Attempt(day, at, Outcome(outcome))


def test_from_a_no_to_the_next_call_of_the_day():
    bounces = rebounds(
        [
            attempt(0, "refusal"),
            attempt(4, "gatekeeper"),
            attempt(5, "no_answer"),
            attempt(60, "do_not_call"),
            attempt(70, "refusal"),
            attempt(1500, "meeting", MONDAY + timedelta(days=1)),
        ]
    )
    assert [rebound.delay for rebound in bounces] == [timedelta(minutes=4), timedelta(minutes=1)]
    assert median_rebound(bounces) == timedelta(minutes=2.5)
    assert median_rebound([]) is None
    assert month_before(date(2026, 3, 31)) == date(2026, 2, 1)
    assert month_before(date(2026, 1, 1)) == date(2025, 12, 1)


attempt_lists = st.lists(
    st.builds(
        attempt,
        st.integers(0, 500),
        st.sampled_from(["refusal", "gatekeeper", "meeting", "no_answer"]),
        st.sampled_from([MONDAY, MONDAY + timedelta(days=1)]),
    ),
    max_size=12,
    unique_by=lambda each: (each.day, each.instant),
)


@given(attempt_lists)
def test_the_next_call_is_the_nearest_later_one_of_the_same_day(attempts):
    slow = []
    for fall in attempts:
        later = [
            e.instant - fall.instant
            for e in attempts
            if e.day == fall.day and e.instant > fall.instant
        ]
        if fall.outcome in ("refusal", "gatekeeper") and later:
            slow.append(Rebound(fall.day, min(later)))
    assert Counter(rebounds(attempts)) == Counter(slow)
    waits = sorted(rebound.delay for rebound in slow)
    if waits:
        middle = median_rebound(slow)
        assert sum(wait <= middle for wait in waits) * 2 >= len(waits)
        assert sum(wait >= middle for wait in waits) * 2 >= len(waits)
