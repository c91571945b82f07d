"""The company's tags: for administrators."""

from typing import Any

from flask import abort, g, redirect, render_template, request, url_for

import webapp.clock as clock
from webapp.htmx import render_invalid_form
from webapp.lessons import bp, forms, tagging
from webapp.people import guard


@bp.get("/admin/tags")
@guard.admin_required
def tag_list() -> str:
    """The tags of both rows, and those that were archived."""
    return render_template("lessons/tags.html", **_tags({}, {}))


@bp.post("/admin/tags")
@guard.admin_required
@guard.write_cost(2)
def add_tag() -> Any:
    """One more tag."""
    row = request.form.get("row", "")
    naming, errors = forms.parse_naming(request.form)
    if row not in tagging.ROWS:
        abort(400)
    if naming:
        try:
            tagging.add_tag(g.member, row, naming, clock.now(), guard.read_cookie())
        except tagging.TagRefusedError as refusal:
            errors = {"name_fr": refusal.sentence()}
        else:
            return _back(row)
    return render_invalid_form("lessons/tags.html", **_tags(request.form, errors, wrong=row))


@bp.post("/admin/tags/<tag_id>")
@guard.admin_required
@guard.write_cost(2)
def rename_tag(tag_id: str) -> Any:
    """Other names."""
    naming, errors = forms.parse_naming(request.form)
    if naming:
        try:
            found = tagging.rename_tag(g.member, tag_id, naming, clock.now())
        except tagging.TagRefusedError as refusal:
            errors = {"name_fr": refusal.sentence()}
        else:
            return _back(tag_id) if found else abort(404)
    return render_invalid_form("lessons/tags.html", **_tags(request.form, errors, wrong=tag_id))


@bp.post("/admin/tags/<tag_id>/up")
@guard.admin_required
@guard.write_cost(1)
def move_tag_up(tag_id: str) -> Any:
    """One place up."""
    return _back(tag_id) if tagging.move_tag(g.member, tag_id, -1) else abort(404)


@bp.post("/admin/tags/<tag_id>/down")
@guard.admin_required
@guard.write_cost(1)
def move_tag_down(tag_id: str) -> Any:
    """One place down."""
    return _back(tag_id) if tagging.move_tag(g.member, tag_id, 1) else abort(404)


@bp.post("/admin/tags/<tag_id>/archive")
@guard.admin_required
@guard.write_cost(1)
def archive_tag(tag_id: str) -> Any:
    """Offered no more; lessons keep it."""
    return _changed(tagging.archive_tag, tag_id)


@bp.post("/admin/tags/<tag_id>/return")
@guard.admin_required
@guard.write_cost(1)
def bring_tag_back(tag_id: str) -> Any:
    """Offered again."""
    return _changed(tagging.restore_tag, tag_id)


def _changed(change: Any, tag_id: str) -> Any:
    try:
        found = change(g.member, tag_id, clock.now())
    except tagging.TagRefusedError as refusal:
        errors = {"name_fr": refusal.sentence()}
        return render_invalid_form("lessons/tags.html", **_tags({}, errors, wrong=tag_id))
    return _back() if found else abort(404)


def _tags(fields: Any, errors: dict[str, str], wrong: str = "") -> dict[str, Any]:
    return {
        "organisation": g.member.organisation,
        "tags": tagging.list_tag_lines(g.member),
        "rows": tagging.ROWS,
        "chance": tagging.CHANCE,
        "fields": fields,
        "errors": errors,
        "wrong": wrong,
    }


def _back(anchor: str = "") -> Any:
    return redirect(url_for("lessons.tag_list", _anchor=anchor or None), 303)
