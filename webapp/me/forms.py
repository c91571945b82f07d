"""Parsers of a member's settings: goal, zone, language, theme, « tu » or « vous »."""

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
    settings = Settings(fields.get("language", ""), fields.get("theme", ""), fields.get("you", ""))
    reasons = {}
    if settings.language not in LANGUAGES:
        reasons["language"] = _("Choose one of the two languages.")
    if settings.theme not in THEMES:
        reasons["theme"] = _("Choose one of the three.")
    if settings.you and settings.you not in YOU:
        reasons["you"] = _("Choose one of the three.")
    return settings, reasons


def parse_goal(fields: Mapping[str, str], dose: int) -> tuple[int | None, dict[str, str]]:
    """The day's goal in attempts, None for no goal; "free" takes the number that was written.

    It is never less than the dose, which it goes beyond.
    """
    goal = fields.get("goal", "")
    if goal == "none":
        return None, {}
    if goal == "free":
        goal = fields.get("number", "").strip().lstrip("0")
        short = goal.isascii() and goal.isdecimal() and len(goal) <= len(str(MAX_GOAL))
        if not (short and dose <= int(goal) <= MAX_GOAL):
            return None, {
                "number": _("Write a number from %(dose)s to %(most)s.", dose=dose, most=MAX_GOAL)
            }
    elif goal not in map(str, GOALS):
        return None, {"goal": _("Choose one of the five.")}
    return int(goal), {}


def parse_zone(names: list[str]) -> tuple[str, dict[str, str]]:
    """The zone among those that were meant; a sentence where there is none, or more than one."""
    if len(names) == 1:
        return names[0], {}
    if not names:
        return "", {"zone": _("No time zone has this name. Write the nearest large city.")}
    return "", {"zone": _("Several have this name: %(zones)s.", zones=", ".join(names[:5]))}
