"""The member's own address: another one is shown to be theirs by a code, the old one is told."""

from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for

import webapp.clock as clock
from webapp.database import write_transaction
from webapp.htmx import render_invalid_form
from webapp.me import bp
from webapp.people import addresses, audit, codes, forms, guard, letters


@bp.get("/me/address")
@guard.login_required
@guard.recent_login_required("me.address")
def address() -> Any:
    """The address as it is, and the code of another one if it is on its way."""
    return render_template("me/address.html", **_context({}))


@bp.post("/me/address")
@guard.login_required
@guard.recent_login_required("me.address")
@guard.no_write_cost("limits.ADDRESSES_OF_MEMBER")
def ask_address() -> Any:
    """A code leaves for the new address; the answer is the same where it cannot be had."""
    email, errors = forms.parse_email(request.form)
    if errors:
        return render_invalid_form("me/address.html", **_context(errors))
    who, secret = g.member, current_app.config["SECRET"]

    def letter(code: str) -> Any:
        return letters.confirmation_email(email, code, who.words)

    with write_transaction():
        addresses.request_change(who, email, _whose(), letter, secret, clock.now())
    return redirect(url_for("me.address"), 303)


@bp.post("/me/address/code")
@guard.login_required
@guard.recent_login_required("me.address")
@guard.no_write_cost("once for each code that was right")
def change_address() -> Any:
    """A right code, and the new address is the person's."""
    said, errors = forms.parse_code(request.form)
    if errors:
        return render_invalid_form("me/address.html", **_context(errors))
    who, at = g.member, clock.now()
    with write_transaction():
        email, left = codes.verify_recent_login(_whose(), said, current_app.config["SECRET"], at)
        done = email is not None and addresses.confirm_change(who, email, at)
    if done:
        return redirect(url_for("me.address", kept=""), 303)
    audit.record_refusal(
        who.organisation_id, "code-refused", at, actor_id=who.id, about_id=who.id, detail="address"
    )
    return render_invalid_form("me/address.html", **_context(forms.wrong_code(left)))


def _context(errors: dict[str, str]) -> dict[str, Any]:
    return {
        "email": addresses.get_email(g.member),
        "waiting": codes.pending_email(_whose(), clock.now()),
        "kept": "kept" in request.args,
        "said": request.form.get("email", ""),
        "errors": errors,
    }


def _whose() -> str:
    return f"address {guard.read_cookie()}"
