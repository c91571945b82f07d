"""Routes of insights: the page, and why a day and a week have their points."""

from datetime import date
from typing import Any

from flask import abort, g, render_template, request

import webapp.clock as clock
from webapp.auth import access
from webapp.game.days import parse_day, parse_week, today, week_of
from webapp.insights import (
    bp,
    breakdown_views,
    day_explanation,
    statistics,
    views,
    week_explanation,
)
from webapp.providers import providers


@bp.get("/insights")
@access.login_required
def insights() -> str:
    """Does practice pay?"""
    read = views.page_context(
        statistics.load_statistics(g.member, clock.now(), providers().tag_names)
    )
    return render_template("insights/page.html", **read)


@bp.get("/insights/day")
@access.login_required
def this_day() -> str:
    """Why today has its points."""
    return render_template("insights/day.html", **_day(_today()))


@bp.get("/insights/day/<day>")
@access.login_required
def day(day: str) -> str:
    """Why that day, « 2026-11-20 », has its points."""
    return render_template("insights/day.html", **_day(parse_day(day)))


@bp.get("/insights/day/panel")
@access.login_required
def day_panel() -> str:
    """The day ?of=2026-11-20 alone, which reloads itself."""
    named = parse_day(request.args.get("of", ""))
    return render_template("insights/_day.html", **_day(named))


@bp.get("/insights/week")
@access.login_required
def this_week() -> str:
    """Why this week has its points."""
    return render_template("insights/week.html", **_week(week_of(_today())))


@bp.get("/insights/week/<week>")
@access.login_required
def week(week: str) -> str:
    """Why that week, « 2026-W47 », has its points."""
    return render_template("insights/week.html", **_week(parse_week(week)))


@bp.get("/insights/week/panel")
@access.login_required
def week_panel() -> str:
    """The week ?of=2026-W47 alone, which reloads itself."""
    named = parse_week(request.args.get("of", ""))
    return render_template("insights/_week.html", **_week(named))


def _today() -> date:
    return today(clock.now(), g.member.zone)


def _day(day: date | None) -> dict[str, Any]:
    why = day_explanation.explain_day(g.member, day, clock.now()) if day else None
    if why is None:
        abort(404)
    return breakdown_views.day_view(why)


def _week(monday: date | None) -> dict[str, Any]:
    why = week_explanation.explain_week(g.member, monday, clock.now()) if monday else None
    if why is None:
        abort(404)
    return breakdown_views.week_view(why)
