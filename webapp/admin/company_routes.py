"""Routes of the company's settings: for administrators."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import get_locale

import webapp.clock as clock
from webapp.admin import bp, forms, settings
from webapp.auth import access
from webapp.game.days import days_of, week_of
from webapp.game.retention import AUDIT_MONTHS, CHOICES
from webapp.game.streaks import DOSES
from webapp.htmx import render_invalid_form, see_other
from webapp.mail.report import StuckMails, find_stuck
from webapp.people import retention_setting, zones
from webapp.people.forms import Errors
from webapp.people.refusals import RefusedChangeError
from webapp.people.schedule import public_holidays


@bp.app_context_processor
def _stuck_mails_context() -> dict[str, Any]:
    """What each of the company's pages may ask for, be it another feature's; it costs nothing where
    it is not asked.
    """
    return {"stuck_mails": _stuck_mails}


@bp.get("/admin")
@access.admin_required
def index() -> Any:
    """The first of the four pages."""
    return see_other(url_for("admin.company"))


@bp.get("/admin/company")
@access.admin_required
def company() -> str:
    """The company's settings."""
    company_settings = settings.load_settings(g.member, clock.now())
    fields = {name: getattr(company_settings, name) for name in company_settings.__slots__}
    fields |= {f"day{n}": "1" for n in company_settings.days or ()}
    fields["called"] = forms.CALLED[bool(company_settings.consumers)]
    fields["you"] = "vous" if company_settings.vous else "tu"
    context = _context(fields, {}, saved="kept" in request.args)
    return render_template("admin/company.html", **context)


@bp.post("/admin/company")
@access.admin_required
@access.write_cost(5)
def keep_company() -> Any:
    """Save the settings; dose and holidays hold from the next Monday, legal hours at once."""
    submitted, errors = forms.parse_company(
        request.form, zones.zones(), public_holidays.countries()
    )
    asks_whether_sure = False
    if submitted:
        try:
            settings.save_settings(
                g.member, submitted, clock.now(), sure=request.form.get("sure") == "1"
            )
        except RefusedChangeError as refusal:
            errors, asks_whether_sure = refusal.errors(), refusal.reason == "fewer"
        else:
            return see_other(url_for("admin.company", kept=""))
    context = _context(request.form, errors, asks_whether_sure=asks_whether_sure)
    return render_invalid_form("admin/company.html", **context)


def _stuck_mails() -> StuckMails | None:
    stuck = find_stuck(g.member.organisation_id, clock.now())
    return replace(stuck, since=stuck.since.astimezone(g.member.zone)) if stuck else None


def _context(
    fields: Mapping[str, Any],
    errors: Errors,
    *,
    saved: bool = False,
    asks_whether_sure: bool = False,
) -> dict[str, Any]:
    language = get_locale().language
    return {
        "organisation": g.member.organisation,
        "fields": fields,
        "errors": errors,
        "zones": zones.list_choices(language, settings.load_settings(g.member, clock.now()).zone),
        "countries": public_holidays.named_countries(language, fields.get("country", "")),
        "regions": public_holidays.regions(fields.get("country", ""), language),
        "doses": DOSES,
        "weekdays": days_of(week_of(clock.now().date())),
        "retention": {
            "choices": CHOICES,
            "audit": AUDIT_MONTHS,
            "choice": retention_setting.read_choice(g.member, clock.now()),
            "ask": asks_whether_sure,
        },
        "saved": saved,
    }
