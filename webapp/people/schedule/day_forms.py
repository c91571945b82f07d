"""Parsers of days: those that may be declared, with a sentence for each that may not."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import gettext as _

from webapp.game.calendars import DECLARED_BACK, may_declare
from webapp.game.days import parse_day
from webapp.i18n import format_day
from webapp.people.forms import Errors

AHEAD = timedelta(days=3 * 365)


def day_limit(today: date) -> date:
    """The first day that may be declared (RULES R4.7)."""
    return today - DECLARED_BACK


def horizon(today: date) -> date:
    """The last day that may be declared."""
    return today + AHEAD


def parse_day_field(form: Mapping[str, str], name: str, today: date, errors: Errors) -> date:
    """A day that may be declared; today, and a reason among `errors`, where it may not."""
    day, most = parse_day(form.get(name, "")), horizon(today)
    if day is None:
        errors[name] = _("Choose a day.")
    elif not may_declare(day, today):
        earliest = format_day(day_limit(today), "long")
        errors[name] = _(
            "Days can be entered up to 60 days back, so from %(day)s on.", day=earliest
        )
    elif day > most:
        latest = format_day(most, "long")
        errors[name] = _("That is too far ahead. Days can be entered until %(day)s.", day=latest)
    return day or today


def parse_span_fields(form: Mapping[str, str], today: date, errors: Errors) -> tuple[date, date]:
    """From a day to another, both included; without the second it is one day."""
    first = parse_day_field(form, "from", today, errors)
    last = parse_day_field(form, "to", today, errors) if form.get("to", "").strip() else first
    if not errors and last < first:
        errors["to"] = _("The last day is before the first one.")
    return first, last
