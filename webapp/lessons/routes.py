"""Routes of lessons: one's own, the team's, and the sheet of one call."""

from typing import Any
from uuid import UUID

from flask import abort, g, render_template, request, url_for

import webapp.clock as clock
import webapp.htmx as htmx
from webapp.auth import access
from webapp.game.days import today
from webapp.htmx import see_other
from webapp.lessons import (
    bp,
    filters,
    helpful_marks,
    lesson_form,
    own_lessons,
    repository,
    team_lessons,
)
from webapp.people.forms import parse_uuid
from webapp.people.retention_setting import get_months
from webapp.people.teammates import get_present_team


@bp.get("/lessons")
@access.login_required
def page() -> str:
    """The member's lessons by week, newest first."""
    return render_template("lessons/page.html", **_mine())


@bp.get("/lessons/list")
@access.login_required
def panel() -> str:
    """The list alone, which reloads itself."""
    return render_template("lessons/_list.html", **_mine())


@bp.get("/lessons/team")
@access.login_required
def team_page() -> str:
    """What the member's team has shared, the most helpful first."""
    return render_template("lessons/team.html", **_theirs())


@bp.get("/lessons/team/list")
@access.login_required
def team_panel() -> str:
    """The team's list alone, which reloads itself."""
    return render_template("lessons/_team.html", **_theirs())


@bp.post("/lessons/team/<uuid:gift>/help")
@access.login_required
@access.write_cost(1)
def help_(gift: UUID) -> Any:
    """« This helps me », or no longer: the member's own mark on what another has shared."""
    wish = filters.parse_filter(request.form)
    there = helpful_marks.set_helpful(g.member, gift, request.form.get("helps") == "1")
    if not htmx.is_htmx_request():
        return see_other(url_for("lessons.team_page", **wish.fields))
    lesson = team_lessons.get_one(g.member, gift) if there else None
    return render_template("lessons/_shared_lesson.html", lesson=lesson, asked=wish)


@bp.get("/lessons/<uuid:call>/edit")
@access.login_required
def edit(call: UUID) -> str:
    """The lesson of one of the member's calls as a form; keeping it makes a new version."""
    blank = lesson_form.load_form(g.member, call, clock.now())
    if blank is None:
        abort(404)
    tags = repository.list_tags(g.member, also=(blank.happened, blank.work_on))
    return render_template("lessons/edit.html", sheet=blank, tags=tags, **_sharing(call))


@bp.get("/lessons/<uuid:call>/sharing")
@access.login_required
def sharing(call: UUID) -> str:
    """Who can read the lesson of one of the member's calls, which reloads itself."""
    context = _sharing(call)
    if context["lesson"] is None:
        abort(404)
    return render_template("lessons/_sharing.html", **context)


def _sharing(call: UUID) -> dict[str, Any]:
    return {
        "lesson": own_lessons.get_one(g.member, call, clock.now()),
        "team": get_present_team(g.member),
    }


def _mine() -> dict[str, Any]:
    wish, before = filters.parse_filter(request.args), _key("before")
    page = own_lessons.list_page(g.member, clock.now(), wish, before)
    older = url_for("lessons.page", before=page.last, **wish.fields) if page.last else None
    return {
        "asked": wish,
        "weeks": page.weeks,
        "chips": page.chips,
        "team": get_present_team(g.member),
        "today": today(clock.now(), g.member.zone),
        "months": get_months(g.member, clock.now()),
        "more": older,
        "panel": url_for("lessons.panel", **wish.fields, **_only(before=before)),
    }


def _theirs() -> dict[str, Any]:
    wish, after = filters.parse_filter(request.args), _key("after")
    page = team_lessons.list_page(g.member, wish, after)
    more = url_for("lessons.team_page", after=page.last, **wish.fields) if page.last else None
    return {
        "asked": wish,
        "lessons": page.lessons,
        "chips": page.chips,
        "team": page.team,
        "more": more,
        "panel": url_for("lessons.team_panel", **wish.fields, **_only(after=after)),
    }


def _key(name: str) -> UUID | None:
    """The key that the address names, if it names one; 404 for what is none."""
    key = parse_uuid(request.args.get(name))
    if key is None and name in request.args:
        abort(404)
    return key


def _only(**keys: UUID | None) -> dict[str, Any]:
    return {name: key for name, key in keys.items() if key}
