"""Routes of the plan: its page, the list that reloads itself, a slot planned and a slot moved."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, g, make_response, render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.auth import access
from webapp.database.ids import new_id
from webapp.game.days import ONE_DAY, today
from webapp.htmx import see_other
from webapp.people.forms import parse_uuid
from webapp.plan import bp, cues, feed, forms, plan_page, repository
from webapp.plan.repository import Plan
from webapp.plan.submission import build_entry, submit_entries
from webapp.providers import providers
from webapp.security import absolute_url

REASONS = {
    "on": lambda: _("Choose a day."),
    "weekdays": lambda: _("Choose one weekday at least."),
    "from": lambda: _("Choose a day."),
    "to": lambda: _("It ends before it begins."),
    "at": lambda: _("Choose a time, like 10:40."),
    "minutes": lambda: _("A slot takes 5, 15 or 25 minutes."),
    "cue": lambda: _("Say the cue in 80 characters at most."),
    "past": lambda: _("This time is over. Choose one that is still to come."),
    "full": lambda: _(
        "This day already has a thousand entries and takes no more. What it has stays and counts."
    ),
}


@bp.get("/plan")
@access.login_required
def page() -> str:
    """My plan: what stands, and the forms that plan a slot."""
    return _page({}, {})


@bp.get("/plan/list")
@access.login_required
def panel() -> str:
    """What stands alone, which reloads itself."""
    return render_template(
        "plan/_standing.html", plan=plan_page.load_page(g.member, clock.now(), providers())
    )


@bp.post("/plan")
@access.login_required
@access.no_write_cost("journal.rate_limit")
def plan_slot() -> Any:
    """One slot of the page's forms; 303 to the page, or 422 with what is wrong in words."""
    now, form = clock.now(), request.form
    fields = forms.fields_of(form, form.getlist("weekdays"))
    draft, reasons = forms.parse_slot(fields)
    if draft and forms.is_past(draft.slot, g.member.wall(now)):
        reasons = {"past": "past"}
    if not reasons:
        key = parse_uuid(form.get("key")) or new_id(now)
        reasons = submit_entries(g.member, [build_entry(g.member, "slot", key, now, fields)], now)
    if reasons:
        return make_response(_page(reasons, form), 422)
    return see_other(url_for("plan.page"))


@bp.post("/plan/<uuid:key>/move")
@access.login_required
@access.no_write_cost("journal.rate_limit")
def move_slot(key: UUID) -> Any:
    """A slot at another time: the former is withdrawn and the new one planned, or neither. Of a
    weekly one the days after this stay where they were.
    """
    now = clock.now()
    plan = repository.get_plan(g.member, key)
    if plan is None:
        abort(404)
    on, _sep, at = request.form.get("to", "").partition(" ")
    moved = {"on": on, "at": at, "minutes": plan.slot.minutes, "cue": plan.cue}
    draft, reasons = forms.parse_slot(moved)
    if draft and not reasons:
        entries = [build_entry(g.member, "withdraw", new_id(now), now, {"of": str(key)})]
        entries += [
            build_entry(g.member, "slot", new_id(now), now, fields)
            for fields in (moved, *_rest(plan, now))
        ]
        reasons = submit_entries(g.member, entries, now)
    if reasons:
        return make_response(_page(reasons, {}), 422)
    return see_other(url_for("today.page"))


def _rest(plan: Plan, now: datetime) -> list[dict[str, Any]]:
    """The fields of what stays of a weekly slot from tomorrow on."""
    slot, tomorrow = plan.slot, today(now, g.member.zone) + ONE_DAY
    if not slot.weekdays or slot.at is None or (slot.last and slot.last < tomorrow):
        return []
    first = max(slot.first, tomorrow)
    rest = {"weekdays": sorted(slot.weekdays), "from": first.isoformat(), "at": f"{slot.at:%H:%M}"}
    ended = {"to": slot.last.isoformat()} if slot.last else {}
    return [rest | ended | {"minutes": slot.minutes, "cue": plan.cue}]


def _page(reasons: Mapping[str, str], fields: Mapping[str, str]) -> str:
    errors = [REASONS.get(name, REASONS["on"])() for name in reasons]
    return render_template(
        "plan/page.html",
        plan=plan_page.load_page(g.member, clock.now(), providers()),
        lengths=forms.LENGTHS,
        listed=cues.list_cues(),
        errors=errors,
        fields=fields,
        **_feed(),
    )


def _feed() -> dict[str, Any]:
    """The member's feed with its address, and the alarms to choose from."""
    opened = feed.get_feed(g.member)
    if opened is None:
        return {"feed": None, "feed_alarms": feed.ALARMS}
    ids = {"organisation_id": g.member.organisation_id, "token": opened.token}
    address = absolute_url(url_for("plan.read_feed", **ids))
    return {"feed": opened, "feed_address": address, "feed_alarms": feed.ALARMS}
