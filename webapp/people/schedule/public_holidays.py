"""Public holidays by country and region, and where they are read for a member.

A region's name is data (regions.json, French then English) where people live in several; of other
countries regions have the names that the holidays themselves come with.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import holidays
from babel import Locale

from webapp.people.schedule.fact import FactRecord
from webapp.text_folding import fold_text

REGIONS: Mapping[str, Mapping[str, tuple[str, str]]] = json.loads(
    Path(__file__).with_name("regions.json").read_text(encoding="utf-8")
)
UNINHABITED = ("AQ", "BV", "GS", "HM", "IO", "TF", "UM")  # kept where they are said, never offered
SPOKEN = {"fr": ("fr",), "en": ("en_GB", "en_US", "en_CA", "en_AU", "en_IE", "en")}


def holidays_of(
    records: Iterable[FactRecord], organisation_id: UUID, first: date, last: date
) -> frozenset[date]:
    """Those from `first` to `last`, each by the place that holds on it."""
    places = fact_of_place(records, organisation_id)
    regions_read = {
        (place.value["country"], place.value.get("region")) for place in places if place.value
    }
    return frozenset(
        day
        for country, region in regions_read
        for year in range(first.year, last.year + 1)
        for day in public_holidays(country, region, year)
        if first <= day <= last and _is_of(place_on(places, day), country, region)
    )


def fact_of_place(records: Iterable[FactRecord], organisation_id: UUID) -> list[FactRecord]:
    """Where holidays are read, the later ones going before: the organisation's, then one's own."""
    return sorted(
        (fact for fact in records if fact.name == "holidays"),
        key=lambda fact: (fact.scope_id != organisation_id, fact.first_day, fact.recorded_at),
    )


def place_on(places: list[FactRecord], day: date) -> FactRecord:
    """The place that holds on that day. A member's own without a country is the company's."""
    begun = [place for place in places if place.first_day <= day]
    if begun and not begun[-1].value:
        begun = [place for place in begun if place.value and place.scope_id == places[0].scope_id]
    return begun[-1] if begun else places[0]


def _is_of(place: FactRecord, country: str, region: str | None) -> bool:
    return (place.value["country"], place.value.get("region")) == (country, region)


@lru_cache(maxsize=512)
def public_holidays(country: str, region: str | None, year: int) -> frozenset[date]:
    """The public holidays of a country, or of its region, in a year; none where unknown."""
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region, years=year))
    except NotImplementedError:
        return frozenset()


@lru_cache(maxsize=512)
def holiday_names(country: str, region: str | None, year: int, language: str) -> dict[date, str]:
    """Their names, as far as they are known in that language."""
    try:
        spoken = holidays.country_holidays(country).supported_languages
        supported = next((name for name in SPOKEN[language] if name in spoken), None)
        if supported is None:
            return {}
        named = holidays.country_holidays(country, region, years=year, language=supported)
        return {day: name.replace("'", "’") for day, name in named.items()}
    except NotImplementedError:
        return {}


@lru_cache(maxsize=1)
def countries() -> dict[str, list[str]]:
    """The countries whose public holidays are known, by their two letters, with their regions."""
    return {
        country: sorted(regions)
        for country, regions in holidays.list_supported_countries(include_aliases=False).items()
    }


@lru_cache(maxsize=512)
def named_countries(language: str, chosen: str = "") -> list[tuple[str, str]]:
    """The same by name: (name in that language, code), but for those that nobody lives in and that
    nobody has chosen (`chosen`).
    """
    named = (
        (country_name(code, language), code)
        for code in countries()
        if code not in UNINHABITED or code == chosen
    )
    return sorted(named, key=lambda each: fold_text(each[0]))


@lru_cache(maxsize=512)
def regions(country: str, language: str) -> list[tuple[str, str]]:
    """The regions that one chooses from, by name: (name in that language, code)."""
    if country in REGIONS:
        named = [(names[language == "en"], code) for code, names in REGIONS[country].items()]
    else:
        codes: Collection[str] = countries().get(country, ())
        aliases = holidays.country_holidays(country).get_subdivision_aliases() if codes else {}
        named = [(next(iter(aliases.get(code, ())), code), code) for code in codes]
    return sorted(named, key=lambda each: fold_text(each[0]))


def region_name(country: str, region: str, language: str) -> str:
    """A region's name in that language, or its code where no name is known."""
    return next((name for name, code in regions(country, language) if code == region), region)


def country_name(country: str, language: str) -> str:
    """A country's name in that language, or its two letters."""
    name: str = Locale(language).territories.get(country, country)
    return name
