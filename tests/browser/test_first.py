"""The first minutes on a phone: the shell says what the page says, a step leaves by bouncing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, until
from tests.cast import Person

pytestmark = pytest.mark.browser
SAID = """() => {
  const said = document.querySelector("[data-panel=today]").innerText;
  return said.split("\\n").map((line) => line.trim()).filter(Boolean);
}"""


def steps(phone: Phone) -> list[str]:
    visible = phone.page.locator("[data-step]:visible")
    return visible.evaluate_all("steps => steps.map((step) => step.dataset.step)")


def test_a_new_member_reads_the_same_words_without_network(phone: Phone, ines: Person) -> None:
    phone.meets(ines, "/today")
    page = phone.says(SAID)
    phone.offline()
    phone.opens("/today")
    expect(phone.page.locator("[data-shell] [data-panel=today]")).to_be_visible()
    # A form needs the server, and so does the bar to the next level.
    extra = {"Niveau", "Ranger", "C’est aussi le mien", "100\xa0points jusqu’au niveau suivant"}
    lines = [line for line in phone.says(SAID) if line not in extra]
    assert lines == [line for line in page if line not in extra]


def test_without_network_a_step_is_done_by_doing_it_too(phone: Phone, ines: Person) -> None:
    phone.meets(ines, "/today")
    phone.offline()
    phone.opens("/log")
    phone.taps("meeting")
    phone.opens("/today")
    until(lambda: steps(phone) == ["lesson", "pattern"])
    expect(phone.page.locator("#streak")).to_contain_text("2 appels, et ta ligne commence")
    phone.opens("/log")
    phone.notes(2)
    phone.opens("/today")
    expect(phone.page.locator("#streak")).to_contain_text("1 jour de suite")


def test_a_step_that_was_just_done_bounces_once(phones: Callable[..., Phone], ines: Person) -> None:
    phone = phones(reduced_motion="no-preference")
    phone.meets(ines, "/today")
    until(lambda: phone.says("localStorage.getItem('rebond.first')"))
    ines.sends(ines.taps("meeting"))
    phone.opens("/today")
    leaving = phone.page.locator("[data-step=call]")
    expect(leaving).to_be_visible()
    expect(leaving).to_be_hidden()
    phone.opens("/today")
    phone.page.wait_for_load_state("networkidle")
    expect(leaving).to_be_hidden()
    assert steps(phone) == ["lesson", "pattern"]


def test_whoever_wants_less_motion_sees_it_gone(phone: Phone, ines: Person) -> None:
    phone.meets(ines, "/today")
    until(lambda: phone.says("localStorage.getItem('rebond.first')"))
    ines.sends(ines.taps("meeting"))
    phone.opens("/today")
    phone.page.wait_for_load_state("networkidle")
    assert steps(phone) == ["lesson", "pattern"]
    expect(phone.page.locator(".first .done")).to_have_count(0)


def test_put_away_on_the_page_it_is_away_in_the_shell(phone: Phone, ines: Person) -> None:
    phone.meets(ines, "/today")
    phone.page.get_by_role("button", name="Ranger").click()
    expect(phone.page.locator("[data-first]")).to_have_count(0)
    until(lambda: (phone.summary() or {})["first"] is None)
    phone.offline()
    phone.opens("/today")
    expect(phone.page.locator("[data-shell] [data-panel=today]")).to_be_visible()
    expect(phone.page.locator("[data-first]")).to_be_hidden()
