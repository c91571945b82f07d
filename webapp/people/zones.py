"""Look-up of time zones: by name, by city, and as somebody may write them.

A city is found by its present name in either language, and by the one it had (« Kiev », "Calcutta",
"Saigon"). What nobody lives in (bases in the ice, islands of scientists and soldiers) is a zone
that can be kept, and no list offers it.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location

from webapp.text_folding import fold_text

CONTINENTS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
)


UNINHABITED = {
    "Atlantic/South_Georgia",
    *("Indian/Chagos", "Indian/Kerguelen"),
    *("Pacific/Midway", "Pacific/Wake"),
}
SECOND: Mapping[str, str] = {
    old: name for old, name in get_global("zone_aliases").items() if old != "UTC"
}
LANGUAGES = ("fr", "en")


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Their names, as the time zone database has them."""
    names = available_timezones()
    return ("UTC", *sorted(name for name in names if name.split("/")[0] in CONTINENTS))


@lru_cache(maxsize=4)
def cities(language: str) -> dict[str, str]:
    """The city of each zone in that language (« Londres », "London"), by its name; neither second
    names nor what nobody lives in.
    """
    named = {
        name: get_timezone_location(name, locale=language, return_city=True)
        for name in zones()
        if name not in SECOND and name not in UNINHABITED and not name.startswith("Antarctica/")
    }
    return dict(sorted(named.items(), key=lambda each: fold_text(each[1])))


def list_choices(language: str, chosen: str) -> list[tuple[str, str]]:
    """The choices of zones by their cities, the one that is held among them whatever it
    is: (name, city in that language).
    """
    named = cities(language)
    return [*([] if chosen in named else [(chosen, chosen.replace("_", " "))]), *named.items()]


def match_zones(text: str, language: str) -> list[str]:
    """The zones that somebody may have meant: one where it is clear, none where nothing fits."""
    folded = _fold(text)
    exact = [name for name in zones() if _fold(name) == folded]
    by_city = [
        name
        for name, city in cities(language).items()
        if folded in (_fold(city), _fold(name.rpartition("/")[2]), _fold(f"{city} {name}"))
    ]
    return exact or by_city or _by_another_name(folded)


def _by_another_name(folded: str) -> list[str]:
    """By a city's former name, or by its name in the other language."""
    names = {
        name
        for old, name in SECOND.items()
        if name in zones() and _fold(old.rpartition("/")[2]) == folded
    }
    for language in LANGUAGES:
        names |= {name for name, city in cities(language).items() if _fold(city) == folded}
    return sorted(names)


def _fold(text: str) -> str:
    """Letters and figures alone, without accents and case."""
    spread = unicodedata.normalize("NFKD", text)
    signs = (sign if sign.isalnum() else " " for sign in spread if not unicodedata.combining(sign))
    return " ".join("".join(signs).casefold().split())
