"""The fields of a call, of its correction and of its date (kinds `call`, `correct`, `next`)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from webapp.game.acts import Act, Call, Correct, Next, Outcome
from webapp.game.days import day_named
from webapp.journal.kinds import Kind, Reasons
from webapp.people.forms import uuid

FIRST_YEAR, LAST_YEAR = 2000, 2199


def call(fields: Mapping[str, Any]) -> tuple[Call | None, Reasons]:
    """An attempt: its outcome, and whether its time was stated by hand."""
    outcome, by_hand = _outcome(fields), fields.get("by_hand", False)
    reasons = {}
    if outcome is None:
        reasons["outcome"] = "outcome"
    if not isinstance(by_hand, bool):
        reasons["by_hand"] = "by_hand"
    return (None, reasons) if outcome is None or reasons else (Call(outcome, by_hand), {})


def correction(fields: Mapping[str, Any]) -> tuple[Correct | None, Reasons]:
    """How a call ended in fact: the call's key, and the outcome (RULES R1.8)."""
    key, outcome = uuid(fields.get("call")), _outcome(fields)
    reasons = {}
    if key is None:
        reasons["call"] = "key"
    if outcome is None:
        reasons["outcome"] = "outcome"
    return (None, reasons) if key is None or outcome is None else (Correct(key, outcome), {})


def date_of_call_back(fields: Mapping[str, Any]) -> tuple[Next | None, Reasons]:
    """The date of a call back, written 2026-11-20."""
    key, on = uuid(fields.get("call")), _date(fields.get("on"))
    reasons = {}
    if key is None:
        reasons["call"] = "key"
    if on is None:
        reasons["on"] = "date"
    return (None, reasons) if key is None or on is None else (Next(key, on), {})


def _outcome(fields: Mapping[str, Any]) -> Outcome | None:
    """The outcome that an entry names, if there is such a one."""
    name = fields.get("outcome")
    return Outcome(name) if isinstance(name, str) and name in set(Outcome) else None


def _date(value: object) -> date | None:
    day = day_named(value) if isinstance(value, str) else None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _act(payload: Call | Correct | Next) -> Act:
    return payload


CALL = Kind("call", ("outcome", "by_hand"), call, _act)
CORRECT = Kind("correct", ("call", "outcome"), correction, _act)
NEXT = Kind("next", ("call", "on"), date_of_call_back, _act)
