"""Routes of lessons: the list, its panel, and the sheet of one call."""

from typing import Any
from uuid import UUID

from flask import abort, g, render_template, request, url_for

import webapp.clock as clock
from webapp.journal.kinds import uuid
from webapp.lessons import bp, notebook, sheet, shelf
from webapp.people import guard


@bp.get("/lessons")
@guard.signed_in
def page() -> str:
    """The member's lessons, newest first."""
    return render_template("lessons/page.html", **_lessons())


@bp.get("/lessons/list")
@guard.signed_in
def panel() -> str:
    """The list alone, which reloads itself."""
    return render_template("lessons/_list.html", **_lessons())


@bp.get("/lessons/<uuid:call>/edit")
@guard.signed_in
def edit(call: UUID) -> str:
    """The lesson of one of the member's calls as a form; keeping it makes a new version."""
    blank = sheet.of_call(g.member, call, clock.now())
    if blank is None:
        abort(404)
    return render_template("lessons/edit.html", sheet=blank, tags=notebook.tags(g.member))


def _lessons() -> dict[str, Any]:
    before = uuid(request.args.get("before"))
    if before is None and "before" in request.args:
        abort(404)
    lessons, last = shelf.shelf(g.member, clock.now(), before)
    older = url_for("lessons.page", before=last) if last else None
    return {"lessons": lessons, "more": older}
