"""Parsers of the calendar's forms: fields in, a frozen request or its reasons out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from flask_babel import gettext as _

from webapp.game.days import WEEK, parse_day, week_of
from webapp.people.forms import Errors, parse_uuid
from webapp.people.schedule import day_forms, public_holidays

WEEKDAYS = range(1, 8)
MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])", re.ASCII)
TOGGLES = tuple(f"{week}{day}" for week in "ab" for day in WEEKDAYS)
FIELDS = (
    *("what", "from", "to", "worked", "off", "weeks", "this", *TOGGLES),
    *("country", "region", "fact"),
)

Form: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Absence:
    """Days of leave or sick leave, both ends included; name is "leave" or "sick"."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class DaySwap:
    """A day off that is worked, and perhaps a working day that is off for it."""

    worked: date
    off: date | None


@dataclass(frozen=True, slots=True)
class WeeklyPattern:
    """A weekly pattern from a day on; of two weeks the first is the one of that day."""

    first: date
    weeks: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class HolidayPlace:
    """Whose public holidays are read from a day on; without a country the company's."""

    first: date
    country: str
    region: str | None


@dataclass(frozen=True, slots=True)
class Retraction:
    """Something declared before, taken back."""

    fact: UUID


ScheduleRequest: TypeAlias = Absence | DaySwap | WeeklyPattern | HolidayPlace | Retraction


def parse_request(form: Form, today: date) -> tuple[ScheduleRequest | None, Errors]:
    """The request of a form, or a sentence for each field that stands in the way."""
    errors: Errors = {}
    request: ScheduleRequest | None = None
    match form.get("what", ""):
        case "leave" | "sick" as name:
            request = _parse_absence(form, name, today, errors)
        case "swap":
            request = _parse_swap(form, today, errors)
        case "week":
            request = _parse_week(form, today, errors)
        case "place":
            request = _parse_place(form, today, errors)
        case "back":
            request = _parse_retraction(form, errors)
        case _:
            errors["what"] = _("Choose leave or sick leave.")
    return (None, errors) if errors else (request, {})


def parse_month(text: str) -> date | None:
    """The first day of a month, as ?month= asks for it; None where it is none."""
    return date.fromisoformat(f"{text}-01") if MONTH.fullmatch(text) else None


def week_fields(weeks: Sequence[Sequence[int]], first: date, today: date) -> dict[str, str]:
    """The form of a pattern, filled in: these weeks, the first of them being this week."""
    grids = [weeks[0], weeks[len(weeks) > 1]]
    toggles = {f"{week}{day}": "on" for week, days in zip("ab", grids, strict=True) for day in days}
    alternating = "2" if len(weeks) > 1 else "1"
    dates = {"from": first.isoformat(), "this": week_of(today).isoformat()}
    return toggles | dates | {"weeks": alternating}


def _parse_absence(form: Form, name: str, today: date, errors: Errors) -> ScheduleRequest:
    first, last = day_forms.parse_span_fields(form, today, errors)
    return Absence(name, first, last)


def _parse_swap(form: Form, today: date, errors: Errors) -> ScheduleRequest:
    worked = day_forms.parse_day_field(form, "worked", today, errors)
    off = (
        day_forms.parse_day_field(form, "off", today, errors)
        if form.get("off", "").strip()
        else None
    )
    if not errors and worked == off:
        errors["off"] = _("These are one and the same day.")
    return DaySwap(worked, off)


def _parse_week(form: Form, today: date, errors: Errors) -> ScheduleRequest:
    first = day_forms.parse_day_field(form, "from", today, errors)
    grids = [tuple(day for day in WEEKDAYS if f"{week}{day}" in form) for week in "ab"]
    shown_week = parse_day(form.get("this", ""))
    near = (
        shown_week
        and shown_week == week_of(shown_week)
        and abs(shown_week - week_of(today)) <= 2 * WEEK
    )
    if form.get("weeks") not in ("1", "2") or not shown_week or not near:
        errors["weeks"] = _("Choose one of the two. If they are not shown, open this page again.")
    elif not any(grids[: int(form["weeks"])]):
        errors["weeks"] = _("Choose at least one day.")
    if errors or not shown_week:
        return WeeklyPattern(first, ())
    if form["weeks"] == "1":
        return WeeklyPattern(first, (grids[0],))
    turned = (week_of(first) - shown_week).days // 7 % 2
    return WeeklyPattern(first, (grids[turned], grids[1 - turned]))


def _parse_place(form: Form, today: date, errors: Errors) -> ScheduleRequest:
    first = day_forms.parse_day_field(form, "from", today, errors)
    country, region = form.get("country", ""), form.get("region", "")
    if country and country not in public_holidays.countries():
        errors["country"] = _("Choose one from the list.")
    elif region and region not in public_holidays.countries().get(country, ()):
        errors["region"] = _("Choose a region of this country.")
    return HolidayPlace(first, country, region or None)


def _parse_retraction(form: Form, errors: Errors) -> ScheduleRequest | None:
    fact = parse_uuid(form.get("fact"))
    if fact is None:
        errors["fact"] = _("That is no longer among your declared days. Open this page again.")
    return Retraction(fact) if fact else None
