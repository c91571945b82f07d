"""The member's own address: another one is shown to be theirs by a code, the old one is told."""

from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for

import webapp.clock as clock
from webapp.database import writing
from webapp.htmx import refused
from webapp.me import bp
from webapp.people import addresses, audit, codes, forms, guard, letters


@bp.get("/me/address")
@guard.signed_in
@guard.fresh("me.address")
def address() -> Any:
    """The address as it is, and the code of another one if it is on its way."""
    return render_template("me/address.html", **_context({}))


@bp.post("/me/address")
@guard.signed_in
@guard.fresh("me.address")
@guard.no_write_cost("limits.ADDRESSES_OF_MEMBER")
def ask_address() -> Any:
    """A code leaves for the new address; the answer is the same where it cannot be had."""
    email, errors = forms.email(request.form)
    if errors:
        return refused("me/address.html", **_context(errors))
    who, secret = g.member, current_app.config["SECRET"]

    def letter(code: str) -> Any:
        return letters.confirmation(email, code, who.words)

    with writing():
        addresses.ask(who, email, _whose(), letter, secret, clock.now())
    return redirect(url_for("me.address"), 303)


@bp.post("/me/address/code")
@guard.signed_in
@guard.fresh("me.address")
@guard.no_write_cost("once for each code that was right")
def change_address() -> Any:
    """A right code, and the new address is the person's."""
    said, errors = forms.code(request.form)
    if errors:
        return refused("me/address.html", **_context(errors))
    who, at = g.member, clock.now()
    with writing():
        email, left = codes.prove(_whose(), said, current_app.config["SECRET"], at)
        done = email is not None and addresses.change(who, email, at)
    if done:
        return redirect(url_for("me.address", kept=""), 303)
    audit.note_refusal(
        who.organisation_id, "code-refused", at, actor_id=who.id, about_id=who.id, detail="address"
    )
    return refused("me/address.html", **_context(forms.wrong_code(left)))


def _context(errors: dict[str, str]) -> dict[str, Any]:
    return {
        "email": addresses.address_of(g.member),
        "waiting": codes.asked_by(_whose(), clock.now()),
        "kept": "kept" in request.args,
        "said": request.form.get("email", ""),
        "errors": errors,
    }


def _whose() -> str:
    return f"address {guard.carried()}"
