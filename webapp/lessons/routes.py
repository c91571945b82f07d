"""Routes of lessons: one's own, the team's, and the sheet of one call."""

from typing import Any
from uuid import UUID

from flask import abort, g, redirect, render_template, request, url_for

import webapp.clock as clock
import webapp.htmx as htmx
from webapp.game.days import today
from webapp.lessons import bp, filters, helps, notebook, sheet, shelf, team
from webapp.people import guard
from webapp.people.forms import uuid
from webapp.people.keeping import months_kept
from webapp.people.mates import present_team


@bp.get("/lessons")
@guard.signed_in
def page() -> str:
    """The member's lessons by week, newest first."""
    return render_template("lessons/page.html", **_mine())


@bp.get("/lessons/list")
@guard.signed_in
def panel() -> str:
    """The list alone, which reloads itself."""
    return render_template("lessons/_list.html", **_mine())


@bp.get("/lessons/team")
@guard.signed_in
def team_page() -> str:
    """What the member's team has shared, the most helpful first."""
    return render_template("lessons/team.html", **_theirs())


@bp.get("/lessons/team/list")
@guard.signed_in
def team_panel() -> str:
    """The team's list alone, which reloads itself."""
    return render_template("lessons/_team.html", **_theirs())


@bp.post("/lessons/team/<uuid:gift>/help")
@guard.signed_in
@guard.write_cost(1)
def help_(gift: UUID) -> Any:
    """« This helps me », or no longer: the member's own mark on what another has shared."""
    wish = filters.asked(request.form)
    there = helps.say(g.member, gift, request.form.get("helps") == "1")
    if not htmx.asked():
        return redirect(url_for("lessons.team_page", **wish.fields), 303)
    lesson = team.one(g.member, gift) if there else None
    return render_template("lessons/_given.html", lesson=lesson, asked=wish)


@bp.get("/lessons/<uuid:call>/edit")
@guard.signed_in
def edit(call: UUID) -> str:
    """The lesson of one of the member's calls as a form; keeping it makes a new version."""
    blank = sheet.of_call(g.member, call, clock.now())
    if blank is None:
        abort(404)
    tags = notebook.tags(g.member, also=(blank.happened, blank.work_on))
    return render_template("lessons/edit.html", sheet=blank, tags=tags, **_sharing(call))


@bp.get("/lessons/<uuid:call>/sharing")
@guard.signed_in
def sharing(call: UUID) -> str:
    """Who can read the lesson of one of the member's calls, which reloads itself."""
    found = _sharing(call)
    if found["lesson"] is None:
        abort(404)
    return render_template("lessons/_sharing.html", **found)


def _sharing(call: UUID) -> dict[str, Any]:
    return {"lesson": shelf.one(g.member, call, clock.now()), "team": present_team(g.member)}


def _mine() -> dict[str, Any]:
    wish, before = filters.asked(request.args), _key("before")
    found = shelf.page(g.member, clock.now(), wish, before)
    older = url_for("lessons.page", before=found.last, **wish.fields) if found.last else None
    return {
        "asked": wish,
        "weeks": found.weeks,
        "chips": found.chips,
        "team": present_team(g.member),
        "today": today(clock.now(), g.member.zone),
        "months": months_kept(g.member, clock.now()),
        "more": older,
        "panel": url_for("lessons.panel", **wish.fields, **_only(before=before)),
    }


def _theirs() -> dict[str, Any]:
    wish, after = filters.asked(request.args), _key("after")
    found = team.page(g.member, wish, after)
    more = url_for("lessons.team_page", after=found.last, **wish.fields) if found.last else None
    return {
        "asked": wish,
        "lessons": found.lessons,
        "chips": found.chips,
        "team": found.team,
        "more": more,
        "panel": url_for("lessons.team_panel", **wish.fields, **_only(after=after)),
    }


def _key(name: str) -> UUID | None:
    """The key that the address names, if it names one; 404 for what is none."""
    key = uuid(request.args.get(name))
    if key is None and name in request.args:
        abort(404)
    return key


def _only(**keys: UUID | None) -> dict[str, Any]:
    return {name: key for name, key in keys.items() if key}
