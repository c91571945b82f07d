"""Routes of Today: the page, its panel, and the summary that the phone keeps."""

from typing import Any

from flask import g, jsonify, render_template, request, url_for

import webapp.clock as clock
from webapp.auth import access, recovery
from webapp.auth.cookies import read_cookie
from webapp.database.transactions import write_transaction
from webapp.htmx import see_other
from webapp.journal.journal_head import head_json, read_head
from webapp.people.forms import parse_uuid
from webapp.providers import providers
from webapp.today import bp, offline_summary, onboarding, panel

HELD_HEADER = "Rebond-Held"


@bp.get("/today")
@access.login_required
def page() -> str:
    """What do I do now?"""
    rows = providers().ordinary_ranges()
    way_in = recovery.get_notice(g.member)
    push_lost = providers().is_push_lost(g.member, read_cookie())
    return render_template(
        "today/page.html", **_today(), rows=rows, way_in=way_in, push_lost=push_lost
    )


@bp.get("/today/panel")
@access.login_required
def part() -> str:
    """The panel alone, which reloads itself."""
    return render_template("today/_panel.html", **_today())


@bp.get("/today/summary")
@access.login_required
def summary() -> Any:
    """What Today and Log need without a network, as JSON, and how far the journal has them: a phone
    names in a header the newest entry that it holds a receipt of.
    """
    now, handed = clock.now(), providers()
    today = panel.load_today(g.member, now, handed)
    head = read_head(g.member, parse_uuid(request.headers.get(HELD_HEADER)))
    tags, promises = handed.tags(g.member), handed.promises(g.member, now)
    copy = offline_summary.summary_json(g.member, now, today, tags, promises)
    return jsonify(copy | {"journal": head_json(g.member, head)})


@bp.post("/today/first/away")
@access.login_required
@access.write_cost(1)
def put_away() -> Any:
    """The first steps are not shown again."""
    onboarding.dismiss(g.member, clock.now())
    return _back()


@bp.post("/today/first/pattern")
@access.login_required
@access.write_cost(1)
def agree() -> Any:
    """The company's working days are the member's."""
    onboarding.confirm_pattern(g.member, clock.now())
    return _back()


@bp.post("/today/way-in")
@access.login_required
@access.no_write_cost("clears a row that is there")
def note_way_in() -> Any:
    """They have read that a new way in was made for them."""
    with write_transaction():
        recovery.dismiss_notice(g.member)
    return _back()


def _back() -> Any:
    return see_other(url_for("today.page"))


def _today() -> dict[str, Any]:
    today = panel.load_page(g.member, clock.now(), providers())
    return {"name": g.member.name, "today": today}
