"""A team's link, as it is opened by who was at the meeting: they say who they are, and are in."""

from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.htmx import refused
from webapp.i18n import call_vous, language_of, speak_otherwise, spoken
from webapp.people import bp, forms, guard, links, team_links, ways_in


@bp.get("/join/team/<token>")
@guard.anyone
@ways_in.secured
def join_team(token: str) -> Any:
    """What a team's link opens: it is not used by looking at it."""
    offer = team_links.read(token, clock.now())
    if offer is None:
        return _over()
    if g.member and g.member.organisation_id == offer.organisation_id:
        return redirect(url_for("today.page"), 303)
    _speak(offer)
    return render_template("people/join.html", **_joining(token, offer, {}, {}))


@bp.post("/join/team/<token>")
@guard.anyone
@ways_in.secured
@guard.no_write_cost("limits.LINKS_OF_PLACE, and as often as the link is for people")
def arrive_in_team(token: str) -> Any:
    """One more of the team: a name and an address of their own."""
    at = clock.now()
    offer = team_links.read(token, at)
    if offer:
        _speak(offer)
    name, errors = forms.name(request.form)
    email, wrong = forms.email(request.form)
    errors |= wrong
    if not errors:
        try:
            held = team_links.redeem(
                *(token, name, email, request.remote_addr or "", request.user_agent.string, at),
                current_app.extensions["rebond.arrivals"],
                browser=guard.browser(),
                language=language_of(spoken()),
            )
        except links.Taken:
            errors = {"email": _("Somebody here already has this address.")}
        except team_links.FullError:
            errors = {"name": _("That team already has 50 people, the most a team can have.")}
        else:
            return ways_in.inside(held) if held else _over(counted=True)
    if offer is None:
        return _over()
    return refused("people/join.html", **_joining(token, offer, request.form, errors))


def _speak(offer: team_links.Offer) -> None:
    speak_otherwise(offer.language)
    call_vous(offer.vous)


def _over(counted: bool = False) -> Any:
    """A link that opens nothing (any more): whoever is in already is led on, others are told."""
    if g.member:
        return redirect(url_for("today.page"), 303)
    if not counted:
        links.count_miss(request.remote_addr or "", clock.now())
    return render_template("people/link_over.html"), 404


def _joining(token: str, offer: team_links.Offer, fields: Any, errors: forms.Errors) -> Any:
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
