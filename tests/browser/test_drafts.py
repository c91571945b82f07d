"""What was typed of a lesson stays on the phone until it is kept, or thrown away on purpose."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import Phone, rows
from tests.cast import Person

pytestmark = pytest.mark.browser
WORDS = "J’ai parlé de nous trop longtemps."
SHEET = "dialog[data-sheet=lesson]"
TODAY = ".notice[data-unfinished]"


def begins(phone: Phone) -> Page:
    """A refusal, and its lesson begun."""
    phone.tile("refusal").click()
    sheet = phone.page.locator(SHEET)
    sheet.locator("[name=text]").fill(WORDS)
    sheet.locator("label", has_text="Budget").click()
    expect(sheet.locator("[data-draft]")).to_be_visible()
    return phone.page


def stands(page: Page) -> None:
    """The sheet has it again."""
    sheet = page.locator(SHEET)
    expect(sheet.locator("[name=text]")).to_have_value(WORDS)
    expect(sheet.locator("[name=happened][value=budget]")).to_be_checked()


WAYS: dict[str, Callable[[Phone], object]] = {
    "skip": lambda phone: phone.page.locator(f"{SHEET} [data-skip]").click(),
    "escape": lambda phone: phone.page.keyboard.press("Escape"),
    "reload": lambda phone: phone.page.reload(),
    "another page": lambda phone: phone.opens("/me"),
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("network", ["online", "offline"])
def test_a_lesson_that_was_begun_is_found_again(
    way: str, network: str, phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    if network == "offline":
        phone.offline()
    page = begins(phone)
    if way != "another page" or network == "online":
        WAYS[way](phone)
    phone.opens("/today")
    expect(page.locator(TODAY)).to_contain_text("Une leçon attend sur ce téléphone.")
    page.locator(f"{TODAY} a").click()
    stands(page)


def test_a_draft_of_the_last_letter_survives_a_closed_sheet(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.tile("refusal").click()
    sheet = phone.page.locator(SHEET)
    sheet.locator("[name=text]").fill(WORDS)
    sheet.locator("[data-skip]").click()  # sooner than anything was written by itself
    phone.opens("/log#unfinished")
    expect(sheet.locator("[name=text]")).to_have_value(WORDS)


def test_a_lesson_that_is_kept_leaves_no_draft(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    page = begins(phone)
    page.locator(f"{SHEET} .acts .button").click()
    expect(page.locator(SHEET)).to_be_hidden()
    phone.drains()
    phone.opens("/today")
    expect(page.locator("[data-panel=today]")).to_be_visible()
    expect(page.locator(TODAY)).to_be_hidden()
    phone.opens("/log#unfinished")
    expect(page.locator(SHEET)).to_be_hidden()
    assert [row.kind for row in rows(ines)] == ["call", "lesson"]


def test_a_draft_is_thrown_away_on_purpose(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    page = begins(phone)
    page.locator(f"{SHEET} [data-discard]").click()
    expect(page.locator(SHEET)).to_be_hidden()
    phone.opens("/today")
    expect(page.locator(TODAY)).to_be_hidden()


def test_a_call_that_is_taken_back_takes_its_draft_along(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    page = begins(phone)
    page.locator(f"{SHEET} [data-skip]").click()
    page.locator("[data-undo]").click()
    phone.drains()
    phone.opens("/today")
    expect(page.locator(TODAY)).to_be_hidden()


def test_a_lesson_with_nothing_chosen_says_what_is_missing_and_stays(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.tile("refusal").click()
    sheet = phone.page.locator(SHEET)
    sheet.locator(".acts .button").click()
    expect(sheet.locator("[data-empty]")).to_be_visible()
    sheet.locator("[name=text]").fill("Un mot.")
    expect(sheet.locator("[data-empty]")).to_be_hidden()
    sheet.locator(".acts .button").click()
    expect(sheet).to_be_hidden()


def test_a_lesson_that_is_reworded_is_found_again_on_its_page(phone: Phone, ines: Person) -> None:
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call, text="Une phrase."))
    phone.meets(ines)
    phone.opens(f"/lessons/{call['key']}/edit")
    text = phone.page.locator("[name=text]")
    text.fill(WORDS)
    expect(phone.page.locator("[data-draft]")).to_be_visible()
    phone.page.reload()
    expect(text).to_have_value(WORDS)
    phone.page.locator("[data-discard]").click()
    expect(text).to_have_value("Une phrase.")


def test_nobody_else_on_this_phone_sees_it(phone: Phone, ines: Person, theo: Person) -> None:
    phone.meets(ines)
    page = begins(phone)
    page.locator(f"{SHEET} [data-skip]").click()
    phone.drains()
    phone.meets(theo, "/today")
    expect(page.locator("[data-panel=today]")).to_be_visible()
    expect(page.locator(TODAY)).to_be_hidden()
    phone.opens("/log#unfinished")
    expect(page.locator(SHEET)).to_be_hidden()
    phone.meets(ines, "/today")
    expect(page.locator(TODAY)).to_be_visible()
