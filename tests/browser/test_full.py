"""A full phone still sends, and says that the server has what it could not write down (TRUST)."""

import time

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import proxy as way
from tests.browser.phone import LITTLE_ROOM, Phone, calls, rows, until
from tests.cast import Person

pytestmark = pytest.mark.browser
# A disk that refuses what it is told to: window.refuses = ["put", …], of one store or of all.
REFUSES = """(() => {
  window.refuses = JSON.parse(localStorage.getItem("test.refuses") ?? "[]");
  window.refused = [];
  for (const name of ["add", "put", "delete", "clear"]) {
    const act = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...said) {
      if (!refuses.includes(name)) return act.apply(this, said);
      refused.push(`${this.name}.${name}`);
      this.transaction.abort();
      throw new DOMException("The disk is full.", "QuotaExceededError");
    };
  }
})()"""


@pytest.fixture
def full(phone: Phone, ines: Person) -> Phone:
    """Her Log, open on a phone of which every byte is taken."""
    phone.has_room_for(LITTLE_ROOM)
    phone.meets(ines)
    phone.is_full()
    return phone


def straight(phone: Phone) -> Locator:
    """The words that say that the server has it."""
    return phone.page.locator("[data-notice=full] [data-case=straight]:visible")


def unsaved_notice(phone: Phone) -> Locator:
    return phone.page.locator("[data-notice=full] [data-case=unsaved]:visible")


def test_what_waits_on_a_phone_that_fills_up_is_sent_without_the_mark(
    phone: Phone, ines: Person
) -> None:
    phone.has_room_for(LITTLE_ROOM)
    phone.meets(ines)
    phone.offline()
    phone.pauses()
    phone.taps("no_answer")
    phone.taps("voicemail")
    phone.is_full()
    assert [record["sent"] for record in phone.outbox()] == [False, False]
    phone.proxy.does = way.passes
    phone.hurries()
    phone.drains()
    assert len(calls(ines)) == 2


def test_undoing_what_a_full_phone_sent_and_heard_nothing_of_takes_it_back(
    phone: Phone, ines: Person
) -> None:
    """It could not be marked as sent, and its answer was lost: it may be on the server, and is."""
    phone.context.add_init_script(REFUSES)
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.drops)
    phone.pauses()
    phone.taps("meeting")
    phone.says("refuses = ['put']")
    phone.proxy.does = way.at("/journal", way.times(1, way.cuts_answer))
    phone.hurries()
    until(lambda: len(rows(ines)) == 1)
    phone.says("refuses = []")
    phone.page.locator("button[data-undo]").click()
    until(lambda: phone.hurries() or not phone.outbox())
    assert calls(ines) == []


def test_online_a_tap_goes_straight_to_the_server_and_says_so(full: Phone, ines: Person) -> None:
    full.tile("meeting").click()
    expect(straight(full)).to_contain_text("au serveur")
    expect(unsaved_notice(full)).to_have_count(0)
    expect(full.page.locator("[data-noted]")).to_have_count(1)
    expect(straight(full)).to_be_in_viewport(ratio=0.9)
    expect(full.page.locator("[data-dose] .on")).to_have_count(1)
    expect(full.page.locator("[data-calls] form[data-remove]")).to_have_count(1)
    assert [row.outcome for row in calls(ines)] == ["meeting"]
    assert full.keys() == []
    full.has_room_for(None)
    full.taps("voicemail")
    expect(straight(full)).to_have_count(0)
    full.drains()
    assert len(calls(ines)) == 2


def test_offline_a_tap_is_not_saved_and_says_so(full: Phone, ines: Person) -> None:
    full.offline()
    full.tile("meeting").click()
    expect(unsaved_notice(full)).to_be_visible()
    expect(straight(full)).to_have_count(0)
    full.proxy.does = way.passes
    full.page.wait_for_timeout(1500)
    full.tile("meeting").click()
    expect(straight(full)).to_be_visible()
    expect(unsaved_notice(full)).to_have_count(0)
    assert len(calls(ines)) == 1


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    "lie", [way.is_a_portal, way.asks_to_sign_in, way.says(500), way.says(503), way.says(404)]
)
def test_an_answer_that_lies_is_not_saved(lie: way.Does, full: Phone, ines: Person) -> None:
    full.proxy.does = way.at("/journal", lie)
    full.tile("meeting").click()
    expect(unsaved_notice(full)).to_be_visible()
    expect(full.page.locator("[data-noted]")).to_have_count(0)
    assert rows(ines) == []


def test_a_straight_tap_whose_answer_was_lost_is_one_call(full: Phone, ines: Person) -> None:
    full.proxy.does = way.at("/journal", way.times(1, way.cuts_answer))
    full.tile("meeting").click()
    expect(straight(full)).to_be_visible()
    assert len(rows(ines)) == 1


