"""Languages: French first, English as complete. The app hands over whose language it is.

An answer is spoken in some `words`: "en", or French with « tu » ("fr") or with « vous »
("fr-vous"). The two share a locale and every text that calls nobody anything.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import flask_babel
from babel.dates import format_date
from flask import Flask, g, has_app_context, request
from flask_babel import Babel, Domain, force_locale, get_locale
from jinja2 import pass_context

from webapp.clock import to_milliseconds
from webapp.config import ROOT
from webapp.text_direction import isolate

LANGUAGES = ("fr", "en")
FORMAL_FRENCH = "fr-vous"
VARIANTS = ("fr", FORMAL_FRENCH, "en")
# A sign that French sets apart from its word, by the space that everybody has on their keyboard.
NBSP_PLACES = re.compile(r" (?=[?!;:%»])|(?<=«) ")
DOUBLE_END_MARK = re.compile(r"([?!…])\.$")
ELIDED_SI = re.compile(r"^Si (?=ils?\b)")
DAY_ONE = re.compile(r"(?<![\d/.:])1(?![\d/.:])")


class VariantDomain(Domain):  # type: ignore[misc]
    """The texts of the variant: bin/compile_translations.py writes a catalogue for each of them."""

    def __init__(self) -> None:
        super().__init__()
        self._vous = Domain(domain="vous")

    def get_translations(self) -> Any:
        """What Flask-Babel asks for each text; looked up again only where the words changed."""
        if not has_app_context():
            return super().get_translations()
        locale, words = get_locale(), g.get("words")
        cached = g.get("catalogue")
        if cached is None or cached[0] is not locale or cached[1] != words:
            own = self._vous if current_variant() == FORMAL_FRENCH else None
            texts = own.get_translations() if own else super().get_translations()
            g.catalogue = cached = locale, words, texts
        return cached[2]

    def gettext(self, string: str, **variables: Any) -> str:
        """A text with what is put into it, each thing in a direction of its own."""
        text: str = super().gettext(string, **_isolated(variables))
        return text

    def ngettext(self, singular: str, plural: str, num: Any, **variables: Any) -> str:
        """The same, by number."""
        text: str = super().ngettext(singular, plural, num, **_isolated(variables))
        return text


def init_app(app: Flask, chosen: Callable[[], str | None]) -> None:
    """`chosen` says the signed-in member's words, or None: then the browser's, else French.

    A page may know better than that, by `override_language`.
    """

    def language() -> str:
        variant = chosen() or request.cookies.get("language")
        if variant not in VARIANTS:
            variant = requested_language() or g.get("otherwise", LANGUAGES[0])
        g.words = variant
        return language_of(variant)

    babel = Babel(
        app,
        locale_selector=language,
        default_translation_directories=str(ROOT / "translations"),
    )
    babel.domain_instance = VariantDomain()
    app.jinja_env.finalize = isolate_output
    texts: dict[str, Any] = app.jinja_env.globals
    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        texts[name] = _isolating(texts[name])
    app.jinja_env.filters |= {"dateformat": format_day, "datetimeformat": format_datetime}
    app.jinja_env.filters["milliseconds"] = to_milliseconds
    app.jinja_env.filters |= {
        "openingformat": format_range_start,
        "plural": plural_count,
        "printed": typeset,
    }

    @app.context_processor
    def variant_context() -> dict[str, str]:
        """Every template knows the language of its answer, and the words."""
        return {"lang": str(get_locale()), "words": current_variant()}


def isolate_output(value: Any) -> Any:
    """What a template prints: a text that runs from right to left keeps to itself.

    `|e` prints one as it is: into a field, whose text comes back.
    """
    return isolate(value) if type(value) is str else value


def _isolated(variables: dict[str, Any]) -> dict[str, Any]:
    return {name: isolate_output(value) for name, value in variables.items()}


def _isolating(translated: Callable[..., Any]) -> Callable[..., Any]:
    """Jinja's way to a text, which puts the variables in by itself."""

    @pass_context
    def isolated(context: Any, *texts: Any, **variables: Any) -> Any:
        return translated(context, *texts, **_isolated(variables))

    return isolated


def requested_language() -> str | None:
    """The language that the browser asks for, by the weights given: « fr-CA » is French, "en-GB"
    is English; None where it asks for neither.
    """
    languages = (
        tag.replace("_", "-").split("-")[0].lower()
        for tag, weight in request.accept_languages
        if weight > 0
    )
    return next((language for language in languages if language in LANGUAGES), None)


def override_language(language: str) -> None:
    """Override the language of the rest of this answer, where the browser asks for none of ours."""
    g.otherwise = language
    flask_babel.refresh()


def current_variant() -> str:
    """The words of this answer; outside of a request its language's own."""
    language = str(get_locale())  # asks `chosen` if nobody has
    variant: str = g.get("words", language)
    return variant if language_of(variant) == language else language


@contextmanager
def force_variant(words: str) -> Iterator[None]:
    """Force the words of what is said within, whoever asks."""
    previous = g.get("words")
    g.words = words
    try:
        with force_locale(language_of(words)):
            yield
    finally:
        g.words = previous


def use_formal_address(is_formal: bool) -> None:
    """Say the rest of this answer, if it is French, with « vous » or with « tu »."""
    if current_variant() != "en":
        g.words = variant_of("fr", vous=is_formal)


def variant_of(language: str, *, vous: bool) -> str:
    """The words of who reads this language and, in French, wishes « vous »."""
    return FORMAL_FRENCH if vous and language == "fr" else language


def language_of(words: str) -> str:
    """The language alone: "fr" or "en"."""
    return words.partition("-")[0]


def format_day(value: date | None, form: str = "medium", rebase: bool = True) -> str:
    """A date as the answer's language writes it; the first of a month is « 1er » in French."""
    return _french_first(flask_babel.format_date(value, form, rebase), form)


def format_range_start(first: date, last: date, form: str) -> str:
    """The first of two days, without what the last one says again: « du 9 au 15 novembre »."""
    for part in (" yyyy", " MMMM", " MMM"):
        alike = first.year == last.year and ("y" in part or first.month == last.month)
        form = form.replace(part, "") if alike and form.endswith(part) else form
    return (
        _french_first(flask_babel.format_date(first, form), "")
        if form == "d"
        else format_day(first, form)
    )


def format_datetime(value: datetime | None, form: str = "medium", rebase: bool = True) -> str:
    """A date with its time, the same way."""
    return _french_first(flask_babel.format_datetime(value, form, rebase), form)


def plural_count(value: Decimal | float) -> int:
    """The number by which ngettext speaks of one that is shown with a decimal.

    « 0,5 point » and « 1,9 point » in French; in English all but 1 itself are points.
    """
    rounded = round(Decimal(str(value)), 1)
    return 1 if rounded == 1 or (language_of(current_variant()) == "fr" and rounded < 2) else 2


def typeset(text: str) -> str:
    """What somebody typed, as it is printed: no line begins with its mark, « si il » is « s’il ».

    A mark of its own ends a sentence without a stop more. Markup stays markup.
    """
    apart = NBSP_PLACES.sub("\N{NO-BREAK SPACE}", ELIDED_SI.sub("S’", text))
    return type(text)(DOUBLE_END_MARK.sub(r"\1", apart))


def format_weekday(value: date, form: str = "EEE") -> str:
    """A day's short name: « lun. », "Mon"."""
    return format_date(value, form, locale=get_locale())


def _french_first(text: str, form: str) -> str:
    return (
        DAY_ONE.sub("1er", text) if language_of(current_variant()) == "fr" and form != "d" else text
    )
