"""POST /journal: a phone's batch as JSON, or one entry of a plain form."""

from typing import Any

from flask import current_app, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.game.acts import How
from webapp.journal import bp, forms
from webapp.journal.door import Door, ShutOut
from webapp.journal.reach import reach_json
from webapp.people import guard
from webapp.people.forms import uuid

BACK = {"lessons": "lessons.page", "today": "today.page"}  # where a form came from


@bp.post("/journal")
@guard.signed_in
@guard.no_write_cost("journal.pace")
def admit() -> Any:
    """A batch answers with receipts, a form with the page that shows what it did."""
    door: Door = current_app.extensions["rebond.door"]
    if not request.is_json:
        return _plain(door)
    try:
        batch = forms.load(request.get_data())
        drafts = forms.parse(batch, door.kinds)
    except forms.Unreadable:
        says = _("That couldn’t be read, so none of it was saved. What you noted before is safe.")
        return jsonify(error="unreadable", says=says), 400
    admission = door.admit_batch(
        g.member, drafts, beside=guard.use_to_note(), held=uuid(batch.get("held"))
    )
    receipts = admission.receipts
    return jsonify(
        server_now=clock.to_milliseconds(clock.now()),
        receipts=[
            {"key": receipt.key, "status": receipt.status, "reason": receipt.reason}
            for receipt in receipts
        ],
        journal=admission.reach
        and reach_json(g.member, admission.reach)
        | {"numbers": [receipt.number for receipt in receipts]},
    )


@bp.app_errorhandler(ShutOut)
def shut_out(_error: ShutOut) -> Any:
    """As at the next request: signed out, and the phone keeps what it has."""
    return guard.signed_out()


def _plain(door: Door) -> Any:
    draft = forms.from_form(request.form, g.member, clock.now(), door.kinds)
    receipt = door.admit(g.member, [draft], beside=guard.use_to_note())[0]
    if receipt.status not in ("accepted", "duplicate"):
        return render_template("journal/refused.html", reason=receipt.reason), 422
    back = BACK.get(request.form.get("back", ""))
    if receipt.status == "accepted" and request.form.get("how") == How.FELL_THROUGH and back:
        return redirect(url_for("lessons.edit", call=receipt.key), 303)
    if back:
        return redirect(url_for(back), 303)
    return redirect(url_for("calls.page", noted=request.form.get("about") or receipt.key), 303)
