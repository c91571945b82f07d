"""Example figures for pictures that have none yet: an invented quarter's practice."""

from datetime import date, timedelta

from webapp.game.days import WEEK
from webapp.game.outcomes import Outcome
from webapp.insights.dose_effect import DoseEffect, WeekPoints
from webapp.insights.heatmap import Week
from webapp.insights.learning_curve import Point, Step, curve
from webapp.insights.lesson_trends import LessonCount, TagMatrix, TagTrends, tag_matrix, tag_trends
from webapp.insights.outcomes import (
    CallsByHour,
    Hours,
    OutcomeCounts,
    best_hours,
    count_outcomes,
)

MONDAY = date(2024, 9, 16)
STEPS = ((100, 12, 1), (100, 14, 2), (100, 13, 2), (100, 17, 2), (100, 19, 3), (100, 21, 4))
ENDED = (46, 17, 0, 13, 13, 2, 6, 3)
PAID = (22, 31, 18, 44, 47, 20, 52, 58, 41, 55, 24, 61)  # points per working day
ANSWERED = (12, 22, 19, 14, 9, 12, 17, 20, 13)  # conversations in a hundred calls, from nine on
TAUGHT = (
    ("opening", "send_email", (4, 3, 3, 2, 3, 2, 1, 2, 1, 0, 1, 0)),
    ("question", "equipped", (0, 1, 1, 2, 1, 3, 2, 3, 2, 2, 1, 1)),
    ("objection", "budget", (1, 0, 1, 0, 2, 1, 1, 0, 2, 1, 2, 3)),
)


def example_curve() -> tuple[Point, ...]:
    """Six hundred attempts that pay better and better."""
    return curve(Step(n, *totals) for n, totals in enumerate(STEPS))


def example_endings() -> OutcomeCounts:
    """A hundred calls."""
    return count_outcomes(
        CallsByHour(name, 9, count) for name, count in zip(Outcome, ENDED, strict=True)
    )


def example_doses() -> DoseEffect:
    """Twelve weeks, some of them without the dose."""
    weeks = [Week(MONDAY + n * WEEK, 5, 0, 0, 0, False, 0, 0, 0, 0) for n in range(len(PAID))]
    paid = [WeekPoints(week, points, points > 30) for week, points in zip(weeks, PAID, strict=True)]
    return DoseEffect(tuple(paid), None, None)


def example_hours() -> Hours:
    """The hours of an office, a hundred calls in each."""
    return best_hours(
        CallsByHour(outcome, 9 + n, count)
        for n, talks in enumerate(ANSWERED)
        for outcome, count in (("refusal", talks), ("no_answer", 100 - talks))
    )


def example_lessons() -> tuple[TagTrends, TagMatrix]:
    """Twelve weeks of lessons about three things."""
    last = MONDAY + 11 * WEEK
    drawn = [
        LessonCount(MONDAY + n * WEEK, happened, work_on, count)
        for work_on, happened, counts in TAUGHT
        for n, count in enumerate(counts)
    ]
    return tag_trends(drawn, last), tag_matrix(drawn)


def example_rebound() -> tuple[timedelta, timedelta]:
    """Four minutes this month, eleven the month before."""
    return timedelta(minutes=4), timedelta(minutes=11)
