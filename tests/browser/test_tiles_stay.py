"""Tiles stay where the thumb knows them, whatever is noted, said or listed around them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import Phone
from tests.cast import Person

pytestmark = pytest.mark.browser
PLACES = """() => [...document.querySelectorAll("[data-tiles] form")].map((tile) => {
  const { top, bottom } = tile.getBoundingClientRect();
  return [Math.round(top + scrollY), Math.round(bottom + scrollY)];
})"""
TABS = "document.querySelector('.tabs').getBoundingClientRect().top"
SIZES = {"tall": (390, 844), "low": (375, 600), "desk": (1280, 800)}


def places(page: Page) -> list[list[int]]:
    """Where each tile begins and ends, in px from the top of the page."""
    tiles: list[list[int]] = page.evaluate(PLACES)
    return tiles


@pytest.mark.sampled(1)
@pytest.mark.parametrize("size", SIZES)
def test_tiles_stay_where_they_are(size: str, phones: Callable[..., Phone], ines: Person) -> None:
    width, height = SIZES[size]
    phone = phones(viewport={"width": width, "height": height})
    phone.meets(ines)
    page, bar = phone.page, phone.page.locator("[data-noted]")
    at_first = places(page)
    phone.offline()
    phone.taps("callback")
    expect(phone.next_day()).to_be_visible()
    assert places(page) == at_first
    bar.locator("details.other summary").click()
    assert places(page) == at_first
    phone.next_day().click()
    expect(bar.locator("[data-dated]")).to_be_visible()
    expect(bar.locator("[data-waiting]")).to_be_visible()
    phone.notes(12)
    expect(page.locator("[data-calls] > li")).to_have_count(13)
    page.evaluate("window.dispatchEvent(new CustomEvent('signed-out'))")
    expect(page.locator("[data-notice=signed-out]")).to_be_visible()
    assert places(page) == at_first


def test_eight_tiles_are_whole_above_the_tabs_of_a_low_phone(
    phones: Callable[..., Phone], ines: Person
) -> None:
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call, text="Une phrase. " * 20))  # remembered ahead of the tiles
    phone = phones(viewport={"width": 375, "height": 600})
    phone.meets(ines)
    tiles = places(phone.page)
    assert len(tiles) == 8
    assert min(top for top, _ in tiles) > 0
    assert max(bottom for _, bottom in tiles) <= phone.page.evaluate(TABS)
    phone.taps("callback")
    bar = phone.page.locator("[data-noted]").bounding_box()
    assert bar
    assert bar["y"] >= 0
    assert bar["y"] + bar["height"] <= tiles[0][0]  # it covers no tile
