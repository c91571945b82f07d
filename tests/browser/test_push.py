"""The reminder in a real browser: shown, followed, and subscribed after a yes (RULES R16)."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.conftest import PHONE, World
from tests.browser.phone import Phone, behind, until
from tests.cast import Person
from tests.conftest import ARGS
from tests.push.hands import devices_of
from tests.push.service import Browser

pytestmark = pytest.mark.browser
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration.getNotifications()).map(
    ({ title, body, tag, lang, actions, data }) => ({ title, body, tag, lang, actions, data }));
}"""
# A browser's own push service is out of reach here: what it would say, said by the page.
SERVICE = """(subscription) => {
  let present = null;
  const unsubscribe = async () => { present = null; localStorage.setItem("test.gone", "1"); };
  PushManager.prototype.getSubscription = async () => present;
  PushManager.prototype.subscribe = async (options) => {
    localStorage.setItem("test.key", options.applicationServerKey);
    present = { ...subscription, options: {}, unsubscribe, toJSON: () => subscription };
    return present;
  };
}"""
MESSAGE = {
    "title": "Ton créneau de 10:40",
    "body": "Cinq minutes suffisent pour commencer.",
    "url": "/sprint#5",
    "lang": "fr",
    "tag": "reminder",
    "actions": [
        {"action": "sprint", "title": "Cinq minutes", "url": "/sprint#5"},
        {"action": "not-now", "title": "Pas maintenant", "url": "/today#not-now"},
    ],
}


@pytest.fixture
def phone(playwright: Playwright, whole_chromium: str, world: World) -> Iterator[Phone]:
    """A phone that may show notifications, which Chromium's engine alone never may."""
    browser = playwright.chromium.launch(executable_path=whole_chromium, args=ARGS)
    with behind(world.server.port) as proxy:
        context = browser.new_context(**PHONE)  # type: ignore[arg-type]
        context.grant_permissions(["notifications"], origin=proxy.address)
        yield Phone(context, proxy, world.app)
    browser.close()


def is_pushed(phone: Phone, data: str) -> None:
    """The browser gets a message, as from its push service."""
    devtools = phone.context.new_cdp_session(phone.page)
    seen: list[dict[str, Any]] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda it: seen.extend(it["registrations"])
    )
    devtools.send("ServiceWorker.enable")
    own = until(lambda: phone.says("1") and [it for it in seen if phone.address in it["scopeURL"]])
    ids = {"origin": phone.address, "registrationId": own[-1]["registrationId"]}
    devtools.send("ServiceWorker.deliverPushMessage", ids | {"data": data})
    devtools.detach()


def test_a_message_is_shown_with_its_two_ways_on_and_replaces_the_last(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines, "/today")
    is_pushed(phone, "no JSON at all")
    until(lambda: [each["title"] for each in phone.says(SHOWN)] == ["Rebond"])
    is_pushed(phone, json.dumps(MESSAGE))
    until(lambda: phone.says(SHOWN)[0]["title"] == MESSAGE["title"])
    (shown,) = phone.says(SHOWN)
    assert (shown["body"], shown["tag"], shown["lang"]) == (MESSAGE["body"], "reminder", "fr")
    assert [each["action"] for each in shown["actions"]] == ["sprint", "not-now"]
    assert shown["data"]["urls"] == {"sprint": "/sprint#5", "not-now": "/today#not-now"}


def test_a_yes_on_the_page_is_followed_by_the_browsers_and_is_a_device(
    phone: Phone, ines: Person
) -> None:
    subscription = json.dumps(Browser().subscription)
    phone.context.add_init_script(f"({SERVICE})({subscription})")
    phone.meets(ines, "/me/reminders")
    phone.page.locator('.segments label:has([value="push"])').click()
    phone.page.locator("form[data-push-form] > button").click()
    expect(phone.page.locator("form[data-push-subscribed]")).to_have_count(1)
    (device,) = devices_of(ines)
    assert device.endpoint == Browser().endpoint
    assert ines.who.reminder == "push"
    assert len(phone.says("localStorage.getItem('test.key')")) == 87


def test_a_browser_that_says_no_is_told_how_to_undo_it(
    phones: Callable[..., Phone], ines: Person
) -> None:
    phone = phones(permissions=[])
    phone.context.add_init_script(
        "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })"
    )
    phone.meets(ines, "/me/reminders")
    phone.page.locator('.segments label:has([value="push"])').click()
    expect(phone.page.locator('[data-push-says="denied"]')).to_be_visible()
    phone.page.locator("form[data-push-form] > button").click()
    assert phone.path() == "/me/reminders"
    assert ines.who.reminder in (None, "none")
