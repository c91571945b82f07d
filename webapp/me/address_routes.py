"""Routes of the member's e-mail address: a change is confirmed by a code, the old one
is notified.
"""

from typing import Any

from flask import g, render_template, request, url_for

import webapp.clock as clock
from webapp.auth import access, code_repository, code_submission, cookies, email_addresses, emails
from webapp.database.transactions import write_transaction
from webapp.htmx import render_invalid_form, see_other
from webapp.me import bp
from webapp.people import forms

PURPOSE = "address"


@bp.get("/me/address")
@access.login_required
@access.recent_login_required("me.address")
def address() -> Any:
    """The address as it is, and the code of another one if it is on its way."""
    return render_template("me/address.html", **_context({}))


@bp.post("/me/address")
@access.login_required
@access.recent_login_required("me.address")
@access.no_write_cost("rate_limits.EMAIL_CHANGES_PER_MEMBER")
def ask_address() -> Any:
    """Send a code to the new address; the answer is the same where it cannot be had."""
    email, errors = forms.parse_email(request.form)
    if errors:
        return render_invalid_form("me/address.html", **_context(errors))
    member, browser = g.member, _code_key()

    def letter(code: str) -> Any:
        return emails.confirmation_email(email, code, member.words)

    with write_transaction():
        email_addresses.request_change(member, email, browser, letter, clock.now())
    return see_other(url_for("me.address"))


@bp.post("/me/address/code")
@access.login_required
@access.recent_login_required("me.address")
@access.no_write_cost("once for each code that was right")
def change_address() -> Any:
    """Verify the code, and change the address."""
    member, at = g.member, clock.now()
    errors = code_submission.submit_code(
        *(member, request.form, PURPOSE, cookies.read_cookie()),
        lambda email: email_addresses.confirm_change(member, email, at),
        at,
    )
    if errors:
        return render_invalid_form("me/address.html", **_context(errors))
    return see_other(url_for("me.address", kept=""))


def _context(errors: dict[str, str]) -> dict[str, Any]:
    return {
        "email": email_addresses.get_email(g.member),
        "waiting": code_repository.pending_email(_code_key(), clock.now()),
        "kept": "kept" in request.args,
        "typed": request.form.get("email", ""),
        "errors": errors,
    }


def _code_key() -> str:
    return code_submission.code_key(PURPOSE, cookies.read_cookie())
