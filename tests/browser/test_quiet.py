"""Quiet mode: lessons wait on Today; a call that was a refusal in fact is offered its lesson."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import FIRST, Phone, calls, changes, rows
from tests.cast import Person

pytestmark = pytest.mark.browser
SHEET = "dialog[data-sheet=lesson]"


def learns(page: Page, text: str) -> None:
    page.locator(f"{SHEET} [name=text]").fill(text)
    page.locator(f"{SHEET} .acts .button").click()


def test_quiet_lessons_wait_on_today_and_are_noted_one_after_the_other(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines, "/me")
    page = phone.page
    page.locator("[data-quiet] [value='1']").check(force=True)
    phone.opens("/log")
    phone.offline()
    for outcome in ("refusal", "gatekeeper"):
        phone.tile(outcome).click()
        expect(page.locator("[data-noted] [data-lesson-of]")).to_be_visible()
    expect(page.locator(SHEET)).to_be_hidden()
    phone.opens("/today")
    expect(page.locator(".notice[data-unfinished]")).to_contain_text("2 leçons attendent")
    page.locator(".notice[data-unfinished] a").click()
    expect(page.locator(f"{SHEET} [value=gatekeeper]")).to_be_visible()  # though it is a rare one
    learns(page, "Un barrage.")
    expect(page.locator(f"{SHEET} form")).to_have_attribute("data-outcome", "refusal")
    learns(page, "Un refus.")
    expect(page.locator(SHEET)).to_be_hidden()
    phone.online()
    phone.hurries()
    phone.drains()
    about = {call.key: call.outcome for call in calls(ines)}
    assert sorted(about[row.about] for row in rows(ines) if row.kind == "lesson" and row.about) == [
        "gatekeeper",
        "refusal",
    ]


def test_a_call_that_was_a_refusal_in_fact_is_offered_its_lesson_once(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.offline()
    phone.taps("meeting")
    changes(phone.page, "refusal")
    learns(phone.page, "Un refus.")
    expect(phone.page.locator(SHEET)).to_be_hidden()
    changes(phone.page, "gatekeeper")
    expect(phone.page.locator(FIRST)).to_contain_text("Barrage")
    expect(phone.page.locator(SHEET)).to_be_hidden()
