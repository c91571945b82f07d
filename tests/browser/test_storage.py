"""Storage: what the phone cannot keep it does not call noted (TRUST)."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.phone import LITTLE_ROOM, Phone, calls, until
from tests.cast import Person

pytestmark = pytest.mark.browser
LOSE_THE_CONNECTION = """
const real = IDBDatabase.prototype.transaction;
let lost = false;
window.loseTheConnection = () => { lost = true; };
IDBDatabase.prototype.transaction = function (...said) {
  if (!lost) return real.apply(this, said);
  lost = false;
  this.close();
  throw new DOMException("The database connection is closing.", "InvalidStateError");
};
"""
NO_DATABASE = """
Object.defineProperty(window, "indexedDB", { value: { open() {
  const refused = new EventTarget();
  refused.error = new DOMException("not here", "InvalidStateError");
  setTimeout(() => refused.dispatchEvent(new Event("error")));
  return refused;
} } });
"""


def test_quota_exceeded_says_not_saved_and_keeps_the_text(phone: Phone, ines: Person) -> None:
    phone.has_room_for(LITTLE_ROOM)
    phone.meets(ines)
    phone.tile("refusal").click()
    sheet = phone.page.locator("dialog[data-sheet=lesson]")
    sheet.locator("[name=text]").fill("J’ai parlé trop tôt du prix.")
    phone.is_full()
    sheet.locator("button.clay").click()
    expect(sheet.locator("[data-notice=full]")).to_be_visible()
    expect(sheet.locator("[name=text]")).to_have_value("J’ai parlé trop tôt du prix.")
    phone.has_room_for(None)
    sheet.locator("button.clay").click()
    expect(sheet).to_be_hidden()
    expect(phone.page.locator("[data-notice=full]:visible")).to_have_count(0)
    phone.drains()


def test_quota_exceeded_on_a_tap_never_says_noted(phone: Phone, ines: Person) -> None:
    phone.has_room_for(LITTLE_ROOM)
    phone.meets(ines)
    phone.offline()
    phone.is_full()
    phone.tile("meeting").click()
    expect(phone.page.locator("[data-notice=full]")).to_be_visible()
    expect(phone.page.locator("[data-notice=unsaved]")).to_be_hidden()
    expect(phone.page.locator("[data-noted]")).to_have_count(0)
    assert phone.keys() == []


def test_an_indexeddb_connection_lost_on_resume_is_opened_again(phone: Phone, ines: Person) -> None:
    phone.context.add_init_script(LOSE_THE_CONNECTION)
    phone.meets(ines)
    phone.offline()
    phone.taps("meeting")
    phone.says("loseTheConnection()")
    phone.taps("voicemail")
    assert len(phone.keys()) == 2
    phone.online()
    phone.drains()
    assert len(calls(ines)) == 2


def test_a_schema_upgrade_with_an_old_tab_open(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.taps("meeting")
    newer = phone.context.new_page()
    newer.goto(phone.address + "/shell/fr")
    opened = newer.evaluate(
        """() => new Promise((done, failed) => {
          const opening = indexedDB.open("rebond", 99);
          opening.onupgradeneeded = () => opening.result.createObjectStore("later");
          opening.onblocked = () => failed(new Error("blocked"));
          opening.onsuccess = () => { opening.result.close(); done("open"); };
        })"""
    )
    assert opened == "open"
    phone.taps("voicemail")
    assert len(phone.keys()) == 2
    phone.online()
    phone.drains()
    assert len(calls(ines)) == 2


def test_in_a_private_window_a_tap_is_kept_and_sent(
    phones: Callable[..., Phone], ines: Person
) -> None:
    private = phones()  # A context of its own is what a private window is.
    private.meets(ines)
    private.offline()
    private.taps("meeting")
    time.sleep(0.2)
    private.online()
    private.drains()
    assert len(calls(ines)) == 1


def test_a_window_without_any_storage_says_so_and_never_says_noted(
    phone: Phone, ines: Person
) -> None:
    phone.context.add_init_script(NO_DATABASE)
    phone.signs_in(ines)
    phone.opens("/log")
    phone.tile("meeting").click()
    until(lambda: phone.page.locator("[data-notice=unsaved]").first.is_visible())
    expect(phone.page.locator("[data-notice=full]")).to_be_hidden()
    expect(phone.page.locator("[data-noted]")).to_have_count(0)
    assert calls(ines) == []
