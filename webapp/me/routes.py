"""Routes of Me: the page, what a member chooses, where they are signed in."""

from dataclasses import asdict
from typing import Any

from flask import (
    Response,
    abort,
    g,
    make_response,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import get_locale
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.auth import access, cookies, deletion_request, sessions
from webapp.game.streaks import GOALS
from webapp.htmx import render_invalid_form, see_other
from webapp.me import bp, calendar, data_export, forms, profile, user_agents
from webapp.me.calendar import NAMED
from webapp.people import grace_period, retention_setting, zones
from webapp.providers import providers
from webapp.security_headers import NO_STORE

YEAR = 365 * 24 * 3600


@bp.get("/me")
@access.login_required
def page() -> str:
    """The member's level, goal, settings and way out."""
    return _render_page(
        saved=next((name for name in ("settings", "goal") if name in request.args), "")
    )


@bp.post("/me/settings")
@access.login_required
@access.write_cost(1)
def keep() -> Any:
    """Save language and theme, for the member and for this browser's pages before sign-in."""
    settings, reasons = forms.parse_settings(request.form)
    if reasons:
        return make_response(_render_page(settings=settings, errors=reasons), 422)
    updated = profile.save_settings(g.member, settings)
    answer = _redirect_to("me.page", settings="", _anchor="settings")
    answer.set_cookie(
        "language", updated.words, max_age=YEAR, secure=request.is_secure, samesite="Lax"
    )
    return answer


@bp.post("/me/goal")
@access.login_required
@access.write_cost(5)
def keep_goal() -> Any:
    """Save another goal, from today on."""
    goal, reasons = forms.parse_goal(request.form, profile.get_dose(g.member, clock.now()))
    if reasons:
        wrong = {"goal": request.form.get("goal"), "number": request.form.get("number", "")}
        return make_response(_render_page(typed=wrong, errors=reasons), 422)
    profile.save_goal(g.member, goal, clock.now())
    return _redirect_to("me.page", goal="", _anchor="goal")


@bp.get("/me/zone")
@access.login_required
def zone() -> str:
    """The zone in which today is read, and what another one would mean."""
    return render_template("me/time_zone.html", **_zone_context(g.member.zone_name, {}))


@bp.post("/me/zone")
@access.login_required
@access.write_cost(5)
def keep_zone() -> Any:
    """Save another zone, by its name or a city."""
    text = request.form.get("zone", "")
    zone_name, reasons = forms.parse_zone(zones.match_zones(text, str(get_locale())))
    if reasons:
        return render_invalid_form("me/time_zone.html", **_zone_context(text, reasons))
    profile.save_zone(g.member, zone_name, clock.now())
    return _redirect_to("me.page", _anchor="zone")


@bp.get("/me/sign-ins")
@access.login_required
def sign_in_list() -> str:
    """The member's sessions, in words."""
    own = sessions.list_sessions(g.member, cookies.read_cookie(), clock.now())
    described = [(user_agents.describe(each.agent), each) for each in own]
    return render_template("me/sign_ins.html", sign_ins=described, here=g.member.zone)


@bp.post("/me/sign-ins/others")
@access.login_required
@access.write_cost(1)
def end_others() -> Response:
    """End every other session."""
    sessions.end_other_sessions(g.member, cookies.read_cookie(), clock.now())
    return _redirect_to("me.sign_in_list")


@bp.post("/me/sign-ins/<name>")
@access.login_required
@access.write_cost(1)
def end_one(name: str) -> Any:
    """End one session; this one's end is a sign-out like any other."""
    if not sessions.end_session_named(g.member, name, clock.now()):
        abort(404)
    if name == sessions.public_name(cookies.read_cookie()):
        answer = _redirect_to("auth.door")
        cookies.clear_cookie(answer)
        return answer
    return _redirect_to("me.sign_in_list")


@bp.get("/me/data")
@access.login_required
def data() -> str:
    """What is mine: taken away, or erased."""
    months = retention_setting.get_months(g.member, clock.now())
    return render_template("me/data.html", months=months, begins=g.member.journal_from)


@bp.get("/me/export/<form>")
@access.login_required
@access.recent_login_required("me.data")
@access.write_cost(10)
def export(form: str) -> Response:
    """Export everything of the member's as a file."""
    if form not in data_export.FORMATS:
        abort(404)
    at = clock.now()
    file = data_export.export_member(g.member, form, providers().exports, at)
    answer = send_file(
        file,
        mimetype=data_export.FORMATS[form],
        as_attachment=True,
        download_name=f"rebond-{at:%Y-%m-%d}.{form}",
    )
    answer.headers["Cache-Control"] = NO_STORE
    return answer


@bp.get("/me/leave")
@access.login_required
def leave() -> str:
    """The page that asks for a deletion, and says what it means."""
    return render_template("me/account_deletion.html", **_leave_context({}))


@bp.post("/me/leave")
@access.login_required
@access.recent_login_required("me.leave")
@access.write_cost(10)
def go() -> Any:
    """Request a deletion: out everywhere; the grace period begins."""
    if request.form.get("sure") != "1":
        return render_invalid_form(
            "me/account_deletion.html",
            **_leave_context({"sure": _("Tick the box if you are sure.")}),
        )
    try:
        deletion_request.request_deletion(g.member, clock.now())
    except deletion_request.LastAdminError:
        return render_invalid_form("me/account_deletion.html", **_leave_context({}))
    answer = _redirect_to("me.left")
    cookies.clear_cookie(answer)
    return answer


@bp.get("/me/left")
@access.public
def left() -> str:
    """What becomes of who has left; the same for everybody."""
    return render_template("me/account_deleted.html", viewer=None)


def _leave_context(errors: dict[str, str]) -> dict[str, Any]:
    until = grace_period.grace_ends_on(clock.now(), g.member.zone_name)
    return {"last": deletion_request.is_last_admin(g.member), "until": until, "errors": errors}


def _render_page(**changes: Any) -> str:
    now = clock.now()
    mine = asdict(profile.load_profile(g.member, now)) | {
        "present": calendar.load_present(g.member, now)
    }
    defaults = {"settings": profile.load_settings(g.member), "goals": GOALS, "saved": ""}
    return render_template("me/page.html", **defaults | mine | changes | NAMED)


def _zone_context(text: str, errors: dict[str, str]) -> dict[str, Any]:
    cities = zones.cities(str(get_locale()))
    return {"typed": text, "errors": errors, "cities": cities, "now": clock.now()}


def _redirect_to(endpoint: str, **named: Any) -> Response:
    return see_other(url_for(endpoint, **named))
