"""Statistics of a member's practice, read and computed for the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.game.days import today
from webapp.game.rebounds import median_rebound, month_before, rebounds
from webapp.insights import heatmap, queries
from webapp.insights.dose_effect import DoseEffect, compare_weeks
from webapp.insights.learning_curve import Point, Verdict, curve, verdict
from webapp.insights.lesson_trends import TagMatrix, TagTrends, first_monday, tag_matrix, tag_trends
from webapp.insights.outcomes import Hours, OutcomeCounts, best_hours, count_outcomes
from webapp.people.members import Member
from webapp.people.schedule import facts
from webapp.people.schedule.facts import Facts
from webapp.progress.days import repository as day_repository
from webapp.progress.days.timeline import streak_on

AHEAD = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Rebounding:
    """The time from a no to the next call, this month and last, and out of how many (RULES R9)."""

    present: timedelta | None
    past: timedelta | None
    present_count: int
    past_count: int


@dataclass(frozen=True, slots=True)
class JournalSpan:
    """Where what is read call by call begins, as the journal is kept for so many months (R14)."""

    since: date
    months: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """A member's practice on a day, by their own zone.

    `answers` is how many of the meetings made were held, moved or fell through, by these names;
    `kept` is there where what is read call by call reaches less far back than it would.
    """

    day: date
    squares: tuple[heatmap.DaySquare, ...]
    weeks: tuple[heatmap.Week, ...]
    doses: DoseEffect
    curve: tuple[Point, ...]
    verdict: Verdict
    endings: OutcomeCounts
    answers: Mapping[str, int]
    hours: Hours
    trails: TagTrends
    heat: TagMatrix
    tags: Mapping[str, str]
    rebound: Rebounding
    kept: JournalSpan | None


def load_statistics(
    member: Member, now: datetime, tag_names: Callable[[Member], Mapping[str, str]]
) -> Statistics:
    """The member's own rows as the page shows them; eight statements."""
    day = today(now, member.zone)
    member_facts = facts.read_facts(member.organisation_id, [member.id])
    squares = _squares(member, member_facts, day)
    weeks = heatmap.heatmap_weeks(squares, day)
    points = curve(queries.totals_by_step(member))
    begins = member.journal_from or date.min
    lately = max(first_monday(day), begins)
    calls, lessons = (
        queries.calls_by_outcome(member, lately),
        queries.lessons_by_tag(member, lately),
    )
    return Statistics(
        day=day,
        squares=squares,
        weeks=weeks,
        doses=compare_weeks(weeks),
        curve=points,
        verdict=verdict(points),
        endings=count_outcomes(calls),
        answers=queries.held_meetings(member, lately),
        hours=best_hours(calls),
        trails=tag_trends(lessons, day),
        heat=tag_matrix(lessons),
        tags=tag_names(member),
        rebound=_rebounding(member, day, begins),
        kept=_journal_span(member_facts, day, begins),
    )


def _journal_span(member_facts: Facts, day: date, begins: date) -> JournalSpan | None:
    whole = min(first_monday(day), month_before(day))
    return JournalSpan(begins, member_facts.months(day)) if begins > whole else None


def _squares(member: Member, member_facts: Facts, day: date) -> tuple[heatmap.DaySquare, ...]:
    """The calendar, from the stored days and what became of the open ones; one statement."""
    since = heatmap.first_monday(member.joined_on, day)
    practised = queries.practised_days(member, since)
    first = practised[0].day if practised and practised[0].day < since else member.joined_on
    calendar = member_facts.calendar(member.id, member.joined_on, first, day + AHEAD)
    _, events = streak_on(member, calendar, practised, since, day)
    practice_by_day = {row.day: (_practice(row), member_facts.dose(row.day)) for row in practised}
    return heatmap.day_squares(calendar, practice_by_day, events, since, day)


def _practice(row: day_repository.MemberDayState) -> heatmap.Practice:
    totals = row.figures
    return heatmap.Practice(
        totals.attempts, totals.conversations, totals.meetings, totals.points, row.kept
    )


def _rebounding(member: Member, day: date, begins: date) -> Rebounding:
    """Of a month of which the journal has only a part, nothing is said."""
    before = month_before(day)
    all_rebounds = rebounds(queries.list_attempts(member, before))
    this = [rebound for rebound in all_rebounds if rebound.day >= day.replace(day=1)]
    last = [
        rebound for rebound in all_rebounds if begins <= before and rebound.day < day.replace(day=1)
    ]
    return Rebounding(median_rebound(this), median_rebound(last), len(this), len(last))
