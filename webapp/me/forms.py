"""The settings that a member chooses: language and theme."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

LANGUAGES = ("fr", "en")
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a member reads Rebond: "fr" or "en"; "auto", "light" or "dark"."""

    language: str
    theme: str


def settings(fields: Mapping[str, str]) -> tuple[Settings, dict[str, str]]:
    """The settings that a form says, with a sentence for each field that is none."""
    said = Settings(fields.get("language", ""), fields.get("theme", ""))
    reasons = {}
    if said.language not in LANGUAGES:
        reasons["language"] = _("Choose one of the two languages.")
    if said.theme not in THEMES:
        reasons["theme"] = _("Choose one of the three.")
    return said, reasons
