"""Two arcs cross when the answer after a log moves one's team up on this phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.cast import Person

pytestmark = pytest.mark.browser
OVERTAKING = ".overtaking .cross.over"


@pytest.fixture
def behind_lyon(travellers: Callable[..., Phone], cast: Callable[[str], Person], at) -> Phone:
    """Inès' phone on a Tuesday: it has shown Nantes in the second place, after Lyon."""
    now = at("2026-11-17 10:00")
    maya, ines = cast("maya"), cast("ines")
    assert set(maya.sends(*[maya.taps("refusal") for _ in range(2)])) == {"accepted"}
    phone = travellers()
    phone.signs_in(ines)
    phone.opens("/boards")
    phone.stands_at(now)
    phone.opens("/boards")
    expect(phone.page.locator("[data-overtake]")).to_have_attribute("data-place", "2")
    return phone


def overtakes(phone: Phone) -> None:
    phone.opens("/log")
    phone.taps("meeting")
    phone.drains()


@pytest.mark.parametrize("path", ["/boards", "/today"])
def test_the_overtaking_is_drawn_once_and_takes_no_taps(behind_lyon: Phone, path: str) -> None:
    phone, page = behind_lyon, behind_lyon.page
    page.emulate_media(reduced_motion="no-preference")
    overtakes(phone)
    phone.opens(path)
    expect(page.locator("[data-overtake]")).to_have_attribute("data-place", "1")
    crossing = page.locator(OVERTAKING)
    expect(crossing).to_be_visible()
    assert crossing.evaluate("it => getComputedStyle(it).pointerEvents") == "none"
    lasts = crossing.evaluate(
        "it => Math.max(...it.getAnimations({ subtree: true })"
        ".map(each => each.effect.getComputedTiming().endTime))"
    )
    assert 0 < lasts < 2000
    expect(crossing).to_have_count(0, timeout=2500)
    phone.opens(path)
    expect(page.locator("[data-overtake]")).to_be_visible()
    expect(page.locator(OVERTAKING)).to_have_count(0)


def test_an_open_board_draws_it_as_it_happens(behind_lyon: Phone) -> None:
    """The call is noted elsewhere on the phone; nobody opens the board anew."""
    phone, board = behind_lyon, behind_lyon.page
    board.emulate_media(reduced_motion="no-preference")
    board.evaluate("window.stays = true")
    log = phone.context.new_page()
    phone.opens("/log", log)
    log.locator("button[data-outcome=meeting]").click()
    expect(board.locator(OVERTAKING)).to_be_visible()
    expect(board.locator("[data-overtake]")).to_have_attribute("data-place", "1")
    expect(board.locator(OVERTAKING)).to_have_count(0, timeout=2500)
    assert board.evaluate("window.stays") is True


def test_who_wants_no_motion_sees_the_new_place_alone(behind_lyon: Phone) -> None:
    overtakes(behind_lyon)
    behind_lyon.opens("/boards")
    expect(behind_lyon.page.locator(".board")).to_have_attribute("data-place", "1")
    expect(behind_lyon.page.locator(OVERTAKING)).to_be_hidden()


def test_a_phone_that_showed_no_place_before_draws_nothing(
    travellers: Callable[..., Phone], cast: Callable[[str], Person], at
) -> None:
    at("2026-11-17 10:00")
    ines = cast("ines")
    ines.sends(ines.taps("meeting"))
    phone = travellers()
    phone.signs_in(ines)
    phone.page.emulate_media(reduced_motion="no-preference")
    phone.opens("/boards")
    expect(phone.page.locator(".board")).to_have_attribute("data-place", "1")
    expect(phone.page.locator(OVERTAKING)).to_have_count(0)
