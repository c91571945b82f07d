"""The fields of a call, of its correction, of its date and of what became of that (kinds `call`,
`correct`, `next`, `held`).
"""

from collections.abc import Mapping
from typing import Any

from webapp.game.acts import Act, Call, Correct, Held, How, Next
from webapp.game.outcomes import Outcome
from webapp.journal.fields import parse_date, parse_time
from webapp.journal.kinds import Kind, Reasons
from webapp.people.forms import parse_uuid


def parse_call(fields: Mapping[str, Any]) -> tuple[Call | None, Reasons]:
    """An attempt: its outcome, and whether its time was stated by hand."""
    outcome, by_hand = _outcome(fields), fields.get("by_hand", False)
    reasons = {}
    if outcome is None:
        reasons["outcome"] = "outcome"
    if not isinstance(by_hand, bool):
        reasons["by_hand"] = "by_hand"
    return (None, reasons) if outcome is None or reasons else (Call(outcome, by_hand), {})


def parse_correction(fields: Mapping[str, Any]) -> tuple[Correct | None, Reasons]:
    """How a call ended in fact: the call's key, and the outcome (RULES R1.8)."""
    key, outcome = parse_uuid(fields.get("call")), _outcome(fields)
    reasons = {}
    if key is None:
        reasons["call"] = "key"
    if outcome is None:
        reasons["outcome"] = "outcome"
    return (None, reasons) if key is None or outcome is None else (Correct(key, outcome), {})


def parse_promised_date(fields: Mapping[str, Any]) -> tuple[Next | None, Reasons]:
    """The date of a call back or of a meeting, written 2026-11-20, perhaps with a time, 14:30."""
    key, on = parse_uuid(fields.get("call")), parse_date(fields.get("on"))
    at = parse_time(fields.get("at"))
    reasons = {}
    if key is None:
        reasons["call"] = "key"
    if on is None:
        reasons["on"] = "date"
    if at is None and fields.get("at") not in (None, ""):
        reasons["at"] = "time"
    return (None, reasons) if key is None or on is None or reasons else (Next(key, on, at), {})


def parse_answer(fields: Mapping[str, Any]) -> tuple[Held | None, Reasons]:
    """What became of a promise: the call's key, and held, moved or fell_through."""
    key, name = parse_uuid(fields.get("call")), fields.get("how")
    how = How(name) if isinstance(name, str) and name in set(How) else None
    reasons = {}
    if key is None:
        reasons["call"] = "key"
    if how is None:
        reasons["how"] = "how"
    return (None, reasons) if key is None or how is None else (Held(key, how), {})


def _outcome(fields: Mapping[str, Any]) -> Outcome | None:
    """The outcome that an entry names, if there is such a one."""
    name = fields.get("outcome")
    return Outcome(name) if isinstance(name, str) and name in set(Outcome) else None


def _act(payload: Call | Correct | Next | Held) -> Act:
    return payload


CALL = Kind("call", ("outcome", "by_hand"), parse_call, _act)
CORRECT = Kind("correct", ("call", "outcome"), parse_correction, _act)
NEXT = Kind("next", ("call", "on"), parse_promised_date, _act, later=("at",))
HELD = Kind("held", ("call", "how"), parse_answer, _act)
