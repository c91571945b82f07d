"""A team's link, as it is opened by who was at the meeting: they say who they are, and are in."""

from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.htmx import render_invalid_form
from webapp.i18n import current_variant, language_of, override_language, use_formal_address
from webapp.people import bp, forms, guard, links, team_links, ways_in


@bp.get("/join/team/<token>")
@guard.public
@ways_in.secure_page
def join_team(token: str) -> Any:
    """What a team's link opens: it is not used by looking at it."""
    offer = team_links.find_team_invitation(token, clock.now())
    if offer is None:
        return _over()
    if g.member and g.member.organisation_id == offer.organisation_id:
        return redirect(url_for("today.page"), 303)
    _speak(offer)
    return render_template("people/join.html", **_joining(token, offer, {}, {}))


@bp.post("/join/team/<token>")
@guard.public
@ways_in.secure_page
@guard.no_write_cost("limits.LINKS_OF_PLACE, and as often as the link is for people")
def arrive_in_team(token: str) -> Any:
    """One more of the team: a name and an address of their own."""
    at = clock.now()
    offer = team_links.find_team_invitation(token, at)
    if offer:
        _speak(offer)
    name, errors = forms.parse_name(request.form)
    email, wrong = forms.parse_email(request.form)
    errors |= wrong
    if not errors:
        try:
            held = team_links.accept_team_invitation(
                *(token, name, email, request.remote_addr or "", request.user_agent.string, at),
                current_app.extensions["rebond.arrivals"],
                browser=guard.get_browser_token(),
                language=language_of(current_variant()),
            )
        except links.EmailTakenError:
            errors = {"email": _("Somebody here already has this address.")}
        except team_links.TeamInvitationFullError:
            errors = {"name": _("That team already has 50 people, the most a team can have.")}
        else:
            return ways_in.log_in_response(held) if held else _over(counted=True)
    if offer is None:
        return _over()
    return render_invalid_form("people/join.html", **_joining(token, offer, request.form, errors))


def _speak(offer: team_links.TeamInvitation) -> None:
    override_language(offer.language)
    use_formal_address(offer.vous)


def _over(counted: bool = False) -> Any:
    """A link that opens nothing (any more): whoever is in already is led on, others are told."""
    if g.member:
        return redirect(url_for("today.page"), 303)
    if not counted:
        links.count_unknown_token(request.remote_addr or "", clock.now())
    return render_template("people/link_over.html"), 404


def _joining(
    token: str, offer: team_links.TeamInvitation, fields: Any, errors: forms.Errors
) -> Any:
    return {
        "action": url_for("people.arrive_in_team", token=token),
        "joined": False,
        "organisation": offer.organisation,
        "team": offer.team,
        "ask_name": True,
        "ask_email": True,
        "name": "",
        "fields": {"name": fields.get("name", ""), "email": fields.get("email", "")},
        "errors": errors,
    }
