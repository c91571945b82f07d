"""Lessons in the hand: shared, kept to oneself again, erased and reworded without a network."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, rows, until
from tests.cast import Person

pytestmark = pytest.mark.browser


@pytest.fixture
def lesson(ines: Person) -> None:
    """A lesson that the server has."""
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call, text="Une phrase."))


def kinds(person: Person) -> list[str]:
    """What stands, but for the withdrawals themselves."""
    return sorted(r.kind for r in rows(person) if not r.withdrawn and r.kind != "withdraw")


@pytest.mark.usefixtures("lesson")
def test_a_lesson_is_shared_without_network_and_says_that_it_waits(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.opens("/lessons")
    phone.page.locator("a[href$='/edit']").click()
    phone.page.wait_for_url("**/edit")
    phone.offline()
    card = phone.page.locator(".sharing")
    card.locator(".share summary").click()
    card.locator(".share [value='0']").click()
    expect(card.locator("[data-later]")).to_be_visible()
    assert kinds(ines) == ["call", "lesson"]
    phone.online()
    phone.drains()
    assert kinds(ines) == ["call", "lesson", "share"]
    expect(card).to_contain_text("partagée, sans nom")
    expect(card.locator("[data-later]")).to_be_hidden()
    phone.offline()
    card.locator("[data-unshare] button").click()
    expect(card.locator("[data-later]")).to_be_visible()
    phone.online()
    phone.drains()
    assert kinds(ines) == ["call", "lesson"]
    expect(card.locator(".share summary")).to_be_visible()


@pytest.mark.usefixtures("lesson")
def test_a_lesson_is_erased_without_network_after_it_was_asked(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.opens("/lessons")
    phone.offline()
    card = phone.page.locator(".lesson")
    card.locator(".remove summary").click()
    expect(card).to_be_visible()
    card.locator("form[data-remove] button").click()
    expect(card).to_be_hidden()
    phone.online()
    phone.drains()
    until(lambda: kinds(ines) == ["call"])


@pytest.mark.usefixtures("lesson")
def test_a_lesson_is_reworded_without_network_and_never_to_nothing(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.opens("/lessons")
    phone.page.locator("a[href$='/edit']").click()
    phone.page.wait_for_url("**/edit")
    phone.offline()
    form = phone.page.locator("form[data-lesson]")
    form.evaluate(
        "form => { for (const it of form.querySelectorAll(':checked')) it.checked = false }"
    )
    form.locator("[name=text]").fill("")
    form.locator(".button").click()
    expect(form.locator("[data-empty]")).to_be_visible()
    form.locator("[name=text]").fill("Mieux dit.")
    form.locator(".button").click()
    phone.page.wait_for_url(lambda address: not address.endswith("/edit"))
    phone.online()
    phone.opens("/lessons")
    phone.drains()
    expect(phone.page.locator(".lesson .says")).to_have_text("Mieux dit.")


def test_lessons_are_found_as_one_types_under_an_open_filter(phone: Phone, ines: Person) -> None:
    for tag, words in (("budget", "Le prix d’abord."), ("no_need", "Un besoin caché.")):
        call = ines.taps("refusal")
        ines.sends(call, ines.draws(call, tag, text=words))
    phone.meets(ines, "/lessons")
    phone.page.locator(".by-tag summary").click()
    phone.page.locator("#happened-budget").click()
    expect(phone.page.locator(".lesson .says")).to_have_text(["Le prix d’abord."])
    expect(phone.page.locator(".by-tag")).to_have_attribute("open", "")
    expect(phone.page).to_have_url(re.compile("happened=budget"))
    phone.page.locator("#happened-budget").click()
    phone.page.locator("#q").press_sequentially("cache")
    expect(phone.page.locator(".lesson .says")).to_have_text(["Un besoin caché."])
    expect(phone.page.locator("#q")).to_be_focused()
    expect(phone.page.locator("#q")).to_have_value("cache")
