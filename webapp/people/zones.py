"""The time zones that people live in: by name, by city, and as somebody may write them.

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
    known = available_timezones()
    return ("UTC", *sorted(name for name in known if name.split("/")[0] in CONTINENTS))


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


def offered(language: str, held: str) -> list[tuple[str, str]]:
    """The zones that one chooses from by their cities, the one that is held among them whatever it
    is: (name, city in that language).
    """
    named = cities(language)
    return [*([] if held in named else [(held, held.replace("_", " "))]), *named.items()]


def meant(said: str, language: str) -> list[str]:
    """The zones that somebody may have meant: one where it is clear, none where nothing fits."""
    wanted = _plain(said)
    exact = [name for name in zones() if _plain(name) == wanted]
    by_city = [
        name
        for name, city in cities(language).items()
        if wanted in (_plain(city), _plain(name.rpartition("/")[2]), _plain(f"{city} {name}"))
    ]
    return exact or by_city or _by_another_name(wanted)


def _by_another_name(wanted: str) -> list[str]:
    """By a city's former name, or by its name in the other language."""
    found = {
        name
        for old, name in SECOND.items()
        if name in zones() and _plain(old.rpartition("/")[2]) == wanted
    }
    for language in LANGUAGES:
        found |= {name for name, city in cities(language).items() if _plain(city) == wanted}
    return sorted(found)


def _plain(said: str) -> str:
    """Letters and figures alone, without accents and case."""
    spread = unicodedata.normalize("NFKD", said)
    kept = (sign if sign.isalnum() else " " for sign in spread if not unicodedata.combining(sign))
    return " ".join("".join(kept).casefold().split())
