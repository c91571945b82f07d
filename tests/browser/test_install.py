"""The app on a home screen: installable, told once, and with what waits on its icon."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Pocket
from tests.browser.phone import Phone, until
from tests.cast import PARIS, Person

pytestmark = pytest.mark.browser
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
)
BADGES = """
  window.badges = [];
  navigator.setAppBadge = async (count) => { badges.push(count); };
  navigator.clearAppBadge = async () => { badges.push(0); };
"""
ASKS = """() => {
  window.question = new Event("beforeinstallprompt", { cancelable: true });
  question.prompt = async () => { window.prompted = true; };
  dispatchEvent(question);
  return question.defaultPrevented;
}"""


def test_nothing_keeps_a_browser_from_installing_it(pocket: Pocket, ines: Person) -> None:
    phone = pocket.phone
    phone.meets(ines, "/today")
    phone.opens("/today")
    devtools = phone.context.new_cdp_session(phone.page)
    assert devtools.send("Page.getInstallabilityErrors") == {"installabilityErrors": []}
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.webmanifest")


def card(phone: Phone):
    return phone.page.locator("[data-install]")


def keep_day(ines: Person) -> None:
    ines.sends(*[ines.taps("no_answer") for _ in range(3)])


@pytest.mark.parametrize("agent, sort", [(IPHONE, "ios"), (ANDROID, "android")])
def test_after_the_first_day_it_is_told_once(
    agent: str, sort: str, phones: Callable[..., Phone], ines: Person
) -> None:
    phone = phones(user_agent=agent)
    phone.meets(ines, "/today")
    expect(card(phone)).to_have_count(0)
    keep_day(ines)
    phone.opens("/today")
    expect(card(phone)).to_be_visible()
    card(phone).locator("[data-install-how]").click()
    phone.page.wait_for_url("**/install")
    platform = phone.page.locator("[data-platform]:visible")
    expect(platform).to_have_count(1)
    expect(platform).to_have_attribute("data-platform", sort)
    expect_no_card(phone)
    phone.opens("/me")
    phone.page.locator("a[href='/install']").click()
    phone.page.wait_for_url("**/install")


def test_who_says_no_is_told_no_more(phones: Callable[..., Phone], ines: Person) -> None:
    phone = phones(user_agent=ANDROID)
    keep_day(ines)
    phone.meets(ines, "/today")
    card(phone).locator("[data-install-away]").click()
    expect(card(phone)).to_be_hidden()
    expect_no_card(phone)


def expect_no_card(phone: Phone) -> None:
    phone.opens("/today")
    phone.page.wait_for_load_state("networkidle")
    expect(card(phone)).to_be_hidden()


SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) sum += value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


def test_nothing_moves_when_it_is_told(phones: Callable[..., Phone], ines: Person) -> None:
    """The card is there with the first paint: a finger on its way down meets what it aimed at."""
    phone = phones(user_agent=ANDROID)
    keep_day(ines)
    phone.meets(ines, "/today")
    expect(card(phone)).to_be_visible()
    phone.page.wait_for_load_state("networkidle")
    assert phone.page.evaluate(SHIFTS) < 0.01


def test_on_a_desk_nobody_is_told_what_a_phone_can(phone: Phone, ines: Person) -> None:
    keep_day(ines)
    phone.meets(ines, "/today")
    phone.page.wait_for_load_state("networkidle")
    expect(card(phone)).to_be_hidden()


def test_where_the_browser_asks_by_itself_a_touch_asks(phone: Phone, ines: Person) -> None:
    keep_day(ines)
    phone.meets(ines, "/today")
    assert phone.page.evaluate(ASKS)
    expect(card(phone)).to_be_visible()
    expect(card(phone).locator("[data-install-how]")).to_be_hidden()
    card(phone).locator("[data-install-now]").click()
    assert phone.says("window.prompted")
    phone.page.evaluate("dispatchEvent(new Event('appinstalled'))")
    expect(card(phone)).to_be_hidden()


def test_in_the_installed_app_it_is_never_told(phones: Callable[..., Phone], ines: Person) -> None:
    keep_day(ines)
    phone = phones(user_agent=IPHONE)
    phone.context.add_init_script("navigator.standalone = true")
    phone.meets(ines, "/today")
    phone.page.wait_for_load_state("networkidle")
    expect(card(phone)).to_be_hidden()


def test_the_icon_says_how_many_wait_and_then_nothing(phone: Phone, ines: Person) -> None:
    phone.context.add_init_script(BADGES)
    phone.meets(ines)
    phone.offline()
    phone.notes(3)
    until(lambda: phone.says("badges")[-1:] == [3], why="a badge of three")
    phone.online()
    phone.hurries()
    phone.drains()
    until(lambda: phone.says("badges")[-1:] == [0], why="no badge")


def test_the_icon_counts_the_promises_that_are_due(phone: Phone, ines: Person) -> None:
    call = ines.taps("callback")
    ines.sends(call, ines.dates(call, datetime.now(PARIS).date().isoformat()))
    phone.context.add_init_script(BADGES)
    phone.meets(ines, "/today")
    until(lambda: phone.says("badges")[-1:] == [1], why="a badge of one")


def test_without_badges_nothing_is_missed(phone: Phone, ines: Person) -> None:
    errors: list[str] = []
    phone.page.on("pageerror", lambda error: errors.append(str(error)))
    phone.context.add_init_script(
        "delete Navigator.prototype.setAppBadge; delete Navigator.prototype.clearAppBadge"
    )
    phone.meets(ines)
    phone.notes(1)
    phone.drains()
    assert errors == []
