"""Routes of the calendar in Me: its month, what is declared, and what a change would do first."""

from datetime import date
from typing import Any

from flask import abort, g, render_template, request, url_for
from flask_babel import get_locale

import webapp.clock as clock
from webapp.auth import access
from webapp.game.days import today
from webapp.htmx import render_invalid_form, see_other
from webapp.me import bp, calendar, calendar_forms, change_preview, schedule_changes
from webapp.me.calendar import NAMED
from webapp.me.calendar_forms import FIELDS, Form
from webapp.people.forms import Errors
from webapp.people.refusals import RefusedChangeError
from webapp.people.schedule import public_holidays
from webapp.people.schedule.day_forms import day_limit


@bp.get("/me/calendar")
@access.login_required
def days() -> str:
    """A month of one's days, leave and swapped days, and what is declared."""
    return render_template(
        "me/calendar.html", **_calendar_context({}, {}), saved="kept" in request.args
    )


@bp.get("/me/calendar/week")
@access.login_required
def week() -> str:
    """The working pattern."""
    return render_template("me/calendar_week.html", **_week_context({}, {}))


@bp.get("/me/calendar/place")
@access.login_required
def place() -> str:
    """Whose public holidays are read; ?country= shows the regions of another country."""
    return render_template("me/calendar_place.html", **_place_context(request.args, {}))


@bp.post("/me/calendar/preview")
@access.login_required
@access.no_write_cost("writes nothing")
def preview() -> Any:
    """Preview a change: what it would do to the streak; nothing is written."""
    wish, errors = calendar_forms.parse_request(request.form, _today())
    if wish:
        try:
            result = change_preview.preview_change(g.member, wish, clock.now())
        except schedule_changes.UnknownFactError:
            abort(404)
        except RefusedChangeError as refusal:
            errors = refusal.errors()
        else:
            fields = {name: request.form[name] for name in FIELDS if name in request.form}
            context = {"preview": result, "fields": fields, "day": _today()} | NAMED
            return render_template("me/calendar_preview.html", **context)
    return _render_errors(errors)


@bp.post("/me/calendar/changes")
@access.login_required
@access.no_write_cost("rate_limits.CHANGES_PER_MEMBER")
def change() -> Any:
    """Apply a change; the streak is recomputed with it."""
    wish, errors = calendar_forms.parse_request(request.form, _today())
    if wish:
        try:
            schedule_changes.apply_change(g.member, wish, clock.now())
        except schedule_changes.UnknownFactError:
            abort(404)
        except RefusedChangeError as refusal:
            errors = refusal.errors()
        else:
            return see_other(url_for("me.days", kept=""))
    return _render_errors(errors)


def _render_errors(errors: Errors) -> Any:
    """The page that the form stands on, with the reasons."""
    what = request.form.get("what")
    if what == "week":
        return render_invalid_form("me/calendar_week.html", **_week_context(request.form, errors))
    if what == "place":
        return render_invalid_form("me/calendar_place.html", **_place_context(request.form, errors))
    return render_invalid_form(
        "me/calendar.html", **_calendar_context(request.form, errors), saved=False
    )


def _calendar_context(fields: Form, errors: Errors) -> dict[str, Any]:
    month = calendar_forms.parse_month(request.args.get("month", ""))
    page = calendar.load_page(g.member, month, clock.now())
    return {"days": page, "fields": fields, "errors": errors} | NAMED


def _week_context(fields: Form, errors: Errors) -> dict[str, Any]:
    day = _today()
    present = calendar.load_present(g.member, clock.now())
    this, next_monday = calendar.mondays(day)
    return {
        "fields": fields or calendar_forms.week_fields(present.weeks, present.weeks_from, day),
        "errors": errors,
        "this": this,
        "next": next_monday,
        "earliest": day_limit(day),
    } | NAMED


def _place_context(fields: Form, errors: Errors) -> dict[str, Any]:
    day, language = _today(), get_locale().language
    present = calendar.load_present(g.member, clock.now())
    own = (
        {"country": present.place.country, "region": present.place.region or ""}
        if present.own_place
        else {}
    )
    fields = {"from": present.place_from.isoformat()} | (own | dict(fields.items()))
    return {
        "fields": fields,
        "errors": errors,
        "countries": public_holidays.named_countries(language, fields.get("country", "")),
        "regions": public_holidays.regions(fields.get("country", ""), language),
        "earliest": day_limit(day),
        "company": present.company,
    } | NAMED


def _today() -> date:
    return today(clock.now(), g.member.zone)
