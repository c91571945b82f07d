"""The fields of a call and of a call back's date (kinds `call` and `next`)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from webapp.game.acts import Act, Call, Next, Outcome
from webapp.game.days import day_named
from webapp.journal.kinds import Kind, Reasons
from webapp.people.forms import uuid

FIRST_YEAR, LAST_YEAR = 2000, 2199


def call(fields: Mapping[str, Any]) -> tuple[Call | None, Reasons]:
    """An attempt: its outcome, and whether its time was stated by hand."""
    ended, by_hand = fields.get("outcome"), fields.get("by_hand", False)
    reasons = {}
    if not isinstance(ended, str) or ended not in set(Outcome):
        reasons["outcome"] = "outcome"
    if not isinstance(by_hand, bool):
        reasons["by_hand"] = "by_hand"
    return (None, reasons) if reasons else (Call(Outcome(str(ended)), by_hand), {})


def date_of_call_back(fields: Mapping[str, Any]) -> tuple[Next | None, Reasons]:
    """The date of a call back, written 2026-11-20."""
    key, on = uuid(fields.get("call")), _date(fields.get("on"))
    reasons = {}
    if key is None:
        reasons["call"] = "key"
    if on is None:
        reasons["on"] = "date"
    return (None, reasons) if key is None or on is None else (Next(key, on), {})


def outcome(fields: Mapping[str, Any]) -> Outcome | None:
    """The outcome that a form names, if there is such a one."""
    said = str(fields.get("outcome"))
    return Outcome(said) if said in set(Outcome) else None


def _date(value: object) -> date | None:
    day = day_named(value) if isinstance(value, str) else None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _act(payload: Call | Next) -> Act:
    return payload


CALL = Kind("call", ("outcome", "by_hand"), call, _act)
NEXT = Kind("next", ("call", "on"), date_of_call_back, _act)
