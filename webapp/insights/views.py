"""View of the page: pictures and sentences, from a member's figures or from the example's."""

from datetime import date
from typing import Any

from webapp.insights import (
    examples,
    learning_curve,
    lesson_trends,
    outcomes,
    priorities,
    sentences,
    svg_shapes,
)
from webapp.insights.heatmap import kept_ratio
from webapp.insights.heatmap_svg import heatmap
from webapp.insights.statistics import Rebounding, Statistics

FEW_CALLS = outcomes.HOURS_FROM
LABELS = 10  # hours that are named under the floor
MOST_ROWS, MOST_COLUMNS = 6, 5  # of the table of what happened and what is worked on


def page_context(picture: Statistics) -> dict[str, Any]:
    """All that the page is handed, by card; a card without figures has `example` set."""
    return {
        "day": picture.day,
        "week": picture.weeks[-1],
        "week_before": picture.weeks[-2] if len(picture.weeks) > 1 else None,
        "verdict": picture.verdict,
        "next": priorities.choose_next_act(picture),
        "tags": picture.tags,
        "first": priorities.order_pictures(picture)[: priorities.PICTURES_SHOWN],
        "others": priorities.order_pictures(picture)[priorities.PICTURES_SHOWN :],
        "calendar": _calendar(picture),
        "curve": _curve(picture),
        "endings": _endings(picture),
        "doses": _doses(picture),
        "rebound": _rebound(picture.rebound),
        "hours": _hours(picture.hours),
        "trails": _trails(picture),
        "heat": _heat(picture),
        "say": sentences,
        "kept": picture.kept,
    }


def _calendar(picture: Statistics) -> dict[str, Any]:
    states = {square.state for square in picture.squares}
    kept_days, worked = kept_ratio(picture.weeks)
    return {
        "plates": heatmap(picture.squares),
        "weeks": picture.weeks,
        "states": states,
        "levels": sorted({square.level for square in picture.squares} - {0}),
        "kept": kept_days,
        "worked": worked,
        "since": _first_day(picture),
    }


def _first_day(picture: Statistics) -> date:
    """The first day of the picture that counts; who travels west may have none yet."""
    joined = (square.day for square in picture.squares if square.state != "before")
    return next(joined, picture.day)


def _curve(picture: Statistics) -> dict[str, Any]:
    points = picture.curve or examples.example_curve()
    return {
        "example": not picture.curve,
        "drawn": svg_shapes.curve_path(points),
        "points": points,
        "total": points[-1].until,
        "few": len(points) <= learning_curve.MIN_CALLS,
        "ends": learning_curve.first_and_last_third([point.conversations for point in points]),
    }


def _endings(picture: Statistics) -> dict[str, Any]:
    outcome_counts = picture.endings if picture.endings.total else examples.example_endings()
    return {
        "example": not picture.endings.total,
        "answers": picture.answers,
        "calls": outcome_counts.calls,
        "total": outcome_counts.total,
        "talks": outcome_counts.talks,
        "meetings": outcome_counts.meetings,
        "parts": svg_shapes.stacked_segments(outcome_counts.calls.values()),
        "few": outcome_counts.total < FEW_CALLS,
    }


def _doses(picture: Statistics) -> dict[str, Any]:
    example = picture.doses.usual is None
    effect = examples.example_doses() if example else picture.doses
    return {
        "example": example,
        "effect": effect,
        "bars": svg_shapes.bar_paths([paid.a_day for paid in effect.weeks], effect.most),
        "looks": ["held" if paid.with_dose else "loose" for paid in effect.weeks],
    }


def _rebound(rebounding: Rebounding) -> dict[str, Any]:
    example = not (rebounding.present_count or rebounding.past_count)
    present, past = examples.example_rebound() if example else (rebounding.present, rebounding.past)
    longest = max(wait for wait in (present, past) if wait is not None)
    return {
        "example": example,
        "present": present,
        "past": past,
        "counts": (rebounding.present_count, rebounding.past_count),
        "arcs": [
            None if wait is None else svg_shapes.bounce_path(wait, longest)
            for wait in (past, present)
        ],
    }


def _hours(hours: outcomes.Hours) -> dict[str, Any]:
    missing, example = hours.missing, not hours.hours
    hours = examples.example_hours() if example else hours
    most = max(1, *(hour.talks.hundred for hour in hours.hours if hour.often or not hours.best))
    each = -(-len(hours.hours) // LABELS)
    values = [min(most, hour.talks.hundred) if hour.talks.tries else None for hour in hours.hours]
    return {
        "example": example,
        "missing": missing,
        "counted": hours,
        "most": most,
        "bars": svg_shapes.bar_paths(values, most),
        "looks": [_look(hour, hours) for hour in hours.hours],
        "labels": [hour.hour if n % each == 0 else "" for n, hour in enumerate(hours.hours)],
    }


def _look(hour: outcomes.Hour, hours: outcomes.Hours) -> str:
    if hour == hours.best:
        return "best"
    return "held" if hour.often else "rare"


def _trails(picture: Statistics) -> dict[str, Any]:
    example = not picture.trails.rows
    trends = examples.example_lessons()[0] if example else picture.trails
    return {
        "example": example,
        "trends": trends,
        "rows": [
            (trail, svg_shapes.bar_widths(trail.weeks, trends.most)) for trail in trends.drawn
        ],
        "moved": lesson_trends.trend_change(trends) if _is_whole(picture) else None,
        "few": trends.lessons <= lesson_trends.MIN_LESSONS,
        "names": picture.tags,
    }


def _is_whole(picture: Statistics) -> bool:
    """Whether all the weeks are kept of which the last are held against those before."""
    return (
        picture.kept is None
        or picture.kept.since <= picture.trails.mondays[-2 * lesson_trends.TREND_WEEKS]
    )


def _heat(picture: Statistics) -> dict[str, Any]:
    example = not picture.heat.total
    matrix = examples.example_lessons()[1] if example else picture.heat
    return {
        "example": example,
        "matrix": matrix,
        "rows": matrix.happened[:MOST_ROWS],
        "columns": matrix.work_on[:MOST_COLUMNS],
        "cut": len(matrix.happened) > MOST_ROWS or len(matrix.work_on) > MOST_COLUMNS,
        "few": matrix.total <= lesson_trends.MIN_LESSONS,
        "names": picture.tags,
    }
