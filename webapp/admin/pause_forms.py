"""Parser of the form of a pause: whom, from, to; to a PauseRequest, or to {field: sentence}."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from uuid import UUID

from flask_babel import gettext as _

from webapp.admin.pause_targets import PauseTarget
from webapp.admin.refusals import message_for
from webapp.game.calendars import earliest_pause
from webapp.game.days import today
from webapp.i18n import format_day
from webapp.people import forms
from webapp.people.members import get_timezone
from webapp.people.schedule import day_forms


@dataclass(frozen=True, slots=True)
class PauseRequest:
    """Whom to pause, and the first and the last day."""

    target: PauseTarget
    first: date
    last: date


def parse_pause(
    form: Mapping[str, str], reach: Mapping[UUID, PauseTarget], zone: tzinfo, now: datetime
) -> tuple[PauseRequest | None, forms.Errors]:
    """A pause of one of these, by the organisation's day; of a person from tomorrow on (R5.10)."""
    errors: forms.Errors = {}
    target = reach.get(forms.parse_uuid(form.get("whom", "")) or UUID(int=0))
    if target is None:
        errors["whom"] = message_for("choice")
    spoiled: forms.Errors = {}
    first, last = day_forms.parse_span_fields(form, today(now, zone), spoiled)
    day = _earliest(target.zone, zone, now) if target and target.zone else first
    if not spoiled and first < day:
        spoiled["from"] = _(
            "A pause for one person starts tomorrow at the earliest, on %(day)s. For earlier days "
            "they can enter leave themselves, up to 60 days back.",
            day=format_day(day, "long"),
        )
    if target is None or spoiled:
        return None, errors | spoiled
    return PauseRequest(target, first, last), {}


def _earliest(own_zone: str, zone: tzinfo, now: datetime) -> date:
    """The first day of a pause of that person: tomorrow, theirs and the organisation's."""
    return earliest_pause(today(now, get_timezone(own_zone)), today(now, zone))
