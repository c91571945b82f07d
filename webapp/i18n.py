"""Languages: French first, English as complete. The app hands over whose language it is."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
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
    app.jinja_env.filters.update(
        day=day, weekday=weekday, clock=clock_time, number=number, percent=percent
    )
    app.jinja_env.globals.update(language=lambda: str(get_locale()))

    @app.context_processor
    def spoken() -> dict[str, str]:
        """Every template knows the language of its answer."""
        return {"lang": str(get_locale())}


def day(value: date, form: str = "EEEE d MMMM") -> str:
    """A date in words: « vendredi 20 novembre », "Friday 20 November"."""
    return format_date(value, form, locale=get_locale())


def weekday(value: date, form: str = "EEE") -> str:
    """A day's short name: « lun. », "Mon"."""
    return format_date(value, form, locale=get_locale())


def clock_time(value: datetime) -> str:
    """A local time: « 14:05 » in both languages."""
    return format_time(value, "HH:mm", tzinfo=value.tzinfo, locale=get_locale())


def number(value: float | Decimal) -> str:
    """A number as the language writes it: « 68,4 », "68.4"."""
    return format_decimal(value, locale=get_locale())


def percent(value: float) -> str:
    """A share from 0 to 1 as whole per cent: « 94 % », "94%"."""
    return format_percent(value, locale=get_locale())
