"""A sprint on a phone: whatever happens to the screen, its minutes go on, its calls are once each.

Its rules are tests of functions: tests/sprints/test_rules.py.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Pocket
from tests.browser.phone import Phone, calls, rows, until
from tests.cast import Person

pytestmark = pytest.mark.browser
MINUTE = 60_000
NUMBER = "02 61 91 40 27"
RUNNING, ENDED = "[data-sprint=running]", "[data-sprint=ended]"
BEADS = "[data-part=running] [data-beads] circle"
SHEET = "dialog[data-sheet=lesson]"
SEEN = "document.dispatchEvent(new Event('visibilitychange'))"
BEYOND = """() => {
  const { scrollWidth, scrollHeight } = document.documentElement;
  return [scrollWidth - innerWidth, scrollHeight - innerHeight];
}"""
# A phone that writes down what is asked of its screen; gives() takes the lock back, as sleep does.
WAKE_LOCK = """(() => {
  window.locks = [];
  let lock = null;
  window.gives = () => { lock.released = true; };
  navigator.wakeLock.request = async () => {
    locks.push("asked");
    lock = { released: false, release: async () => { locks.push("released"); } };
    return lock;
  };
})()"""
# All that this origin remembers, as text.
MEMORY = """async () => {
  const opening = indexedDB.open("rebond");
  const database = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
  const names = [...database.objectStoreNames];
  const stores = database.transaction(names);
  const all = names.map((name) => new Promise((done) => {
    stores.objectStore(name).getAll().onsuccess = ({ target }) => done(target.result);
  }));
  const found = await Promise.all(all);
  database.close();
  return JSON.stringify([found, { ...localStorage }, { ...sessionStorage }]);
}"""


def begins(phone: Phone) -> Page:
    phone.opens("/sprint#5")
    expect(phone.page.locator(RUNNING)).to_be_visible()
    return phone.page


def notes(phone: Phone, *outcomes: str) -> None:
    for outcome in outcomes:
        before = phone.page.locator(BEADS).count()
        phone.tile(outcome).click()
        expect(phone.page.locator(BEADS)).to_have_count(before + 1)


def passes(phone: Phone, milliseconds: int) -> None:
    """Its clock says so much more, and somebody looks at the screen."""
    phone.shifts(milliseconds)
    phone.page.evaluate(SEEN)


def test_two_taps_from_the_icon_begin_a_sprint_whose_lessons_wait_for_its_end(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines, "/today")
    page = phone.page
    page.get_by_role("link", name="J’ai cinq minutes").click()
    expect(page.locator(RUNNING)).to_be_visible()
    notes(phone, "refusal", "no_answer", "voicemail", "wrong_number", "gatekeeper", "meeting")
    expect(page.locator(SHEET)).to_be_hidden()
    page.locator("[data-undo]").click()
    expect(page.locator(BEADS)).to_have_count(5)
    passes(phone, 5 * MINUTE)
    ended = page.locator("[data-part=ended]")
    expect(page.get_by_role("heading", name="Cinq minutes, c’est fait")).to_be_visible()
    expect(ended.locator(".time")).to_contain_text("5 appels dont 1 conversation")
    expect(ended.locator("[data-row-of=silence]")).to_contain_text("3 appels sans réponse")
    expect(ended.locator("[data-row-of=silence]")).to_contain_text("une matinée ordinaire")
    page.locator("[data-lessons-wait] a").click()
    for outcome in ("refusal", "gatekeeper"):
        expect(page.locator(f"{SHEET} form")).to_have_attribute("data-outcome", outcome)
        page.locator(f"{SHEET} [name=text]").fill("Trop vite.")
        page.locator(f"{SHEET} .acts .button").click()
    expect(page.locator(SHEET)).to_be_hidden()
    expect(page.locator("[data-lessons-wait]")).to_be_hidden()
    page.locator("[data-close]").click()
    page.wait_for_url("**/today")
    phone.drains()
    assert len(calls(ines)) == 5
    phone.opens("/sprint")
    expect(page.locator("[data-sprint=choosing]")).to_be_visible()


def test_a_sprint_goes_on_in_a_browser_that_was_killed_without_a_network(
    pocket: Pocket, ines: Person
) -> None:
    phone = pocket.phone
    phone.meets(ines, "/today")
    phone.offline()
    begins(phone)
    notes(phone, "no_answer", "meeting")
    pocket.kill()
    phone = pocket.open()
    phone.signs_in(ines)  # its cookie was of that session
    phone.opens("/sprint")
    expect(phone.page.locator(BEADS)).to_have_count(2)
    notes(phone, "voicemail")
    passes(phone, 5 * MINUTE)
    expect(phone.page.locator("[data-part=ended] [data-beads] circle")).to_have_count(3)
    phone.online()
    phone.hurries()
    phone.drains()
    assert sorted(call.outcome or "" for call in calls(ines)) == [
        *("meeting", "no_answer", "voicemail")
    ]


def test_a_clock_that_is_put_back_takes_no_minute_and_no_call(phone: Phone, ines: Person) -> None:
    phone.meets(ines, "/today")
    page = begins(phone)
    notes(phone, "no_answer")
    passes(phone, 2 * MINUTE)
    left = page.locator("[data-time-left]:visible")
    until(lambda: left.inner_text().startswith("2:"), why="two minutes passed")
    passes(phone, -120 * MINUTE)
    notes(phone, "voicemail")
    assert left.inner_text().startswith("2:")
    page.reload()
    expect(page.locator(BEADS)).to_have_count(2)
    until(lambda: left.inner_text().startswith("2:"), why="as before")
    passes(phone, -117 * MINUTE)
    expect(page.locator("[data-part=ended] [data-beads] circle")).to_have_count(2)
    phone.drains()
    assert len(calls(ines)) == 2


def test_a_sprint_that_was_frozen_ends_when_it_is_seen_again(phone: Phone, ines: Person) -> None:
    phone.meets(ines, "/today")
    page = begins(phone)
    notes(phone, "no_answer")
    tools = phone.context.new_cdp_session(page)
    tools.send("Page.setWebLifecycleState", {"state": "frozen"})
    tools.send("Page.setWebLifecycleState", {"state": "active"})
    passes(phone, 20 * MINUTE)
    expect(page.locator(ENDED)).to_be_visible()
    phone.drains()
    assert len(calls(ines)) == 1


def test_two_tabs_have_the_same_sprint(phone: Phone, ines: Person) -> None:
    phone.meets(ines, "/today")
    page = begins(phone)
    other = phone.context.new_page()
    phone.opens("/sprint#15", other)  # one runs already
    expect(other.get_by_role("heading", name="Cinq minutes")).to_be_visible()
    notes(phone, "no_answer")
    expect(other.locator(BEADS)).to_have_count(1)
    other.locator("[data-end]").click()
    expect(page.get_by_role("heading", name="On s’arrête là")).to_be_visible()
    page.locator("[data-part=ended] [data-begin]").click()
    expect(other.locator(RUNNING)).to_be_visible()
    phone.drains()
    assert len(calls(ines)) == 1


def test_a_number_that_is_dialled_is_kept_nowhere_and_its_call_is_asked_for(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines, "/today")
    page = begins(phone)
    field, question = page.locator("[data-phone-number]"), page.locator("[data-question]")
    field.fill(NUMBER)
    phone.proxy.log.clear()
    page.locator("[data-dial] button").click()
    expect(question).to_be_hidden()
    passes(phone, 7 * MINUTE)
    expect(question).to_contain_text("Alors")  # and the minutes wait for the answer
    assert "6191" not in page.evaluate(MEMORY).replace(" ", "")
    phone.tile("meeting").click()
    expect(page.locator("[data-part=ended] [data-beads] circle")).to_have_count(1)
    expect(field).to_have_value("")
    phone.drains()
    assert not [request for request in phone.proxy.log if "61" in request.path]
    assert [row.outcome for row in rows(ines)] == ["meeting"]


@pytest.mark.parametrize("size", [(320, 568), (375, 600)])
def test_a_sprint_fits_the_lowest_screens_without_scrolling(
    phones: Callable[..., Phone], ines: Person, size: tuple[int, int]
) -> None:
    phone = phones(viewport={"width": size[0], "height": size[1]})
    phone.meets(ines, "/today")
    begins(phone)
    notes(phone, "no_answer", "refusal", "voicemail")
    assert phone.page.evaluate(BEYOND) == [0, 0]


def test_the_screen_stays_on_while_a_sprint_runs_and_no_longer(phone: Phone, ines: Person) -> None:
    phone.context.add_init_script(WAKE_LOCK)
    phone.meets(ines, "/today")
    page = begins(phone)
    until(lambda: page.evaluate("locks") == ["asked"], why="it is asked for once")
    page.evaluate("gives()")  # as a screen that was locked does
    page.evaluate(SEEN)
    until(lambda: page.evaluate("locks") == ["asked", "asked"], why="asked for again")
    page.locator("[data-end]").click()
    until(lambda: page.evaluate("locks.at(-1)") == "released", why="given back")


def test_a_phone_that_lets_its_screen_go_dark_sprints_all_the_same(
    phone: Phone, ines: Person
) -> None:
    phone.context.add_init_script("navigator.wakeLock.request = () => Promise.reject(Error())")
    errors: list[str] = []
    phone.page.on("pageerror", lambda error: errors.append(str(error)))
    phone.meets(ines, "/today")
    begins(phone)
    notes(phone, "no_answer")
    assert errors == []


def test_a_sprint_is_gone_with_the_sign_out(phones: Callable[..., Phone], ines: Person) -> None:
    phone = phones()
    phone.meets(ines, "/today")
    begins(phone)
    phone.opens("/me")
    phone.page.locator("form[data-sign-out] button").first.click()
    until(lambda: phone.path() != "/me", why="signed out")
    assert '"minutes"' not in phone.page.evaluate(MEMORY)
