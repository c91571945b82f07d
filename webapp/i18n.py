"""Languages: French first, English as complete. The app hands over whose language it is."""

from collections.abc import Callable
from datetime import date

from babel.dates import format_date
from flask import Flask, request
from flask_babel import Babel, get_locale

from webapp.config import ROOT

LANGUAGES = ("fr", "en")


def init_app(app: Flask, chosen: Callable[[], str | None]) -> None:
    """`chosen` says the signed-in member's language, or None: then the browser's, else French."""

    def language() -> str:
        said = chosen() or request.cookies.get("language")
        if said in LANGUAGES:
            return said
        return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]

    Babel(
        app,
        locale_selector=language,
        default_translation_directories=str(ROOT / "translations"),
    )

    @app.context_processor
    def spoken() -> dict[str, str]:
        """Every template knows the language of its answer."""
        return {"lang": str(get_locale())}


def weekday(value: date, form: str = "EEE") -> str:
    """A day's short name: « lun. », "Mon"."""
    return format_date(value, form, locale=get_locale())
