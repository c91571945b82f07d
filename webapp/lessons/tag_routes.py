"""Routes of the company's tags: for administrators."""

from typing import Any

from flask import abort, g, render_template, request, url_for

import webapp.clock as clock
from webapp.auth import access, cookies
from webapp.htmx import render_invalid_form, see_other
from webapp.lessons import bp, forms, tags
from webapp.people.refusals import RefusedChangeError


@bp.get("/admin/tags")
@access.admin_required
def tag_list() -> str:
    """The tags of both rows, and those that were archived."""
    return render_template("lessons/tags.html", **_tags({}, {}))


@bp.post("/admin/tags")
@access.admin_required
@access.write_cost(2)
def add_tag() -> Any:
    """One more tag."""
    row = request.form.get("row", "")
    naming, errors = forms.parse_naming(request.form)
    if row not in tags.ROWS:
        abort(400)
    if naming:
        try:
            tags.add_tag(g.member, row, naming, clock.now(), cookies.read_cookie())
        except RefusedChangeError as refusal:
            errors = refusal.errors()
        else:
            return _back(row)
    return render_invalid_form("lessons/tags.html", **_tags(request.form, errors, wrong=row))


@bp.post("/admin/tags/<tag_id>")
@access.admin_required
@access.write_cost(2)
def rename_tag(tag_id: str) -> Any:
    """Other names."""
    naming, errors = forms.parse_naming(request.form)
    if naming:
        try:
            renamed = tags.rename_tag(g.member, tag_id, naming, clock.now())
        except RefusedChangeError as refusal:
            errors = refusal.errors()
        else:
            return _back(tag_id) if renamed else abort(404)
    return render_invalid_form("lessons/tags.html", **_tags(request.form, errors, wrong=tag_id))


@bp.post("/admin/tags/<tag_id>/up")
@access.admin_required
@access.write_cost(1)
def move_tag_up(tag_id: str) -> Any:
    """One place up."""
    return _back(tag_id) if tags.move_tag(g.member, tag_id, -1) else abort(404)


@bp.post("/admin/tags/<tag_id>/down")
@access.admin_required
@access.write_cost(1)
def move_tag_down(tag_id: str) -> Any:
    """One place down."""
    return _back(tag_id) if tags.move_tag(g.member, tag_id, 1) else abort(404)


@bp.post("/admin/tags/<tag_id>/archive")
@access.admin_required
@access.write_cost(1)
def archive_tag(tag_id: str) -> Any:
    """Offered no more; lessons keep it."""
    return _changed(tags.archive_tag, tag_id)


@bp.post("/admin/tags/<tag_id>/return")
@access.admin_required
@access.write_cost(1)
def bring_tag_back(tag_id: str) -> Any:
    """Offered again."""
    return _changed(tags.restore_tag, tag_id)


def _changed(change: Any, tag_id: str) -> Any:
    try:
        changed = change(g.member, tag_id, clock.now())
    except RefusedChangeError as refusal:
        errors = refusal.errors()
        return render_invalid_form("lessons/tags.html", **_tags({}, errors, wrong=tag_id))
    return _back() if changed else abort(404)


def _tags(fields: Any, errors: dict[str, str], wrong: str = "") -> dict[str, Any]:
    return {
        "organisation": g.member.organisation,
        "tags": tags.list_tag_lines(g.member),
        "rows": tags.ROWS,
        "chance": tags.CHANCE,
        "fields": fields,
        "errors": errors,
        "wrong": wrong,
    }


def _back(anchor: str = "") -> Any:
    return see_other(url_for("lessons.tag_list", _anchor=anchor or None))
