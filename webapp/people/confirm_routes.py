"""A fresh sign-in, for what is dangerous: a code by mail, then back to what was asked."""

from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for

import webapp.clock as clock
from webapp.database import write_transaction
from webapp.htmx import render_invalid_form
from webapp.people import addresses, audit, bp, codes, forms, guard, letters, limits, sign_ins

# The pages that lead here, by the names of their routes; an address is never taken from outside.
BACK = ("me.data", "me.leave", "me.address", "admin.person_list", "admin.audit_list")


@bp.get("/confirm")
@guard.login_required
def confirm() -> Any:
    """Why a code is asked for, and where it is typed once it has left."""
    if guard.is_recent_login():
        return _back()
    return render_template("people/confirm.html", **_context({}))


@bp.post("/confirm/code")
@guard.login_required
@guard.no_write_cost("limits.CODES_OF_ASKER")
def send_confirmation() -> Any:
    """A code leaves for the member's own address."""
    who, at, email = g.member, clock.now(), addresses.get_email(g.member)
    if email is None:
        return render_invalid_form("people/confirm.html", **_context({}))
    with write_transaction():
        limits.hit(limits.CODES_PER_BROWSER, email, at, by=str(who.id))
        codes.request_code_again(
            _whose(),
            email,
            lambda code: letters.confirmation_email(email, code, who.words),
            who,
            current_app.config["SECRET"],
            at,
        )
    return redirect(url_for("people.confirm", to=_to()), 303)


@bp.post("/confirm")
@guard.login_required
@guard.no_write_cost("once for each code that was right")
def try_confirmation() -> Any:
    """A right code, and for a quarter of an hour nothing more is asked; sent twice it is right."""
    if guard.is_recent_login():
        return _back()
    said, errors = forms.parse_code(request.form)
    if errors:
        return render_invalid_form("people/confirm.html", **_context(errors))
    who, at = g.member, clock.now()
    with write_transaction():
        proved, left = codes.verify_recent_login(_whose(), said, current_app.config["SECRET"], at)
        if proved:
            sign_ins.mark_verified(who, guard.read_cookie(), at)
            audit.record(who.organisation_id, "confirmed", at, actor_id=who.id, about_id=who.id)
    if proved:
        return _back()
    audit.record_refusal(
        who.organisation_id, "code-refused", at, actor_id=who.id, about_id=who.id, detail="confirm"
    )
    return render_invalid_form("people/confirm.html", **_context(forms.wrong_code(left)))


def _context(errors: dict[str, str]) -> dict[str, Any]:
    """What the page is for, and whether a code is on its way to this sign-in."""
    email = addresses.get_email(g.member)
    waiting = codes.pending_email(_whose(), clock.now()) is not None
    return {"to": _to(), "back": url_for(_to()), "email": email, "waiting": waiting} | {
        "errors": errors
    }


def _whose() -> str:
    """A code of this page is worth nothing but in the sign-in that asked for it."""
    return f"confirm {guard.read_cookie()}"


def _to() -> str:
    said = request.values.get("to", "")
    return said if said in BACK else BACK[0]


def _back() -> Any:
    return redirect(url_for(_to()), 303)
