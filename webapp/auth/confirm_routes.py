"""Routes of a recent login, for what is dangerous: a code by mail, then back to what was asked."""

from datetime import datetime
from typing import Any

from flask import g, render_template, request, url_for

import webapp.clock as clock
from webapp.auth import (
    access,
    bp,
    code_repository,
    code_submission,
    confirmation_codes,
    cookies,
    email_addresses,
    emails,
    rate_limits,
    sessions,
)
from webapp.database.transactions import write_transaction
from webapp.htmx import render_invalid_form, see_other
from webapp.people import audit

PURPOSE = "confirm"
# The pages that lead here, by the names of their routes; an address is never taken from outside.
BACK = ("me.data", "me.leave", "me.address", "admin.person_list", "admin.audit_list")


@bp.get("/confirm")
@access.login_required
def confirm() -> Any:
    """Why a code is asked for, and where it is typed once it has left."""
    if access.is_recent_login():
        return _back()
    return render_template("auth/confirm.html", **_context({}))


@bp.post("/confirm/code")
@access.login_required
@access.no_write_cost("rate_limits.CODES_PER_BROWSER")
def send_confirmation() -> Any:
    """Send a code to the member's own address."""
    member, at, email = g.member, clock.now(), email_addresses.get_email(g.member)
    if email is None:
        return render_invalid_form("auth/confirm.html", **_context({}))
    with write_transaction():
        rate_limits.hit(rate_limits.CODES_PER_BROWSER, email, at, by=str(member.id))
        confirmation_codes.request_confirmation(
            _code_key(),
            email,
            lambda code: emails.confirmation_email(email, code, member.words),
            member,
            at,
        )
    return see_other(url_for("auth.confirm", to=_to()))


@bp.post("/confirm")
@access.login_required
@access.no_write_cost("once for each code that was right")
def try_confirmation() -> Any:
    """Verify a code: for a quarter of an hour nothing more is asked; sent twice it is right."""
    if access.is_recent_login():
        return _back()
    at, cookie = clock.now(), cookies.read_cookie()
    errors = code_submission.submit_code(
        *(g.member, request.form, PURPOSE, cookie), lambda _email: _mark_verified(cookie, at), at
    )
    if errors:
        return render_invalid_form("auth/confirm.html", **_context(errors))
    return _back()


def _mark_verified(cookie: str, at: datetime) -> bool:
    member = g.member
    sessions.mark_verified(member, cookie, at)
    ids = {"actor_id": member.id, "about_id": member.id}
    audit.record(member.organisation_id, "confirmed", at, **ids)
    return True


def _context(errors: dict[str, str]) -> dict[str, Any]:
    """What the page is for, and whether a code is on its way to this sign-in."""
    email = email_addresses.get_email(g.member)
    waiting = code_repository.pending_email(_code_key(), clock.now()) is not None
    return {"to": _to(), "back": url_for(_to()), "email": email, "waiting": waiting} | {
        "errors": errors
    }


def _code_key() -> str:
    return code_submission.code_key(PURPOSE, cookies.read_cookie())


def _to() -> str:
    endpoint = request.values.get("to", "")
    return endpoint if endpoint in BACK else BACK[0]


def _back() -> Any:
    return see_other(url_for(_to()))
