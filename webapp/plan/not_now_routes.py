"""Routes of « not now »: the sheet as a page, a reason of a plain form, and what it knows."""

from typing import Any

from flask import abort, g, make_response, render_template, request, url_for

import webapp.clock as clock
from webapp.auth import access
from webapp.database.ids import new_id
from webapp.game.acts import NotNowReason
from webapp.htmx import see_other
from webapp.people.forms import parse_uuid
from webapp.plan import bp
from webapp.plan.not_now_page import load_sheet
from webapp.plan.submission import build_entry, submit_entries
from webapp.providers import providers

REASONS = frozenset(NotNowReason)


@bp.get("/not-now")
@access.login_required
def not_now() -> str:
    """Why not now, and the smallest next step of the reason that the address names."""
    return _page(request.args.get("reason"))


@bp.get("/not-now/known")
@access.login_required
def not_now_known() -> str:
    """The answer to *no time* alone, with what the server knows; read when the sheet opens."""
    sheet = load_sheet(g.member, clock.now(), None, providers())
    return render_template("plan/_no_time.html", sheet=sheet)


@bp.post("/not-now")
@access.login_required
@access.no_write_cost("journal.rate_limit")
def put_off() -> Any:
    """One reason; 303 to its next step, or 422 for one that there is not."""
    now, reason = clock.now(), request.form.get("reason", "")
    if reason not in REASONS:
        return make_response(_page(None), 422)
    key = parse_uuid(request.form.get("key")) or new_id(now)
    if submit_entries(
        g.member, [build_entry(g.member, "not_now", key, now, {"reason": reason})], now
    ):
        abort(422)
    return see_other(url_for("plan.not_now", reason=reason))


def _page(reason: str | None) -> str:
    handed, chosen = providers(), reason if reason in REASONS else None
    return render_template(
        "plan/not_now.html",
        sheet=load_sheet(g.member, clock.now(), chosen, handed),
        rows=handed.ordinary_ranges(),
    )