def test_a_lesson_goes_straight_and_its_words_stay_on_the_screen(full: Phone, ines: Person) -> None:
    full.tile("refusal").click()
    sheet = full.page.locator("dialog[data-sheet=lesson]")
    sheet.locator("[name=text]").fill("J’ai parlé trop tôt du prix.")
    sheet.locator("button.clay").click()
    expect(sheet.locator("[data-notice=full] [data-case=straight]")).to_be_visible()
    expect(sheet.locator("[name=text]")).to_have_value("J’ai parlé trop tôt du prix.")
    until(lambda: {row.kind for row in rows(ines)} == {"call", "lesson"})
    full.opens("/lessons")
    expect(full.page.locator("[data-panel=lessons]")).to_contain_text("trop tôt du prix")


def test_a_date_and_its_undo_go_straight(full: Phone, ines: Person) -> None:
    full.tile("callback").click()
    full.next_day().click()
    expect(full.page.locator("[data-dated]")).to_be_visible()
    until(lambda: {row.kind for row in rows(ines)} == {"call", "next"})
    full.page.locator("button[data-undo]").click()
    until(lambda: calls(ines) == [])
    expect(straight(full)).to_be_visible()


def test_a_share_and_its_end_go_straight(phone: Phone, ines: Person) -> None:
    call = ines.taps("refusal")
    assert ines.sends(call, ines.draws(call)) == ["accepted", "accepted"]
    phone.has_room_for(LITTLE_ROOM)
    phone.meets(ines, f"/lessons/{call['key']}/edit")
    phone.is_full()
    phone.page.locator("details.share summary").click()
    phone.page.locator("form[data-share] button").first.click()
    until(lambda: "share" in {row.kind for row in rows(ines)})
    expect(straight(phone)).to_be_visible()
    phone.page.locator("form[data-unshare] button").click()
    until(lambda: [row.withdrawn for row in rows(ines) if row.kind == "share"] == [True])


def test_in_a_phone_whose_memory_breaks_rather_than_fills_a_tap_goes_straight_too(
    phone: Phone, ines: Person
) -> None:
    """Whatever the disk says, not only that it is full."""
    phone.context.add_init_script(REFUSES.replace("QuotaExceededError", "UnknownError"))
    phone.meets(ines)
    phone.says("refuses = ['add']")
    phone.tile("meeting").click()
    words = phone.page.locator("[data-notice=unsaved] [data-case=straight]")
    expect(words).to_be_visible()
    assert len(calls(ines)) == 1


@pytest.mark.sampled(1)
@pytest.mark.parametrize("refuses", [["put"], ["put", "delete"], ["add", "put", "delete", "clear"]])
def test_receipts_that_a_full_disk_cannot_write_down_are_no_loop(
    refuses: list[str], phone: Phone, ines: Person
) -> None:
    """What the server has is not sent again, nor counted twice, and goes when there is room."""
    phone.context.add_init_script(REFUSES)
    phone.meets(ines)
    phone.pauses()
    phone.taps("no_answer")
    phone.taps("voicemail")
    phone.says(f"refuses = {refuses}")
    phone.proxy.log.clear()
    phone.hurries()
    until(lambda: len(calls(ines)) == 2)
    for _ in range(12):
        time.sleep(0.5)
        phone.nudge()
    assert len(phone.proxy.posts()) == 1
    assert len(phone.says("refused")) <= 12  # later and later, as everything
    expect(phone.page.locator("[data-calls] li")).to_have_count(2)
    expect(phone.page.locator("[data-dose] .on")).to_have_count(2)
    phone.says("refuses = []")
    phone.opens("/log")
    phone.drains()
    assert len(rows(ines)) == 2


def test_a_rejected_entry_on_a_full_disk_does_not_loop_either(phone: Phone, ines: Person) -> None:
    phone.context.add_init_script(REFUSES)
    phone.meets(ines)
    phone.pauses()
    phone.taps("no_answer")
    odd = phone.outbox()[0]
    phone.puts([odd | {"entry": odd["entry"] | {"outcome": "applause"}}])
    phone.says("refuses = ['put', 'delete']")
    phone.proxy.log.clear()
    for _ in range(10):
        phone.hurries()
        time.sleep(0.5)
    assert len(phone.proxy.posts()) == 1
    phone.says("refuses = []")
    phone.opens("/log")
    until(lambda: phone.hurries() or [each["state"] for each in phone.outbox()] == ["attention"])


def test_an_entry_that_the_server_chokes_on_does_not_hold_up_a_full_phone(
    phone: Phone, ines: Person
) -> None:
    phone.context.add_init_script(REFUSES)
    phone.meets(ines)
    phone.offline()
    poison = phone.holds(ines, 4)[0]
    phone.says("refuses = ['put']")
    phone.proxy.does = way.at("/journal", way.chokes_on(poison))
    until(lambda: phone.hurries() or phone.keys() == [poison], 40)
    assert len(calls(ines)) == 3
