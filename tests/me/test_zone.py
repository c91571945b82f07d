"""The member's time zone: it says when today begins, and rewrites nothing (RULES R1)."""

import html

import pytest

from webapp.people import zones

pytestmark = pytest.mark.lengthy


@pytest.mark.both_databases
def test_today_is_read_in_the_zone_that_was_chosen(ines, at):
    ines.sends(ines.taps("meeting"))
    at("2026-11-17 05:00")
    assert ines.today().day.isoformat() == "2026-11-17"
    assert ines.submits("/me/zone", {"zone": "America/Los_Angeles"}).status_code == 303
    assert ines.today().day.isoformat() == "2026-11-16"
    assert ines.today().points_day == 20


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("  londres ", "Europe/London"),
        ("new york", "America/New_York"),
        ("america/new_york", "America/New_York"),
        ("LE CAIRE", "Africa/Cairo"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_by_its_name_or_a_city(ines, text, zone):
    assert ines.submits("/me/zone", {"zone": text}).headers["Location"] == "/me#zone"
    assert ines.who.zone_name == zone


@pytest.mark.parametrize("text", ["", "Atlantide", "<b>", "a" * 500, "../etc/passwd"])
def test_a_text_that_is_no_zone_is_refused_with_what_was_written(ines, text):
    answer = ines.submits("/me/zone", {"zone": text})
    assert answer.status_code == 422
    assert "la grande ville la plus proche" in html.unescape(answer.text)
    assert "<b>" not in answer.text.partition('id="zone"')[2].partition(">")[0]
    assert ines.who.zone_name == "Europe/Paris"


def test_every_zone_that_is_offered_can_be_kept():
    for language in ("fr", "en"):
        assert [
            name for name in zones.cities(language) if zones.match_zones(name, language) != [name]
        ] == []


def test_the_page_says_what_another_zone_means(ines):
    page = html.unescape(ines.opens("/me/zone").text)
    assert "même en voyage" in page
    assert '<option value="Europe/London">Londres</option>' in page
