"""What waits must stay when the phone needs room: storage is asked to last, and Me says so."""

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.cast import Person

pytestmark = pytest.mark.browser
STORAGE = """(() => {
  const asked = () => Number(localStorage.getItem("test.asked") ?? 0);
  navigator.storage.persist = async () => localStorage.setItem("test.asked", asked() + 1);
  navigator.storage.persisted = async () => asked() > 0;
})()"""


def test_storage_is_asked_to_last_at_the_first_noted_call_and_me_says_whether_it_does(
    phone: Phone, ines: Person
) -> None:
    phone.context.add_init_script(STORAGE)
    phone.meets(ines, "/me")
    expect(phone.page.locator("[data-lasting=no]")).to_be_visible()
    assert phone.page.evaluate("localStorage.getItem('test.asked')") is None
    phone.opens("/log")
    phone.notes(2)
    assert phone.page.evaluate("localStorage.getItem('test.asked')") == "1"
    phone.opens("/me")
    expect(phone.page.locator("[data-lasting=yes]")).to_be_visible()
    expect(phone.page.locator("[data-lasting=no]")).to_be_hidden()
