"""Colours that the system forces, and paper: what is chosen is told without a background."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from webapp.assets import ADDRESS, DIST, built

pytestmark = pytest.mark.browser
SHEET = (DIST / built().address("app.css").removeprefix(ADDRESS)).read_text(encoding="utf-8")
PAGE = f"""<!doctype html><html lang="fr" data-theme="dark"><title>x</title>
<style>{SHEET}</style><body><a class="skip" href="#main">Aller au contenu</a>
<main class="view"><h1>Aujourd’hui</h1>
<section class="card hero"><h2>12 jours de suite</h2><p class="mute">Encore deux</p></section>
<div class="chips"><label class="chip">Refus<input type="radio" name="a" checked></label>
<label class="chip">Budget<input type="radio" name="a"></label>
<a class="chip on">Question</a></div>
<div class="segments"><a aria-current="page">Les miennes</a><a>Celles de l’équipe</a></div>
<div class="line"><svg viewBox="0 0 322 90">
<g class="slot" data-state="kept"><path class="arc" d="M4 86Q33 6 62 86"></path></g>
<g class="slot" data-state="open"><path class="arc" d="M62 86Q91 6 120 86"></path></g></svg></div>
<nav class="tabs"><ul><li><a aria-current="page">Leçons</a></li><li><a>Moi</a></li></ul></nav>
</main></body></html>"""
DRAWN = "e => { const s = getComputedStyle(e); return s.getPropertyValue('%s'); }"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    made = browser.new_page()
    made.set_content(PAGE)
    yield made
    made.close()


def test_in_forced_colours_what_is_chosen_is_underlined_and_what_is_open_is_dashed(
    page: Page,
) -> None:
    page.emulate_media(forced_colors="active")
    chosen = (".chip:has(:checked)", ".chip.on", ".segments [aria-current]", ".tabs [aria-current]")
    others = (".chip:not(:has(:checked), .on)", ".segments a:not([aria-current])")
    lines = DRAWN % "text-decoration-line"
    assert [page.locator(each).evaluate(lines) for each in chosen] == ["underline"] * 4
    assert [page.locator(each).evaluate(lines) for each in others] == ["none"] * 2
    dashes = [arc.evaluate(DRAWN % "stroke-dasharray") for arc in page.locator(".arc").all()]
    assert dashes[0] == "none" != dashes[1]


def test_on_paper_the_words_are_dark_and_what_leads_elsewhere_is_gone(page: Page) -> None:
    page.emulate_media(media="print")
    words = ("h1", "h2", ".hero .mute")
    assert [page.locator(each).evaluate(DRAWN % "color") for each in words] == ["rgb(0, 0, 0)"] * 3
    for away in (".skip", ".tabs"):
        assert page.locator(away).is_hidden()
