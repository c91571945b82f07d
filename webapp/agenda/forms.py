"""The fields of the agenda's forms: hours and margin, a file; and what is wrong with a calendar."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from flask_babel import gettext as _

from webapp.game.gaps import MARGINS, Hours
from webapp.journal.fields import parse_time
from webapp.people.forms import Errors

EARLIEST = time(4)  # where a practice day begins (RULES R1.1)
SHORTEST_DAY = timedelta(hours=1)
LONGEST_ADDRESS = 2_000


def parse_hours(form: Mapping[str, str]) -> tuple[Hours | None, Errors]:
    """The hours of a day, HH:MM each, and the margin in minutes, one of MARGINS."""
    first, last = parse_time(form.get("from")), parse_time(form.get("to"))
    margin = form.get("margin", "")
    if first is None or last is None:
        return None, {"hours": _("Choose a time, like 10:40.")}
    if first < EARLIEST:
        return None, {"hours": _("A day begins at 4:00 at the earliest.")}
    if _apart(first, last) < SHORTEST_DAY:
        return None, {"hours": _("A day lasts an hour at least, and ends before midnight.")}
    if margin not in map(str, MARGINS):
        return None, {"margin": _("Choose one of these margins.")}
    return Hours(first, last, timedelta(minutes=int(margin))), {}


def error_text(reason: str) -> str:
    """Why a calendar is not read, in a sentence; `reason` is that of a CalendarError."""
    texts: dict[str, str] = {
        "address": _(
            "Rebond can’t call this address. It begins with https:// or webcal:// and leads to the "
            "public internet."
        ),
        "moved": _(
            "This address leads on to another one. Paste that one, as your calendar shows it."
        ),
        "unreachable": _(
            "Nobody answered at this address. Check its spelling, or try again in a moment."
        ),
        "gone": _("There is no calendar at this address, or it is no longer shared."),
        "unreadable": _(
            "What came is not a calendar. Take the address in iCal format; it often ends in .ics."
        ),
        "too_large": _("This calendar is larger than 2 MB. Connect one with fewer entries."),
        "too_long": _("This calendar takes too long to read. Connect one with fewer entries."),
        "too_many": _("Three calendars are connected. Disconnect one first."),
        "busy": _("Several calendars are being read right now. Try again in a minute."),
        "no_file": _("Choose a file that ends in .ics."),
    }
    return texts[reason]


def _apart(first: time, last: time) -> timedelta:
    any_day = datetime(2026, 1, 1)  # noqa: DTZ001 - both on one wall
    return datetime.combine(any_day, last) - datetime.combine(any_day, first)
