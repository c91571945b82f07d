"""Routes of an invitation: its page, and its acceptance."""

from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.auth import access, bp, cookies, invitations, login, request_guard
from webapp.auth import invitation_acceptance as acceptance
from webapp.auth.tokens import token_digest
from webapp.htmx import render_invalid_form, see_other
from webapp.i18n import override_language, use_formal_address
from webapp.people import forms


@bp.get("/join/<token>")
@access.public
@login.secure_page
def join(token: str) -> Any:
    """The page of an invitation, without spending it: mail scanners look at links too."""
    at = clock.now()
    invitation = invitations.find_invitation(token, at)
    if invitation is None:
        return _render_spent(token, at)
    override_language(invitation.language)
    use_formal_address(invitation.vous)
    return render_template("auth/join.html", **_context(token, invitation, {}, {}))


@bp.post("/join/<token>")
@access.public
@login.secure_page
@access.no_write_cost("rate_limits.INVITATIONS_PER_IP")
def arrive(token: str) -> Any:
    """Accept the invitation: who comes in says a name, and an address if nobody has said one."""
    at = clock.now()
    invitation = invitations.find_invitation(token, at)
    if invitation is None:
        return _replay(token, at)
    override_language(invitation.language)
    use_formal_address(invitation.vous)
    name, errors = (invitation.name, {}) if invitation.joined else forms.parse_name(request.form)
    email = invitation.email
    if email is None:
        email, email_errors = forms.parse_email(request.form)
        errors |= email_errors
    if errors:
        context = _context(token, invitation, request.form, errors)
        return render_invalid_form("auth/join.html", **context)
    try:
        session_token = _redeem(token, name, email, at)
    except acceptance.EmailTakenError:
        errors = {"email": _("Somebody here already has this address.")}
        context = _context(token, invitation, request.form, errors)
        return render_invalid_form("auth/join.html", **context)
    return login.log_in_response(session_token) if session_token else _render_spent(token, at)


def _redeem(token: str, name: str, email: str | None, at: datetime) -> str | None:
    lost = request.form.get("lost") == "1"
    return acceptance.accept_invitation(
        *(token, name, email, request_guard.current_client(), at), lost=lost
    )


def _replay(token: str, at: datetime) -> Any:
    """The browser that has come in by this link is let in again; to all others it is spent."""
    if acceptance.accepted_session(token, cookies.get_browser_token(), at):
        session_token = _redeem(token, "", None, at)
        if session_token:
            return login.log_in_response(session_token)
    return _render_spent(token, at)


def _render_spent(token: str, at: datetime) -> Any:
    """A link that opens nothing: whoever came in by it is led on, others are told, and counted."""
    session_digest = acceptance.accepted_session(token, cookies.get_browser_token(), at)
    if session_digest and token_digest(cookies.read_cookie()) == session_digest:
        return see_other(url_for("today.page"))
    if not session_digest:
        acceptance.count_unknown_token(request.remote_addr or "", at)
    retry_url = url_for("auth.arrive", token=token) if session_digest else ""
    return render_template(
        "auth/invitation_expired.html", again=retry_url
    ), 200 if session_digest else 404


def _context(
    token: str, invitation: invitations.Invitation, fields: Any, errors: forms.Errors
) -> dict[str, Any]:
    return {
        "action": url_for("auth.arrive", token=token),
        "joined": invitation.joined,
        "organisation": invitation.organisation,
        "team": invitation.team,
        "ask_name": not invitation.joined,
        "ask_email": invitation.email is None,
        "name": invitation.name,
        "fields": {"name": fields.get("name", invitation.name), "email": fields.get("email", "")},
        "errors": errors,
    }
