"""The phone alone: a cold start without a network, from the neutral shell (HOUSE, TRUST)."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import proxy as way
from tests.browser.conftest import Pocket
from tests.browser.phone import Phone, calls, until
from tests.cast import Person

pytestmark = pytest.mark.browser


def test_today_opens_cold_in_airplane_mode_with_what_waits_on_top(
    pocket: Pocket, ines: Person
) -> None:
    phone = pocket.phone
    phone.meets(ines, "/log")
    phone.taps("meeting")
    phone.drains()
    until(lambda: (phone.summary() or {})["points"]["day"] == 20)
    pocket.kill()
    phone = pocket.open()
    phone.offline()
    phone.opens("/today")
    page = phone.page
    expect(page.locator("[data-panel=today] h1")).to_contain_text("Inès")
    expect(page.locator("[data-dose] .on")).to_have_count(1)
    expect(page.locator("[data-say*='points.day']")).to_contain_text("20")
    phone.opens("/log")
    phone.taps("voicemail")
    phone.opens("/today")
    expect(page.locator("[data-dose] .on")).to_have_count(2)
    expect(page.locator("[data-waiting] [data-many]")).to_contain_text("1")
    expect(page.locator("[data-say*='points.day']")).to_contain_text("20")


def test_a_refusal_and_its_lesson_in_a_basement(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.opens("/log")
    phone.tile("refusal").click()
    sheet = phone.page.locator("dialog[data-sheet=lesson]")
    expect(sheet).to_be_visible()
    for row in ("happened", "work_on"):
        expect(sheet.locator(f"[data-row={row}] input[type=radio]").nth(4)).to_be_attached()
        sheet.locator(
            f"[data-row={row}] label.chip", has=phone.page.locator("[type=radio]")
        ).first.click()
    sheet.locator("[name=if]").fill("on me dit « un mail »")
    sheet.locator("[name=then]").fill("je demande qui s’en occupe")
    sheet.locator("button.clay").click()
    expect(sheet).to_be_hidden()
    phone.online()
    phone.drains()
    assert ines.today().points_day == 20


def test_other_pages_say_that_they_need_the_network(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    for path in ("/boards", "/lessons", "/me"):
        phone.opens(path)
        expect(phone.page.locator("a[href='/log']").first).to_be_visible()
        expect(phone.page.locator("body.page-offline")).to_have_count(1)


def test_a_network_that_takes_four_seconds_gets_the_shell_after_two(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.proxy.does = way.delays(4)
    begun = time.monotonic()
    phone.page.goto(phone.address + "/log", wait_until="domcontentloaded")
    assert time.monotonic() - begun < 3.9
    expect(phone.page.locator("[data-shell]")).to_have_count(1)
    phone.taps("meeting")
    phone.drains()
    assert len(calls(ines)) == 1


def test_nothing_that_the_phone_keeps_in_its_caches_depends_on_who_asks(
    phones: Callable[..., Phone], ines: Person, theo: Person
) -> None:
    texts = """async () => {
      const found = {};
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys())
          found[new URL(request.url).pathname] = await (await cache.match(request)).text();
      }
      return found;
    }"""
    caches = []
    for person in (ines, theo):
        phone = phones()
        phone.meets(person)
        caches.append(phone.says(texts))
    nobody = phones()
    nobody.opens("/sign-in")
    until(nobody.has_worker)
    caches.append(nobody.page.evaluate(texts))
    assert caches[0] == caches[1] == caches[2]
    assert {"/shell/fr", "/shell/en", "/offline/fr", "/offline/en"} < set(caches[0])


def test_the_shell_speaks_the_members_language_in_the_members_theme(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.opens("/me")
    phone.page.locator("[name=language][value=en]").check(force=True)
    phone.page.locator("[name=theme][value=dark]").check(force=True)
    phone.page.locator("form[data-settings] button").click()
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")
    until(lambda: (phone.summary() or {})["language"] == "en")
    phone.offline()
    phone.opens("/log")
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")
    expect(phone.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(phone.tile("refusal")).to_contain_text("Refusal")


def test_a_phone_that_knows_nobody_asks_to_sign_in(phone: Phone) -> None:
    phone.opens("/sign-in")
    until(phone.has_worker)
    phone.offline()
    phone.opens("/log")
    expect(phone.page.locator("[data-no-summary]")).to_be_visible()
    expect(phone.tile("meeting")).to_have_count(0)
