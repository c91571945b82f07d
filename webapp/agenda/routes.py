"""Routes of the agenda: its page, a calendar connected, read anew and disconnected, the hours."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import abort, g, make_response, render_template, request, url_for

import webapp.clock as clock
from webapp.agenda import agenda_page, bp, calendars, connection, forms
from webapp.agenda.reading import CalendarError
from webapp.auth import access
from webapp.htmx import see_other


@bp.get("/agenda")
@access.login_required
def page() -> str:
    """My calendars, and the forms that connect one."""
    return _page({}, {})


@bp.post("/agenda/address")
@access.login_required
@access.write_cost(5)
def connect_address() -> Any:
    """A calendar at an address; 303, or 422 with what is wrong in a sentence."""
    try:
        connection.connect_address(g.member, request.form.get("address", ""), clock.now())
    except CalendarError as error:
        return _refuse({"address": forms.error_text(error.reason)})
    return _back()


@bp.post("/agenda/file")
@access.login_required
@access.write_cost(5)
def connect_file() -> Any:
    """A calendar as a file."""
    file = request.files.get("file")
    data = file.read() if file else b""
    try:
        if not data:
            raise CalendarError("no_file")
        connection.connect_file(g.member, data, clock.now())
    except CalendarError as error:
        return _refuse({"file": forms.error_text(error.reason)})
    return _back()


@bp.post("/agenda/<uuid:calendar_id>/refresh")
@access.login_required
@access.write_cost(5)
def refresh(calendar_id: UUID) -> Any:
    """A calendar read anew; what is wrong with it stands beside it on the page."""
    try:
        if not connection.refresh_now(g.member, calendar_id, clock.now()):
            abort(404)
    except CalendarError as error:
        return _refuse({"refresh": forms.error_text(error.reason)})
    return _back()


@bp.post("/agenda/<uuid:calendar_id>/disconnect")
@access.login_required
@access.write_cost(1)
def disconnect(calendar_id: UUID) -> Any:
    """A calendar erased with all that was known of it."""
    if not calendars.disconnect_calendar(g.member, calendar_id):
        abort(404)
    return _back()


@bp.post("/agenda/hours")
@access.login_required
@access.write_cost(1)
def keep_hours() -> Any:
    """The hours of a day, and the margin around what is busy."""
    hours, errors = forms.parse_hours(request.form)
    if hours is None:
        return _refuse(errors)
    calendars.save_hours(g.member, hours)
    return see_other(url_for("agenda.page", hours="", _anchor="hours"))


def _back() -> Any:
    return see_other(url_for("agenda.page"))


def _refuse(errors: Mapping[str, str]) -> Any:
    return make_response(_page(errors, request.form), 422)


def _page(errors: Mapping[str, str], fields: Mapping[str, str]) -> str:
    return render_template(
        "agenda/page.html",
        agenda=agenda_page.load_page(g.member, clock.now()),
        errors=errors,
        fields=fields,
        here=g.member.zone,
        saved="hours" in request.args,
    )
