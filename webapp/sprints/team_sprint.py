"""A team sprint as its page, its poll and Today show it: how many people, never who."""

from datetime import datetime
from typing import Any

from webapp.clock import to_milliseconds
from webapp.people.members import Member
from webapp.providers import NextTeamSprint
from webapp.sprints import counter
from webapp.sprints.counter import SprintState


def get_next(member: Member, now: datetime) -> NextTeamSprint | None:
    """For Today: the sprint of the member's team that runs or is to come; one statement at most."""
    state = counter.get_next(member, now)
    if state is None:
        return None
    return NextTeamSprint(
        id=state.id,
        begins_at=state.window.begins_at,
        at=f"{state.window.begins_at.astimezone(member.zone):%H:%M}",
        minutes=state.window.minutes,
        people=state.shown.people,
        joined=state.joined,
    )


def state_json(state: SprintState) -> dict[str, Any]:
    """For the poll; nothing in it is of one person but of who asks. Instants in milliseconds."""
    shown = state.shown
    return {
        "begins": to_milliseconds(state.window.begins_at),
        "minutes": state.window.minutes,
        "cancelled": state.cancelled,
        "joined": state.joined,
        "people": shown.people,
        "attempts": shown.attempts,
        "since": shown.since and to_milliseconds(shown.since),
        "own": state.attempts,
    }
