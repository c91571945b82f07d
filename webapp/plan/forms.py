"""The fields of a slot (kind `slot`), and those of the form that plans one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from webapp.game.acts import Slot
from webapp.game.slots import wall_time
from webapp.journal.fields import parse_date, parse_time
from webapp.journal.kinds import Reasons

LENGTHS = (5, 15, 25)  # minutes
MAX_CUE_LENGTH = 80
EMPTY = (None, "")


@dataclass(frozen=True)
class Draft:
    """A slot and its cue, which is empty where there is none."""

    slot: Slot
    cue: str


def parse_slot(fields: Mapping[str, Any]) -> tuple[Draft | None, Reasons]:
    """A planned slot (RULES R13): `on` a date, or `weekdays` with `from` and perhaps `to`; `at` a
    time of day, which a cue may do without; `minutes`; perhaps a `cue` of 80 signs.
    """
    first, last, weekdays, reasons = _days(fields)
    at, cue, minutes = (
        parse_time(fields.get("at")),
        _words(fields.get("cue")),
        fields.get("minutes"),
    )
    if at is None and fields.get("at") not in EMPTY:
        reasons["at"] = "time"
    if cue is None or len(cue) > MAX_CUE_LENGTH:
        reasons["cue"] = "text"
    elif at is None and not cue and "at" not in reasons:
        reasons["at"] = "time"
    if type(minutes) is not int or minutes not in LENGTHS:
        reasons["minutes"] = "minutes"
    if reasons or first is None or type(minutes) is not int:
        return None, reasons
    return Draft(Slot(first, last, weekdays, at, minutes), cue or ""), {}


def fields_of(form: Mapping[str, str], weekdays: list[str]) -> dict[str, Any]:
    """The fields of a slot as the page's forms say them: `day` is a date or "week", which begins on
    the day `from`; `at` is HH:MM or "other", which the field of that name says; a cue of one's own
    words goes before one of the list.
    """
    at, minutes = form.get("at", ""), form.get("minutes", "")
    days: dict[str, Any] = {"on": form.get("day", "")}
    if form.get("day") == "week":
        days = {"weekdays": [int(day) for day in weekdays if re.fullmatch("[1-7]", day)]}
        days["from"] = form.get("from", "")
    return days | {
        "at": form.get("other", "") if at == "other" else at,
        "cue": form.get("cue", "").strip() or form.get("listed", ""),
        "minutes": int(minutes) if re.fullmatch("[0-9]{1,3}", minutes) else None,
    }


def is_past(slot: Slot, wall: datetime) -> bool:
    """Whether it is of a single day and its time there is over, as a wall shows it now."""
    return slot.last == slot.first and slot.at is not None and wall_time(slot.first, slot.at) < wall


def _days(
    fields: Mapping[str, Any],
) -> tuple[date | None, date | None, frozenset[int], Reasons]:
    """The first and the last day, and the weekdays; of a single date that one twice, and none."""
    on, weekdays = fields.get("on"), fields.get("weekdays")
    if on not in EMPTY or weekdays is None:
        day = parse_date(on)
        wrong = {} if day else {"on": "date"}
        return day, day, frozenset(), wrong if weekdays is None else wrong | {"weekdays": "days"}
    first, last, reasons = parse_date(fields.get("from")), parse_date(fields.get("to")), Reasons()
    if not _are_weekdays(weekdays):
        reasons["weekdays"] = "days"
    if first is None:
        reasons["from"] = "date"
    if fields.get("to") not in EMPTY and (last is None or (first is not None and last < first)):
        reasons["to"] = "date"
    return first, last, frozenset() if reasons else frozenset(weekdays), reasons


def _are_weekdays(value: object) -> bool:
    """Whether it is a list of different ISO weekdays, one at least."""
    return (
        isinstance(value, list)
        and 0 < len(value) <= 7
        and all(type(day) is int and 1 <= day <= 7 for day in value)
        and len(set(value)) == len(value)
    )


def _words(value: object) -> str | None:
    """A text on one line, trimmed; None for what is none."""
    if value is None:
        return ""
    return " ".join(value.split()) if isinstance(value, str) else None
