"""What stands under each arc of the bounce line."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from webapp.i18n import weekday
from webapp.progress.line import Slot as Day


@dataclass(frozen=True, slots=True)
class Slot:
    """A day of the line: its state, and in a word what it was."""

    day: date
    label: str
    state: str
    gilded: bool


def slot(day: Day) -> Slot:
    """The day with its label: its weekday, or what was special about it."""
    labels = {"joker": _("joker"), "off": _("off"), "today": _("today")}
    label = labels.get(day.state) or weekday(day.day)
    return Slot(day.day, label, day.state, day.gilded)
