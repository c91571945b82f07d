"""Colours that the system forces, and paper: what is chosen is told without a background."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from webapp.assets import DIST_DIR, STATIC_URL, load_manifest

pytestmark = pytest.mark.browser
SHEET = (DIST_DIR / load_manifest().url("app.css").removeprefix(STATIC_URL)).read_text(
    encoding="utf-8"
)
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
<div class="tiles"><button class="tile win"><b>Rendez-vous</b><small>20 points</small></button>
</div><a class="button ball">Noter</a> <button class="go">Annuler</button>
<svg class="bar" viewBox="0 0 100 4"><rect width="40" height="4"></rect></svg>
<ul><li class="team mine">Nantes</li><li class="team">Lyon</li></ul>
<div class="month"><p data-state="kept"><svg class="stroke"></svg></p>
<p data-state="made_up"><svg class="stroke"></svg></p>
<p data-state="open"><svg class="stroke"></svg></p>
<p data-state="planned"><svg class="stroke"></svg></p></div>
<svg class="year" viewBox="0 0 10 10"><rect class="cell" width="8" height="8"></rect></svg>
<nav class="tabs"><ul><li><a aria-current="page">Leçons</a></li><li><a>Moi</a></li></ul></nav>
</main></body></html>"""
DRAWN = "e => { const s = getComputedStyle(e); return s.getPropertyValue('%s'); }"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    new_page = browser.new_page()
    new_page.set_content(PAGE)
    yield new_page
    new_page.close()


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


def test_in_forced_colours_what_is_full_and_whose_it_is_can_be_seen(page: Page) -> None:
    """A bar, the own team, the strokes of a month, and the squares that a mask cuts out of a year:
    white lets them through, whatever the system's colours.
    """
    page.emulate_media(forced_colors="active")
    bar = page.locator(".bar")
    assert bar.evaluate(DRAWN % "border-top-style") == "solid"
    full, left = DRAWN % "fill", DRAWN % "background-color"
    assert bar.locator("rect").evaluate(full) != bar.evaluate(left)
    outlines = [page.locator(".team").nth(n).evaluate(DRAWN % "outline-style") for n in (0, 1)]
    assert outlines == ["solid", "none"]
    strokes = [each.evaluate(DRAWN % "stroke-dasharray") for each in page.locator(".stroke").all()]
    assert len(set(strokes)) == 4
    assert page.locator(".cell").evaluate(full) == "rgb(255, 255, 255)"


def test_in_forced_colours_what_comes_first_stands_out_and_is_not_as_if_chosen(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    for first in (".tile.win", ".button.ball"):
        place = page.locator(first)
        assert place.evaluate(DRAWN % "background-color") != "rgb(255, 255, 255)"
        assert place.evaluate(DRAWN % "text-decoration-line") == "none"
        assert place.evaluate(DRAWN % "forced-color-adjust") == "none"


def test_on_paper_the_words_are_dark_and_what_leads_elsewhere_is_gone(page: Page) -> None:
    page.emulate_media(media="print")
    words = ("h1", "h2", ".hero .mute")
    assert [page.locator(each).evaluate(DRAWN % "color") for each in words] == ["rgb(0, 0, 0)"] * 3
    for away in (".skip", ".tabs", ".tile", ".button", ".go", ".segments"):
        assert page.locator(away).is_hidden()
    chosen = page.locator(".chip.on")
    assert chosen.evaluate(DRAWN % "color") == "rgb(0, 0, 0)"
    assert chosen.evaluate(DRAWN % "text-decoration-line") == "underline"
