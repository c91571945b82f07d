"""The member's own address: another one is shown to be theirs by a code, the old one is told."""

from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for

import webapp.clock as clock
from webapp.auth import access, email_addresses, emails, login_codes
from webapp.database.transactions import write_transaction
from webapp.htmx import render_invalid_form
from webapp.me import bp
from webapp.people import audit, forms


@bp.get("/me/address")
@access.login_required
@access.recent_login_required("me.address")
def address() -> Any:
    """The address as it is, and the code of another one if it is on its way."""
    return render_template("me/address.html", **_context({}))


@bp.post("/me/address")
@access.login_required
@access.recent_login_required("me.address")
@access.no_write_cost("limits.ADDRESSES_OF_MEMBER")
def ask_address() -> Any:
    """A code leaves for the new address; the answer is the same where it cannot be had."""
    email, errors = forms.parse_email(request.form)
    if errors:
        return render_invalid_form("me/address.html", **_context(errors))
    member, secret = g.member, current_app.config["SECRET"]

    def letter(code: str) -> Any:
        return emails.confirmation_email(email, code, member.words)

    with write_transaction():
        email_addresses.request_change(member, email, _whose(), letter, secret, clock.now())
    return redirect(url_for("me.address"), 303)


@bp.post("/me/address/code")
@access.login_required
@access.recent_login_required("me.address")
@access.no_write_cost("once for each code that was right")
def change_address() -> Any:
    """A right code, and the new address is the person's."""
    code, errors = forms.parse_code(request.form)
    if errors:
        return render_invalid_form("me/address.html", **_context(errors))
    member, at = g.member, clock.now()
    with write_transaction():
        email, left = login_codes.verify_recent_login(
            _whose(), code, current_app.config["SECRET"], at
        )
        done = email is not None and email_addresses.confirm_change(member, email, at)
    if done:
        return redirect(url_for("me.address", kept=""), 303)
    audit.record_refusal(
        member.organisation_id,
        "code-refused",
        at,
        actor_id=member.id,
        about_id=member.id,
        detail="address",
    )
    return render_invalid_form("me/address.html", **_context(forms.wrong_code(left)))


def _context(errors: dict[str, str]) -> dict[str, Any]:
    return {
        "email": email_addresses.get_email(g.member),
        "waiting": login_codes.pending_email(_whose(), clock.now()),
        "kept": "kept" in request.args,
        "typed": request.form.get("email", ""),
        "errors": errors,
    }


def _whose() -> str:
    return f"address {access.read_cookie()}"
