"""One-time links: what one opens, and who comes in by it."""

from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.htmx import refused
from webapp.i18n import call_vous
from webapp.people import bp, forms, guard, links, ways_in


@bp.get("/join/<token>")
@guard.anyone
@ways_in.limited
def join(token: str) -> Any:
    """What a one-time link opens, without spending it: mail scanners look at links too."""
    invitation = links.read(token, clock.now())
    if invitation is None:
        return render_template("people/spent.html"), 404
    call_vous(invitation.vous)
    return render_template("people/join.html", **_joining(token, invitation, {}, {}))


@bp.post("/join/<token>")
@guard.anyone
@ways_in.limited
@guard.no_write_cost("limits.LINKS_OF_PLACE")
def arrive(token: str) -> Any:
    """Spend the link: who comes in says a name, and an address if nobody has said one."""
    at = clock.now()
    invitation = links.read(token, at)
    if invitation is None:
        return render_template("people/spent.html"), 404
    call_vous(invitation.vous)
    name, errors = (invitation.name, {}) if invitation.joined else forms.name(request.form)
    email = invitation.email
    if email is None:
        email, wrong = forms.email(request.form)
        errors |= wrong
    if errors:
        context = _joining(token, invitation, request.form, errors)
        return refused("people/join.html", **context)
    try:
        held = links.redeem(
            token,
            name,
            email,
            request.remote_addr or "",
            request.user_agent.string,
            at,
            current_app.extensions["rebond.arrivals"],
        )
    except links.Taken:
        errors = {"email": _("Somebody here already has this address.")}
        context = _joining(token, invitation, request.form, errors)
        return refused("people/join.html", **context)
    return ways_in.inside(held) if held else (render_template("people/spent.html"), 404)


def _joining(
    token: str, invitation: links.Invitation, fields: Any, errors: forms.Errors
) -> dict[str, Any]:
    return {
        "action": url_for("people.arrive", token=token),
        "leaving": invitation.leaving,
        "organisation": invitation.organisation,
        "team": invitation.team,
        "ask_name": not invitation.joined,
        "ask_email": invitation.email is None,
        "name": invitation.name,
        "fields": {"name": fields.get("name", invitation.name), "email": fields.get("email", "")},
        "errors": errors,
    }
