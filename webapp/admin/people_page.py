"""The page of people: its rows, what is wrong in one of them, and the link that is shown once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, g, request, url_for

from webapp.admin import forms
from webapp.auth import cookies
from webapp.htmx import render_invalid_form, see_other
from webapp.mail.server import can_send
from webapp.people import forms as people_forms
from webapp.people import managed_teams, roster

LINK_COOKIE = "link"
SHOWN_FOR = timedelta(minutes=2)
ROWS = 50


def people_context(
    fields: Mapping[str, Any], errors: people_forms.Errors, **more: Any
) -> dict[str, Any]:
    """One page of people, and one person more, who tells whether there is another page."""
    page = people_forms.parse_page_number(request.args.get("page"))
    persons = roster.list_people(g.member.organisation_id, (page - 1) * ROWS, ROWS + 1)
    managers = [person.id for person in persons if person.role == "manager"]
    return {
        "organisation": g.member.organisation,
        "teams": roster.list_teams(g.member.organisation_id),
        "people": persons[:ROWS],
        "charges": managed_teams.list_managed(g.member.organisation_id, managers),
        "page_number": page,
        "more": len(persons) > ROWS,
        "can_send": can_send(),
        "fields": fields,
        "errors": errors,
    } | more


def render_row_errors(member_id: UUID, errors: people_forms.Errors) -> Any:
    """The list with what is wrong in this person's row, the teams in it as they were ticked."""
    context = people_context({}, errors, wrong=member_id)
    ticked, _ = forms.parse_managed_teams(request.form.getlist("charge"))
    if ticked:
        context["charges"][member_id] = ticked
    return render_invalid_form("admin/people.html", **context)


def list_team_ids() -> set[UUID]:
    """The ids of the company's present teams."""
    return {team.id for team in roster.list_teams(g.member.organisation_id)}


def show_link(token: str, name: str) -> Response:
    """Back to the page, which shows this link of that person once."""
    answer = redirect_back()
    cookies.set_cookie(answer, f"{token} {name}", SHOWN_FOR, LINK_COOKIE)
    return answer


def redirect_back(**named: Any) -> Response:
    """303 to the page of people that one was on."""
    page = people_forms.parse_page_number(request.args.get("page"))
    named |= {"page": page} if page > 1 else {}
    return see_other(url_for("admin.person_list", **named))
