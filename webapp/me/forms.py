"""What a member chooses: goal, zone, language, theme, « tu » or « vous »."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from webapp.game.streaks import GOALS
from webapp.i18n import LANGUAGES

THEMES = ("auto", "light", "dark")
MAX_GOAL = 200
YOU = {"company": None, "tu": False, "vous": True}


@dataclass(frozen=True, slots=True)
class Settings:
    """How a member reads Rebond: "fr" or "en"; "auto", "light" or "dark"; what French calls them.

    you is "tu", "vous", "company" (as everybody there), or empty where it was not asked.
    """

    language: str
    theme: str
    you: str = ""


def parse_settings(fields: Mapping[str, str]) -> tuple[Settings, dict[str, str]]:
    """The settings that a form says, with a sentence for each field that is none."""
    said = Settings(fields.get("language", ""), fields.get("theme", ""), fields.get("you", ""))
    reasons = {}
    if said.language not in LANGUAGES:
        reasons["language"] = _("Choose one of the two languages.")
    if said.theme not in THEMES:
        reasons["theme"] = _("Choose one of the three.")
    if said.you and said.you not in YOU:
        reasons["you"] = _("Choose one of the three.")
    return said, reasons


def parse_goal(fields: Mapping[str, str], dose: int) -> tuple[int | None, dict[str, str]]:
    """The day's goal in attempts, None for no goal; "free" takes the number that was written.

    It is never less than the dose, which it goes beyond.
    """
    said = fields.get("goal", "")
    if said == "none":
        return None, {}
    if said == "free":
        said = fields.get("number", "").strip().lstrip("0")
        short = said.isascii() and said.isdecimal() and len(said) <= len(str(MAX_GOAL))
        if not (short and dose <= int(said) <= MAX_GOAL):
            return None, {
                "number": _("Write a number from %(dose)s to %(most)s.", dose=dose, most=MAX_GOAL)
            }
    elif said not in map(str, GOALS):
        return None, {"goal": _("Choose one of the five.")}
    return int(said), {}


def parse_zone(found: list[str]) -> tuple[str, dict[str, str]]:
    """The zone among those that were meant; a sentence where there is none, or more than one."""
    if len(found) == 1:
        return found[0], {}
    if not found:
        return "", {"zone": _("No time zone has this name. Write the nearest large city.")}
    return "", {"zone": _("Several have this name: %(zones)s.", zones=", ".join(found[:5]))}
