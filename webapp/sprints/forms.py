"""The fields of a joined team sprint (kind `sprint`), and those of the form that opens one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from webapp.game.team_sprints import LENGTHS, Window, planned_window
from webapp.journal.drafts import is_milliseconds
from webapp.journal.fields import parse_time
from webapp.journal.kinds import Reasons
from webapp.people.forms import parse_uuid


@dataclass(frozen=True)
class Joining:
    """Which team sprint somebody joins."""

    team_sprint: UUID


def parse_joining(fields: Mapping[str, Any]) -> tuple[Joining | None, Reasons]:
    """A team sprint that was joined: its id, when it `began` by the phone's clock, its `minutes`.

    A sprint alone is no entry: the phone alone knows of it.
    """
    reasons: Reasons = {}
    team_sprint = parse_uuid(fields.get("team_sprint"))
    if team_sprint is None:
        reasons["team_sprint"] = "key"
    if not is_milliseconds(fields.get("began")):
        reasons["began"] = "time"
    minutes = fields.get("minutes")
    if type(minutes) is not int or minutes not in LENGTHS:
        reasons["minutes"] = "minutes"
    if reasons or team_sprint is None:
        return None, reasons
    return Joining(team_sprint), {}


def parse_opening(
    form: Mapping[str, str], now: datetime, zone: tzinfo
) -> tuple[Window | None, Reasons]:
    """When a team sprint is to be: `minutes`, and `at` a time (HH:MM) of today, or at once."""
    minutes = {str(each): each for each in LENGTHS}.get(form.get("minutes", ""))
    if minutes is None:
        return None, {"minutes": "minutes"}
    if form.get("when") != "at":
        return Window.from_minutes(now, minutes), {}
    at = parse_time(form.get("at", ""))
    window = planned_window(at, minutes, now, zone) if at else None
    return (window, {}) if window else (None, {"at": "time" if at is None else "past"})
