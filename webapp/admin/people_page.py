"""The page of people: its rows, and what they may choose from."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from webapp.mail.server import can_send
from webapp.people import managed_teams, roster
from webapp.people.forms import Errors
from webapp.people.members import Member

ROWS = 50


def people_context(
    member: Member, page: int, fields: Mapping[str, Any], errors: Errors, **more: Any
) -> dict[str, Any]:
    """One page of people, and one person more, who tells whether there is another page."""
    persons = roster.list_people(member.organisation_id, (page - 1) * ROWS, ROWS + 1)
    managers = [person.id for person in persons if person.role == "manager"]
    return {
        "organisation": member.organisation,
        "teams": roster.list_teams(member.organisation_id),
        "people": persons[:ROWS],
        "charges": managed_teams.list_managed(member.organisation_id, managers),
        "page_number": page,
        "more": len(persons) > ROWS,
        "can_send": can_send(),
        "fields": fields,
        "errors": errors,
    } | more


def list_team_ids(member: Member) -> set[UUID]:
    """The ids of the company's present teams."""
    return {team.id for team in roster.list_teams(member.organisation_id)}
