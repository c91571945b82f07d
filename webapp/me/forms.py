"""The settings that a member chooses: language, theme, « tu » or « vous »."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

LANGUAGES = ("fr", "en")
THEMES = ("auto", "light", "dark")
YOU = {"company": None, "tu": False, "vous": True}


@dataclass(frozen=True, slots=True)
class Settings:
    """How a member reads Rebond: "fr" or "en"; "auto", "light" or "dark"; what French calls them.

    you is "tu", "vous", "company" (as everybody there), or empty where it was not asked.
    """

    language: str
    theme: str
    you: str = ""


def settings(fields: Mapping[str, str]) -> tuple[Settings, dict[str, str]]:
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
