"""A day of more calls than a screen lists."""

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.cast import Person

pytestmark = pytest.mark.browser


def test_earlier_calls_come_in_their_place_and_what_waits_stays_on_the_first_page(
    phone: Phone, ines: Person
) -> None:
    ines.sends(*[ines.taps("no_answer") for _ in range(60)])
    phone.meets(ines)
    page, rows = phone.page, phone.page.locator("[data-calls] > li")
    expect(rows).to_have_count(50)
    page.get_by_role("link", name="Appels plus anciens").click()
    expect(rows).to_have_count(10)
    phone.offline()
    phone.taps("meeting")
    expect(rows).to_have_count(10)
    expect(page.locator("[data-no-calls]")).to_be_hidden()
    phone.online()
    phone.drains()
    expect(rows).to_have_count(11)  # the page was read anew: one came over from the first
    page.get_by_role("link", name="Appels plus récents").click()
    expect(rows).to_have_count(50)
    expect(rows.first).to_contain_text("Rendez-vous")
