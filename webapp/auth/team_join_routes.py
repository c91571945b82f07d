"""Routes of a team invitation: its page, and its acceptance by who was at the meeting."""

from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.auth import access, bp, login, request_guard, team_invitations
from webapp.auth import invitation_acceptance as acceptance
from webapp.htmx import render_invalid_form, see_other
from webapp.i18n import override_language, use_formal_address
from webapp.people import forms


@bp.get("/join/team/<token>")
@access.public
@login.secure_page
def join_team(token: str) -> Any:
    """The page of a team invitation, which is not used by looking at it."""
    offer = team_invitations.find_team_invitation(token, clock.now())
    if offer is None:
        return _render_over()
    if g.member and g.member.organisation_id == offer.organisation_id:
        return see_other(url_for("today.page"))
    _use_language(offer)
    return render_template("auth/join.html", **_context(token, offer, {}, {}))


@bp.post("/join/team/<token>")
@access.public
@login.secure_page
@access.no_write_cost("rate_limits.INVITATIONS_PER_IP, and as often as the link is for people")
def arrive_in_team(token: str) -> Any:
    """Accept a team invitation, with a name and an address of one's own."""
    at = clock.now()
    offer = team_invitations.find_team_invitation(token, at)
    if offer:
        _use_language(offer)
    name, errors = forms.parse_name(request.form)
    email, email_errors = forms.parse_email(request.form)
    errors |= email_errors
    if not errors:
        try:
            session_token = team_invitations.accept_team_invitation(
                token, name, email, request_guard.current_client(), at
            )
        except acceptance.EmailTakenError:
            errors = {"email": _("Somebody here already has this address.")}
        except team_invitations.TeamInvitationFullError:
            errors = {"name": _("That team already has 50 people, the most a team can have.")}
        else:
            return (
                login.log_in_response(session_token)
                if session_token
                else _render_over(counted=True)
            )
    if offer is None:
        return _render_over()
    return render_invalid_form("auth/join.html", **_context(token, offer, request.form, errors))


def _use_language(offer: team_invitations.TeamInvitation) -> None:
    override_language(offer.language)
    use_formal_address(offer.vous)


def _render_over(counted: bool = False) -> Any:
    """A link that opens nothing (any more): whoever is in already is led on, others are told."""
    if g.member:
        return see_other(url_for("today.page"))
    if not counted:
        acceptance.count_unknown_token(request.remote_addr or "", clock.now())
    return render_template("auth/team_link_expired.html"), 404


def _context(
    token: str, offer: team_invitations.TeamInvitation, fields: Any, errors: forms.Errors
) -> Any:
    return {
        "action": url_for("auth.arrive_in_team", token=token),
        "joined": False,
        "organisation": offer.organisation,
        "team": offer.team,
        "ask_name": True,
        "ask_email": True,
        "name": "",
        "fields": {"name": fields.get("name", ""), "email": fields.get("email", "")},
        "errors": errors,
    }
