"""The time zones that people live in: by name, by city, and as somebody may write them."""

import unicodedata
from functools import lru_cache
from zoneinfo import available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location

CONTINENTS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
)


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Their names, as the time zone database has them."""
    known = available_timezones()
    return ("UTC", *sorted(name for name in known if name.split("/")[0] in CONTINENTS))


@lru_cache(maxsize=4)
def cities(language: str) -> dict[str, str]:
    """The city of each zone in that language (« Londres », "London"), second names left out."""
    second = set(get_global("zone_aliases")) - {"UTC"}
    return {
        name: get_timezone_location(name, locale=language, return_city=True)
        for name in zones()
        if name not in second
    }


def meant(said: str, language: str) -> list[str]:
    """The zones that somebody may have meant: one where it is clear, none where nothing fits."""
    wanted = _plain(said)
    exact = [name for name in zones() if _plain(name) == wanted]
    return exact or [
        name
        for name, city in cities(language).items()
        if wanted in (_plain(city), _plain(name.rpartition("/")[2]), _plain(f"{city} {name}"))
    ]


def _plain(said: str) -> str:
    """Letters and figures alone, without accents and case."""
    spread = unicodedata.normalize("NFKD", said)
    kept = (sign if sign.isalnum() else " " for sign in spread if not unicodedata.combining(sign))
    return " ".join("".join(kept).casefold().split())
