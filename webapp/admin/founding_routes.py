"""Routes of setting up a company, in five steps: each has its defaults, and may be left
for later.
"""

from typing import Any

from flask import abort, g, render_template, request, url_for
from flask_babel import get_locale

import webapp.clock as clock
from webapp.admin import bp, forms, settings, setup_checklist, teams
from webapp.auth import access, cookies
from webapp.game.days import days_of, week_of
from webapp.game.streaks import DOSES
from webapp.htmx import render_invalid_form, see_other
from webapp.names import fold_name
from webapp.people import forms as people_forms
from webapp.people import roster, zones
from webapp.people.refusals import RefusedChangeError
from webapp.people.schedule import public_holidays

SOME_TEAMS = ("first", "second", "third")


@bp.get("/admin/founding")
@access.admin_required
def founding_begin() -> Any:
    """Where one was: the first step that has not been passed, or the first of all."""
    passed = setup_checklist.passed_steps(g.member)
    return _redirect_to(setup_checklist.STEPS[passed if passed < len(setup_checklist.STEPS) else 0])


@bp.get("/admin/founding/<step>")
@access.admin_required
def founding_step(step: str) -> Any:
    """One of the five steps."""
    if step not in setup_checklist.STEPS:
        abort(404)
    return render_template("admin/setup_step.html", **_context(step, {}, {}))


@bp.post("/admin/founding/<step>/later")
@access.admin_required
@access.write_cost(1)
def leave_for_later(step: str) -> Any:
    """Skip a step; nothing is saved."""
    if step not in setup_checklist.STEPS:
        abort(404)
    return _pass_step(step)


@bp.post("/admin/founding/<step>")
@access.admin_required
@access.write_cost(5)
def keep_step(step: str) -> Any:
    """Save a step, and go on."""
    if step not in setup_checklist.STEPS:
        abort(404)
    errors: people_forms.Errors = {}
    if step in ("company", "words"):
        errors = _keep_settings(step)
    elif step == "teams":
        errors = _add_teams()
    if errors:
        return render_invalid_form("admin/setup_step.html", **_context(step, request.form, errors))
    return _pass_step(step)


def _keep_settings(step: str) -> people_forms.Errors:
    """The company's settings with what this step asks, the others as they are."""
    present = _settings_fields()
    if step == "company":
        present = {name: value for name, value in present.items() if not name.startswith("day")}
        names = ("name", "country", "dose", *(f"day{n}" for n in range(1, 8)))
    else:
        names = ("language", "you")
    fields = present | {name: request.form[name] for name in names if name in request.form}
    company, errors = forms.parse_company(
        fields | {"days": "1"}, zones.zones(), public_holidays.countries()
    )
    if company:
        try:
            settings.save_settings(g.member, company, clock.now())
        except RefusedChangeError as refusal:
            errors = refusal.errors()
    return errors


def _add_teams() -> people_forms.Errors:
    """As many as were named, once each; those that are there already are left as they are."""
    errors: people_forms.Errors = {}
    named: dict[str, str] = {}
    for field in SOME_TEAMS:
        if request.form.get(field, "").strip():
            name, name_errors = people_forms.parse_name({"name": request.form[field]})
            if name_errors:
                errors[field] = name_errors["name"]
            named.setdefault(fold_name(name), name)
    if errors:
        return errors
    present = {fold_name(team.name) for team in roster.list_teams(g.member.organisation_id)}
    for folded, name in named.items():
        if folded not in present:
            teams.create_team(
                g.member.organisation_id, name, clock.now(), g.member.id, cookies.read_cookie()
            )
    return {}


def _context(step: str, fields: Any, errors: people_forms.Errors) -> dict[str, Any]:
    number = setup_checklist.STEPS.index(step)
    language = get_locale().language
    present = _settings_fields()
    fields = fields or present
    return {
        "step": step,
        "number": number + 1,
        "steps": len(setup_checklist.STEPS),
        "before": setup_checklist.STEPS[number - 1] if number else "",
        "fields": fields,
        "errors": errors,
        "organisation": g.member.organisation,
        "countries": public_holidays.named_countries(language, present["country"]),
        "doses": DOSES,
        "dose": int(present["dose"]),
        "weekdays": days_of(week_of(clock.now().date())),
        "teams": roster.list_teams(g.member.organisation_id),
        "some_teams": SOME_TEAMS,
        "at_once": settings.is_founding_day(g.member, clock.now()),
    }


def _settings_fields() -> dict[str, str]:
    """The settings as the company's form has them."""
    company = settings.load_settings(g.member, clock.now())
    fields = {name: str(getattr(company, name) or "") for name in ("name", "language", "zone")}
    fields |= {
        "country": company.country,
        "region": company.region or "",
        "dose": str(company.dose),
    }
    fields |= {"you": "vous" if company.vous else "tu"}
    return fields | {f"day{n}": "1" for n in company.days or ()}


def _pass_step(step: str) -> Any:
    next_step = setup_checklist.pass_step(g.member, step)
    return _redirect_to(next_step) if next_step else see_other(url_for("today.page"))


def _redirect_to(step: str) -> Any:
    return see_other(url_for("admin.founding_step", step=step))
