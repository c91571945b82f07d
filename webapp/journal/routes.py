"""POST /journal: a phone's batch as JSON, or one entry of a plain form."""

from typing import Any

from flask import g, jsonify, render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.auth import access, request_guard
from webapp.game.acts import How
from webapp.htmx import see_other
from webapp.journal import bp, forms
from webapp.journal.ingest import EntryIngest, MemberBlockedError, current_ingest
from webapp.journal.journal_head import head_json
from webapp.people.forms import parse_uuid

BACK = {
    "lessons": "lessons.page",
    "plan": "plan.page",
    "today": "today.page",
}  # where a form came from


@bp.post("/journal")
@access.login_required
@access.no_write_cost("journal.rate_limit")
def admit() -> Any:
    """A batch answers with receipts, a form with the page that shows what it did."""
    door = current_ingest()
    if not request.is_json:
        return _plain(door)
    try:
        batch = forms.parse_json(request.get_data())
        drafts = forms.parse_batch(batch, door.kinds)
    except forms.MalformedBatchError:
        says = _("That couldn’t be read, so none of it was saved. What you noted before is safe.")
        return jsonify(error="unreadable", says=says), 400
    admitted = door.submit_batch(
        g.member,
        drafts,
        beside=request_guard.pending_session_touch(),
        newest_key=parse_uuid(batch.get("held")),
    )
    receipts = admitted.receipts
    return jsonify(
        server_now=clock.to_milliseconds(clock.now()),
        receipts=[
            {"key": receipt.key, "status": receipt.status, "reason": receipt.reason}
            for receipt in receipts
        ],
        journal=admitted.head
        and head_json(g.member, admitted.head)
        | {"numbers": [receipt.number for receipt in receipts]},
    )


@bp.app_errorhandler(MemberBlockedError)
def shut_out(_error: MemberBlockedError) -> Any:
    """As at the next request: signed out, and the phone keeps what it has."""
    return request_guard.signed_out_response()


def _plain(door: EntryIngest) -> Any:
    draft = forms.parse_form(request.form, g.member, clock.now(), door.kinds)
    receipt = door.submit(g.member, [draft], beside=request_guard.pending_session_touch())[0]
    if receipt.status not in ("accepted", "duplicate"):
        return render_template("journal/rejected_entry.html", reason=receipt.reason), 422
    back = BACK.get(request.form.get("back", ""))
    if receipt.status == "accepted" and request.form.get("how") == How.FELL_THROUGH and back:
        return see_other(url_for("lessons.edit", call=receipt.key))
    if back:
        return see_other(url_for(back))
    return see_other(url_for("calls.page", noted=request.form.get("about") or receipt.key))
