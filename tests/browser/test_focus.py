"""Focus that something takes along when it goes comes to what stands for it."""

import pytest
from playwright.sync_api import expect

from tests.browser.phone import FIRST, Phone, until
from tests.cast import Person

pytestmark = pytest.mark.browser
READ_ANEW = """() => {
  document.querySelector("[data-panel=day]").dataset.before = "";
  document.body.dispatchEvent(new CustomEvent("journal-changed", { bubbles: true }));
}"""


def reads_anew(phone: Phone) -> None:
    """The day's list comes from the server once more."""
    phone.says(READ_ANEW)
    expect(phone.page.locator("[data-panel=day][data-before]")).to_have_count(0)


def test_focus_outlives_the_time_to_undo_a_panel_and_a_sheet(phone: Phone, ines: Person) -> None:
    page = phone.page
    page.clock.install()
    phone.meets(ines)
    tile = page.locator("button[data-outcome=refusal]")
    tile.press("Enter")
    expect(page.locator("dialog[open] h1")).to_be_focused()
    page.keyboard.press("Escape")
    expect(tile).to_be_focused()
    page.locator("[data-undo]").focus()
    page.clock.fast_forward(11_000)
    expect(page.locator("[data-noted-words]")).to_be_focused()
    phone.drains()
    more = page.locator(FIRST).locator("summary")
    more.focus()
    reads_anew(phone)
    expect(more).to_be_focused()
    more.press("Enter")
    lesson = page.locator(FIRST).locator("[data-lesson-of]")
    lesson.press("Enter")
    expect(page.locator("dialog[open] h1")).to_be_focused()
    reads_anew(phone)
    page.keyboard.press("Escape")
    expect(lesson).to_be_focused()


def test_focus_goes_to_what_was_said_when_the_call_of_a_menu_is_changed(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.taps("voicemail")
    phone.drains()
    row = phone.page.locator(FIRST)
    row.locator("summary").press("Enter")
    row.locator("select").select_option("no_answer")
    row.locator("form[data-change] button").press("Enter")
    expect(row.locator("summary")).to_be_focused()
    phone.drains()
    until(lambda: phone.says("document.activeElement.localName") == "summary", why="the same menu")
