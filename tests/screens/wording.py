"""Whether a text is in the language of its page: the catalogues say what each language says."""

import re
from functools import cache

from babel.dates import get_day_names, get_month_names

from bin.compile_translations import TRANSLATIONS, merged

WORD = re.compile(r"[^\W\d_]{3,}")
GAP = re.compile(r"%\(\w+\)[sd]|\{[^}]*\}|\S+@\S+|https?:\S+")  # and addresses
# Said alike in both: the product, its languages, and what people type into an address.
NAMES = {"rebond", "français", "english", "http", "https", "readme", "insecure"}


def words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(GAP.sub(" ", text))}


Tags = frozenset[tuple[str, str]]


@cache
def vocabularies(tags: Tags) -> dict[str, frozenset[str]]:
    """The words that only French, and those that only English sentences of ours have."""
    french, english = dates("fr"), dates("en")
    for message in merged(TRANSLATIONS / "fr")[0]:
        if message.id:
            english |= words(" ".join(_forms(message.id)))
            french |= words(" ".join(_forms(message.string)))
    for in_french, in_english in tags:
        french |= words(in_french)
        english |= words(in_english)
    return {
        "fr": frozenset(french - english - NAMES),
        "en": frozenset(english - french - NAMES),
    }


def dates(language: str) -> set[str]:
    """Days and months."""
    named = [
        name
        for width in ("wide", "abbreviated")
        for names in (get_day_names, get_month_names)
        for name in names(width, locale=language).values()
    ]
    return words(" ".join(named))


def foreign(texts: list[str], language: str, own: set[str], tags: Tags) -> list[str]:
    """The texts with words of the other language in them; `own` is what people wrote.

    It is shown with the spaces that its language prints.
    """
    strange = vocabularies(tags)[{"fr": "en", "en": "fr"}[language]]
    own_texts = sorted(map(_spaced, own), key=len, reverse=True)
    complaints = []
    for text in texts:
        bare = _spaced(text)
        for own_text in own_texts:
            bare = bare.replace(own_text, " ")
        if wrong := words(bare) & strange:
            complaints.append(f"{text!r} has {', '.join(sorted(wrong))}")
    return complaints


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _forms(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())  # type: ignore[arg-type]
