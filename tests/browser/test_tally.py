"""What a tap was worth, how the day stands, and what there is to celebrate: said in its bar."""

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, until
from tests.cast import Person

pytestmark = pytest.mark.browser
TALLY = "[data-noted] [data-tally]"


def test_a_tap_says_the_days_count_and_once_the_server_knows_its_worth(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    tally = phone.page.locator(TALLY)
    phone.taps("no_answer")
    expect(tally).to_contain_text("Premier appel du jour")
    expect(tally.locator("[data-gain]")).to_have_text("+2")
    phone.offline()
    phone.taps("meeting")
    expect(tally).to_contain_text("Premier rendez-vous du jour")
    expect(tally.locator("[data-gain]")).to_be_hidden()
    phone.taps("callback")
    phone.taps("meeting")
    expect(tally).to_contain_text("4 appels aujourd’hui")
    phone.taps("callback")
    phone.taps("meeting")
    expect(tally).to_contain_text("Cinq personnes d’affilée")


def test_a_day_that_is_kept_is_celebrated(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.notes(3)
    expect(phone.page.locator(TALLY)).to_contain_text("Ta journée est tenue")


def test_a_kept_lesson_is_answered(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.tile("refusal").click()
    sheet = phone.page.locator("dialog[data-sheet=lesson]")
    for tag in ("Budget", "Question"):
        sheet.locator("label", has_text=tag).click()
    sheet.locator("[name=text]").fill("Parler moins.")
    until(lambda: (phone.summary() or {})["points"]["day"] == 10)
    sheet.locator(".acts .button").click()
    bar = phone.page.locator("[data-noted]")
    expect(bar).to_contain_text("Leçon gardée")
    expect(bar).to_contain_text("Elle revient avant ton prochain appel")
    expect(bar.locator("[data-gain]")).to_have_text("+10")
