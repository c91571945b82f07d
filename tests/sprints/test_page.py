"""A sprint's page as the server gives it: tiles, how the day stands, nobody in what is kept."""

import gzip
import re

import pytest

from webapp.assets import DIST_DIR, STATIC_URL, load_manifest


def test_a_sprint_without_scripts_is_the_logs_form_and_a_sentence(ines):
    page = ines.opens("/sprint").text
    assert page.count('name="kind" value="call"') == 8
    assert "Les minutes d’un sprint demandent des scripts" in page


def test_a_tile_of_a_sprint_notes_a_call_without_scripts(ines):
    key = re.search(r'name="key" value="([^"]+)"', ines.opens("/sprint").text)[1]
    ines.submits("/journal", {"key": key, "kind": "call", "outcome": "meeting"})
    assert ines.today().attempts == 1
    assert ines.today().points_day == 20


def test_a_sprint_says_how_the_day_stands_as_today_does(ines):
    assert "Encore 3 appels" in ines.opens("/sprint/day").text
    ines.sends(*[ines.taps("no_answer") for _ in range(3)])
    part = ines.opens("/sprint/day").text
    assert "La journée tient." in part
    assert 'data-panel="sprint-day"' in part
    assert "<html" not in part


def test_a_sprint_earns_nothing_of_its_own(ines):
    """Opened, looked at and gone through: the calls are worth what they always are (RULES R13)."""
    ines.opens("/sprint")
    ines.opens("/sprint/day")
    assert ines.today().points_day == 0


@pytest.mark.parametrize("words, title", [("fr", "Combien de minutes"), ("en", "How many minutes")])
def test_a_sprint_is_kept_by_the_phone_with_nobody_in_it(nobody, ines, words, title):
    pages = [person.opens(f"/sprint-shell/{words}") for person in (nobody, ines)]
    assert pages[0].data == pages[1].data
    assert title in pages[0].text
    assert "data-member" not in pages[0].text
    assert pages[0].cache_control.public


OWN_FILES = 16_800  # bytes on the wire that a sprint's page adds to the app's own
PAGE = 7_900


@pytest.mark.parametrize("path", ["/sprint", "/sprint/team"])
def test_a_sprints_page_is_light(ines, opens, path):
    """Its script and its styles, and the page itself, as a server that compresses sends them."""
    names = [load_manifest().url(name) for name in ("sprint.js", "sprints.css")]
    files = [(DIST_DIR / name.removeprefix(STATIC_URL)).read_bytes() for name in names]
    address = opens(ines) if path == "/sprint/team" else path
    page = ines.opens(address).data
    weights = sum(len(gzip.compress(each, 9)) for each in files), len(gzip.compress(page, 6))
    assert weights[0] <= OWN_FILES
    assert weights[1] <= PAGE
