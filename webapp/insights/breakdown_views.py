"""Views of a day's and a week's breakdown, as their templates take them."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from webapp.game.days import sunday_of, week_name, week_of
from webapp.game.outcomes import Outcome
from webapp.game.points import MAX_POINTS_PER_DAY, day_points
from webapp.game.rates import FirstCall
from webapp.game.standings import WEIGHTS
from webapp.game.unpaid import UnpaidEntry
from webapp.insights.day_explanation import DayExplanation
from webapp.insights.points_lines import level_progress, points_line
from webapp.insights.price_list import price_list
from webapp.insights.week_explanation import WeekExplanation


@dataclass(frozen=True, slots=True)
class UnpaidView:
    """An entry that earns nothing; `at` and `arrived` are on the wall where it was noted."""

    what: str
    why: str
    outcome: str
    at: datetime
    arrived: datetime


def day_view(why: DayExplanation) -> dict[str, Any]:
    """What insights/_day.html asks for."""
    return {
        "why": why,
        "lines": [points_line(reason, why.outcomes) for reason in why.breakdown.reasons],
        "shares": points_line(why.shares, why.outcomes) if why.shares else None,
        "left_out": [_left_out(each) for each in why.uncounted],
        "cap": MAX_POINTS_PER_DAY,
        "prices": price_list(),
        "example": _example(),
        "ledge": level_progress(why.level, why.total),
        "week": week_name(week_of(why.day)),
    }


def week_view(why: WeekExplanation) -> dict[str, Any]:
    """What insights/_week.html asks for."""
    return {
        "why": why,
        "week": week_name(why.monday),
        "number": why.monday.isocalendar().week,
        "sunday": sunday_of(why.monday),
        "lines": [points_line(reason, {}) for reason in why.extras.reasons],
        "cap": MAX_POINTS_PER_DAY,
        "prices": price_list(),
        "tallest": max([each.points for each in why.days] + [1]),
        "weights": {name: int(weight * 100) for name, weight in WEIGHTS.items()},
        "effort": int(why.board.effort * 100),
        "usual": float(why.board.usual),
        "ledge": level_progress(why.level, why.total),
        "before": week_name(why.previous) if why.previous else None,
        "after": week_name(why.next) if why.next else None,
    }


def _example() -> dict[str, int]:
    """The points of a day that nobody had: four silences, a refusal with its lesson, a meeting."""
    parts = {
        "silence": [FirstCall(Outcome.NO_ANSWER)] * 4,
        "refusal": [FirstCall(Outcome.REFUSAL, rows=2)],
        "meeting": [FirstCall(Outcome.MEETING)],
    }
    pays = {name: day_points(calls).points for name, calls in parts.items()}
    return pays | {"sum": day_points(call for calls in parts.values() for call in calls).points}


def _left_out(each: UnpaidEntry) -> UnpaidView:
    wall = timezone(timedelta(minutes=each.entry.offset))
    entry = each.entry
    return UnpaidView(
        each.what,
        each.why,
        each.outcome.value,
        entry.instant.astimezone(wall),
        entry.received_at.astimezone(wall),
    )
