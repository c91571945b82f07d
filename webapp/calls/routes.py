"""Routes of calls: the tiles, the day's list, a call added by hand or at its right time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g, render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.auth import access
from webapp.calls import bp, confirmation, day_calls, wrong_clock
from webapp.calls.confirmation import answer_key
from webapp.database.ids import new_id
from webapp.game.acts import How
from webapp.game.days import ONE_DAY, end_of_day, today
from webapp.htmx import see_other
from webapp.journal.forms import parse_batch, parse_form
from webapp.journal.ingest import RefusedError, current_ingest
from webapp.people.forms import parse_page_number, parse_uuid
from webapp.progress.days.summary import load_summary
from webapp.providers import providers

WRONG_TIMES = {
    "time": lambda: _("This time has not been yet, or it cannot be read."),
    "late": lambda: _("A call of more than seven days ago cannot count any more."),
    "full": lambda: _(
        "This day already has a thousand entries and takes no more. What it has stays and counts."
    ),
}


@bp.get("/log")
@access.login_required
def page() -> str:
    """The tiles and the day's calls; with ?noted=<key> what was just noted, and what can follow,
    with ?page=2 the earlier calls.
    """
    now, handed = clock.now(), providers()
    key = parse_uuid(request.args.get("noted"))
    standing = load_summary(g.member, now)
    return render_template(
        "calls/page.html",
        keys=confirmation.new_keys(now),
        noted=confirmation.confirmation(g.member, key, now) if key else None,
        dates=confirmation.callback_dates(g.member, now, standing.working_days),
        promise=parse_uuid(request.args.get("promise")),
        dose={"done": standing.attempts, "needed": standing.dose},
        lesson=handed.reminder(g.member, now),
        tags=handed.tags(g.member),
        **_day(now),
    )


@bp.get("/log/day")
@access.login_required
def day() -> str:
    """The day's calls alone, which reload themselves; with ?page=2 the earlier ones."""
    now = clock.now()
    return render_template("calls/_day.html", **_day(now))


@bp.post("/log/promise/<uuid:key>")
@access.login_required
@access.no_write_cost("journal.rate_limit")
def keep_promise(key: UUID) -> Any:
    """A call that keeps what another has promised, or another date of it, which has moved: both
    that and what became of the promise are noted, or neither.
    """
    now, moves = clock.now(), request.form.get("kind") == "next"
    door = current_ingest()
    own = {"kind": "held", "key": answer_key(request.form.get("key")), "call": str(key)}
    how = How.MOVED if moves else How.HELD
    fields = request.form.to_dict() | ({"call": str(key)} if moves else {})
    forms = (fields, own | {"how": how.value})
    drafts = [parse_form(form, g.member, now, door.kinds) for form in forms]
    try:
        (receipt, _answer) = door.submit_grouped(g.member, drafts)
    except RefusedError as refused:
        return render_template("journal/rejected_entry.html", reason=refused.reason), 422
    if moves:
        return see_other(url_for("today.page"))
    return see_other(url_for("calls.page", noted=receipt.key))


@bp.get("/log/by-hand")
@access.login_required
def by_hand() -> str:
    """A form for a forgotten call of today or yesterday."""
    now = clock.now()
    day = today(now, g.member.zone)
    days = [day, day - ONE_DAY] if g.member.joined_on < day else [day]
    local = now.astimezone(g.member.zone)
    return render_template("calls/by_hand.html", key=new_id(now), now=f"{local:%H:%M}", days=days)


@bp.get("/log/<uuid:key>/time")
@access.login_required
def time(key: UUID) -> Any:
    """A call of a phone whose clock was wrong, to be noted anew at its right time."""
    return _time_form(key, {}, {})


@bp.post("/log/<uuid:key>/time")
@access.login_required
@access.no_write_cost("journal.rate_limit")
def note_anew(key: UUID) -> Any:
    """The call is taken back, and stands at the time that is stated, with all that goes along."""
    now, lessons = clock.now(), providers().lesson_fields
    call = wrong_clock.flagged_call(g.member, key, now, lessons)
    if call is None:
        return see_other(url_for("calls.page"))
    at, wrong = wrong_clock.stated_time(request.form, g.member, now)
    if at is None:
        return _time_form(key, request.form, {"time": WRONG_TIMES[wrong]()}), 422
    door = current_ingest()
    entries = wrong_clock.entries_anew(g.member, call, at, now)
    batch = {"sent_at": clock.to_milliseconds(now), "entries": entries}
    try:
        door.submit_grouped(g.member, parse_batch(batch, door.kinds))
    except RefusedError as refused:
        if refused.reason in WRONG_TIMES:
            return _time_form(key, request.form, {"time": WRONG_TIMES[refused.reason]()}), 422
    return see_other(url_for("calls.page", noted=entries[0]["key"]))


def _time_form(key: UUID, fields: Mapping[str, str], errors: Mapping[str, str]) -> Any:
    context = _flagged(clock.now())
    calls = [call for call in context["flagged"] if call.key == key]
    if not calls:
        return see_other(url_for("calls.page"))
    return render_template(
        "calls/wrong_clock.html", **context | {"flagged": calls}, fields=fields, errors=errors
    )


def _day(now: datetime) -> dict[str, Any]:
    """What the day's list is handed."""
    until = end_of_day(today(now, g.member.zone), g.member.zone)
    number = parse_page_number(request.args.get("page"))
    calls, more = day_calls.load_day(g.member, number, now)
    page = {"calls": calls, "page_number": number, "more": more, "until": until}
    return page | _flagged(now)


def _flagged(now: datetime) -> dict[str, Any]:
    handed = providers()
    earliest, latest = handed.earliest_day(g.member, now), now.astimezone(g.member.zone).date()
    return {"flagged": handed.flagged_calls(g.member, now), "earliest": earliest, "latest": latest}
