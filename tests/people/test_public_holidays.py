"""Public holidays by place: real dates, and names that people know them by."""

from datetime import date

import holidays
import pytest

from webapp.people.schedule import public_holidays

OFF = {
    ("FR", None): (["2026-05-14", "2026-07-14", "2026-11-11"], ["2026-04-03", "2026-12-26"]),
    ("FR", "6AE"): (["2026-04-03", "2026-12-26", "2027-03-26"], ["2026-12-28"]),
    ("FR", "57"): (["2026-04-03", "2026-12-26"], ["2026-05-27"]),
    ("FR", "971"): (["2026-05-27"], ["2026-05-22"]),
    ("BE", None): (["2026-07-21", "2026-11-11", "2026-05-25"], ["2026-07-14", "2026-05-08"]),
    ("CH", "GE"): (["2026-08-01", "2026-09-10", "2026-12-31"], ["2026-05-01"]),
    ("CH", "ZH"): (["2026-05-01", "2026-08-01"], ["2026-09-10", "2026-12-31"]),
    ("DE", "BY"): (["2026-01-06", "2026-06-04", "2026-10-03"], ["2026-10-31"]),
    ("DE", "BE"): (["2026-03-08", "2026-10-03"], ["2026-01-06", "2026-06-04"]),
    ("GB", "ENG"): (["2026-04-06", "2026-08-31", "2026-12-28"], ["2026-01-02", "2026-11-30"]),
    ("GB", "SCT"): (["2026-01-02", "2026-08-03", "2026-11-30"], ["2026-04-06", "2026-08-31"]),
    ("GB", "NIR"): (["2026-03-17", "2026-07-13"], ["2026-11-30"]),
    ("US", None): (["2026-07-03", "2026-11-26", "2026-01-19"], ["2026-12-26", "2026-04-20"]),
    ("US", "MA"): (["2026-04-20", "2026-11-26"], ["2026-12-26"]),
    ("", None): ([], ["2026-01-01", "2026-12-25"]),
}


@pytest.mark.parametrize("place", OFF, ids=lambda place: " ".join(filter(None, place)) or "none")
def test_the_holidays_of_a_place_are_those_of_its_law(place):
    off, worked = OFF[place]
    for iso_day in off:
        day = date.fromisoformat(iso_day)
        assert day in public_holidays.public_holidays(*place, day.year), iso_day
    for iso_day in worked:
        day = date.fromisoformat(iso_day)
        assert day not in public_holidays.public_holidays(*place, day.year), iso_day


def test_a_region_has_its_name_in_both_languages():
    for country, regions in public_holidays.REGIONS.items():
        subdivisions = holidays.country_holidays(country).subdivisions
        assert set(regions) <= set(subdivisions), country
        assert all(len(names) == 2 and all(names) for names in regions.values()), country
    names = {
        language: dict(map(reversed, public_holidays.regions("DE", language)))
        for language in ["fr", "en"]
    }
    assert (names["fr"]["BY"], names["en"]["BY"]) == ("Bavière", "Bavaria")
    assert public_holidays.region_name("CH", "GE", "fr") == "Genève"
    assert public_holidays.region_name("US", "CA", "fr") == "Californie"
    assert public_holidays.region_name("FR", "57", "en") == "Moselle (Alsace-Moselle)"


def test_every_state_canton_and_land_can_be_chosen():
    assert {
        country: len(public_holidays.regions(country, "fr")) for country in ("CH", "GB", "AT", "CA")
    } == {"CH": 26, "GB": 4, "AT": 9, "CA": 13}
    assert (
        len(public_holidays.regions("DE", "fr")) == 17
    )  # sixteen, and Augsburg with its own feast
    assert len(public_holidays.regions("US", "en")) == 56
    assert public_holidays.regions("BE", "fr") == []  # one law for all
    assert ("Milano", "MI") in public_holidays.regions("IT", "fr")  # as the holidays name it


def test_countries_stand_in_the_order_of_their_names():
    names = [name for name, _ in public_holidays.named_countries("fr")]
    assert names.index("Égypte") < names.index("Espagne") < names.index("États-Unis")
    assert ("Allemagne", "DE") in public_holidays.named_countries("fr")
    assert ("Germany", "DE") in public_holidays.named_countries("en")


def test_a_holiday_has_its_name_where_it_is_known_in_the_language():
    armistice = date(2026, 11, 11)
    assert public_holidays.holiday_names("FR", None, 2026, "fr")[armistice] == "Armistice"
    assert "Armistice" in public_holidays.holiday_names("FR", None, 2026, "en")[armistice]
    assert public_holidays.holiday_names("DE", "BY", 2026, "fr") == {}
    assert public_holidays.holiday_names("", None, 2026, "fr") == {}
