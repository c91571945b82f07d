"""Patience: a phone that gets nowhere asks later and later, whatever the failure (TRUST 7).

Ten minutes pass on a clock of the test's own; what the page asks for and what it writes to the
disk meanwhile is counted in the page.
"""

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import proxy as way
from tests.browser.phone import Phone, calls, until
from tests.cast import Person

pytestmark = pytest.mark.browser
TEN_MINUTES_MS = 600_000
STEP_MS = 1000
# The pauses are chance; twelve of these, drawn evenly, are as many as ten minutes can hold.
MOST_REQUESTS = 20
COUNTS = """(() => {
  window.asked = [];
  window.written = [];
  window.pending = 0;
  const real = window.fetch.bind(window);
  window.fetch = (address, options) => {
    asked.push([String(address?.url ?? address), Date.now()]);
    pending += 1;
    return real(address, options).finally(() => { pending -= 1; });
  };
  for (const name of ["add", "put", "delete", "clear"]) {
    const act = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...said) {
      written.push([`${this.name}.${name}`, Date.now()]);
      return act.apply(this, said);
    };
  }
  let seed = 20261128;
  Math.random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
})()"""


def says_json(status: int, body: dict[str, Any], **headers: str) -> way.Does:
    """An answer of our own server's kind."""
    named = {"Content-Type": "application/json"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request, upstream: way.answer(status, json.dumps(body).encode(), named)


def never_answers(request: way.Request, upstream: object) -> way.Answer:
    """The connection stands, and nothing comes."""
    threading.Event().wait(way.SECONDS)
    return None


KINDS: dict[str, way.Does] = {
    "a dropped connection": way.drops,
    "a cut answer": lambda request, upstream: way.answer(200, b'{"receipts"', LONGER),
    "no answer in time": never_answers,
    "a portal": way.is_a_portal,
    "a redirect": way.asks_to_sign_in,
    "200 without receipts": says_json(200, {"ok": True}),
    "200 with receipts of nothing": says_json(200, {"receipts": [{"key": "x", "status": "odd"}]}),
    "401": says_json(401, {"error": "signed_out"}),
    "401, being erased": says_json(401, {"error": "leaving"}),
    "403": way.says(403),
    "404": way.says(404),
    "413": way.says(413),
    "429": way.says(429),
    "502": way.says(502),
    "503": way.says(503),
    "504": way.says(504),
    "507": way.says(507),
}
IN_SHORT = ("a portal", "503")  # the others in `make check`
LONGER = {"Content-Type": "application/json", "Content-Length": "900"}
OFFLINE = "no network"


def of_each(kinds: Iterable[str]) -> list[Any]:
    """A case of each kind; in `make test` of one of each sort."""
    slow = pytest.mark.slow
    return [pytest.param(kind, marks=() if kind in IN_SHORT else slow) for kind in kinds]


@dataclass
class Watched:
    """A phone whose page counts, on a clock that the test moves on."""

    phone: Phone
    page: Page
    answers: bool = True  # or the network lets requests hang

    def passes(self, milliseconds: int) -> None:
        """So much time, step by step, as answers and the disk take their own."""
        for _ in range(milliseconds // STEP_MS):
            self.page.clock.run_for(STEP_MS)
            if self.answers:
                until(lambda: self.page.evaluate("pending") == 0, why="all answers")

    def now(self) -> int:
        return int(self.page.evaluate("Date.now()"))

    def requests(self, path: str = "", since: int = 0) -> list[int]:
        """When the page asked for what begins so."""
        requests: list[list[Any]] = self.page.evaluate("asked")
        return [at for address, at in requests if address.startswith(path) and at >= since]

    def writes(self, store: str = "", since: int = 0) -> list[str]:
        """What it wrote to the disk."""
        written: list[list[Any]] = self.page.evaluate("written")
        return [what for what, at in written if what.startswith(store) and at >= since]

    def pace(self) -> dict[str, Any]:
        """What the phone remembers of its pauses."""
        return dict(json.loads(self.page.evaluate("localStorage.getItem('rebond.pace')")))


@pytest.fixture
def watched(phone: Phone, ines: Person) -> Watched:
    """Her Log, open, and all that comes with a new page is over."""
    phone.context.add_init_script(COUNTS)
    phone.page.clock.install()
    phone.meets(ines)
    watch = Watched(phone, phone.page)
    watch.passes(5000)
    return watch


def taps(watched: Watched, count: int = 3) -> None:
    for outcome in ("no_answer", "voicemail", "meeting")[:count]:
        watched.page.locator(f'button[data-outcome="{outcome}"]').click()
        watched.passes(2000)


@pytest.mark.parametrize("kind", [OFFLINE, *of_each(KINDS)])
def test_ten_minutes_of(kind: str, watched: Watched, ines: Person) -> None:
    """At most one request a second, a few in all, minutes apart in the end; an entry is written
    when it is noted and when it is first tried, and never again.
    """
    if kind == OFFLINE:
        watched.phone.context.set_offline(True)
    else:
        watched.phone.proxy.does = KINDS[kind]
    watched.answers = kind != "no answer in time"
    taps(watched)
    begun = watched.now()
    watched.passes(TEN_MINUTES_MS)
    instants = watched.requests(since=begun)
    gaps = [later - sooner for sooner, later in pairwise(instants)]
    print(f"\n{kind}: {len(instants)} requests, {len(watched.writes(since=begun))} writes")
    assert 3 <= len(instants) <= MOST_REQUESTS
    assert set(instants) == set(watched.requests("/journal", begun))
    assert min(gaps) >= 950
    assert max(gaps) > 60_000
    assert sorted(watched.writes("entries")) == ["entries.add"] * 3 + ["entries.put"] * 3
    assert watched.writes(since=begun) == watched.writes("entries", since=begun)
    assert {each.get("tries", 0) for each in watched.phone.outbox()} == {0}
    tries_once(watched)
    watched.phone.context.set_offline(False)
    watched.phone.proxy.does = way.passes
    watched.page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: watched.page.clock.run_for(STEP_MS) or not watched.phone.outbox())
    assert len(calls(ines)) == 3


def tries_once(watched: Watched) -> None:
    """Each reason to hope is one request, at once; then the pauses go on where they stood."""
    watched.page.evaluate(
        """localStorage.setItem('rebond.pace', JSON.stringify({
          ...JSON.parse(localStorage.getItem('rebond.pace')), until: Date.now() + 280000 }))"""
    )
    due = watched.pace()["until"]
    for reason in ("dispatchEvent(new Event('online'))", SEEN, "window.stays = 1"):
        since = watched.now()
        watched.page.evaluate(reason)
        if reason == "window.stays = 1":
            watched.phone.puts(watched.phone.outbox()[:1])
            watched.page.evaluate("dispatchEvent(new CustomEvent('outbox-changed'))")
        until(lambda since=since: watched.requests("/journal", since), why=reason)
        watched.passes(40_000)
        assert len(watched.requests("/journal", since)) == 1
        assert watched.pace()["until"] == due


SEEN = "document.dispatchEvent(new Event('visibilitychange'))"
WITH_WAIT = {
    "429": way.says(429, Retry_After="120"),
    "503": way.says(503, Retry_After="120"),
    "401": says_json(401, {"error": "signed_out"}, Retry_After="120"),
    "500": way.says(500, Retry_After="120"),
}


@pytest.mark.parametrize("kind", of_each(WITH_WAIT))
def test_ten_minutes_of_retry_after_120_and(kind: str, watched: Watched, ines: Person) -> None:
    """Never sooner, whatever hope there is, and not all phones at once: there is jitter on top."""
    watched.phone.proxy.does = WITH_WAIT[kind]
    taps(watched, 1)
    begun = watched.requests("/journal")[0]
    for _ in range(5):
        watched.passes(TEN_MINUTES_MS // 5)
        watched.phone.nudge()
        watched.page.evaluate(SEEN)
    instants = watched.requests("/journal")
    print(f"\n{kind}, Retry-After 120: {len(instants)} requests")
    assert instants[0] == begun
    assert 2 <= len(instants) <= 6
    assert all(later - sooner >= 119_900 for sooner, later in pairwise(instants))
    assert {each.get("tries", 0) for each in watched.phone.outbox()} == {0}


def test_ten_minutes_of_500(watched: Watched, ines: Person) -> None:
    """Our server stumbles: each entry is tried alone three times, then its owner should look."""
    watched.phone.proxy.does = way.says(500)
    taps(watched)
    begun = watched.now()
    watched.passes(TEN_MINUTES_MS)
    instants = watched.requests("/journal")
    print(f"\n500: {len(instants)} requests, {len(watched.writes(since=begun))} writes")
    assert len(instants) <= MOST_REQUESTS
    assert all(later - sooner >= 950 for sooner, later in pairwise(instants))
    assert {each["tries"] for each in watched.phone.outbox()} <= {1, 2, 3}
    assert len(watched.writes("entries")) <= 3 * (2 + 3)  # noted and marked, and three failures


def test_an_answer_without_a_server_blames_no_entry_and_halves_no_batch(
    watched: Watched, ines: Person
) -> None:
    watched.phone.proxy.does = way.drops
    taps(watched)
    watched.phone.proxy.log.clear()
    for status in (502, 503, 504, 507):
        watched.phone.proxy.does = way.says(status)
        for _ in range(4):
            watched.phone.hurries()
            watched.passes(3000)
    assert {len(post.entries) for post in watched.phone.proxy.posts()} == {3}
    assert [each.get("tries", 0) for each in watched.phone.outbox()] == [0, 0, 0]


def test_of_several_tabs_one_tries_when_the_network_is_back(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    tabs = [phone.page, phone.context.new_page(), phone.context.new_page()]
    for tab in tabs[1:]:
        phone.opens("/log", tab)
    phone.offline()
    phone.taps("meeting")
    until(lambda: phone.proxy.posts())
    phone.page.wait_for_timeout(1500)
    pace = "JSON.stringify({ until: Date.now() + 90000, failures: 6, hope: false })"
    phone.says(f"localStorage.setItem('rebond.pace', {pace})")
    phone.proxy.log.clear()
    for tab in tabs:
        tab.evaluate("dispatchEvent(new Event('online'))")
    phone.page.wait_for_timeout(4000)
    assert len(phone.proxy.posts()) == 1


@pytest.mark.sampled(1)
@pytest.mark.parametrize("kind", ["a dropped connection", "a portal", "404"])
def test_ten_minutes_of_a_sign_out_that_the_server_cannot_hear(
    kind: str, watched: Watched, ines: Person
) -> None:
    watched.phone.proxy.does = KINDS[kind]
    watched.page.evaluate(
        """() => new Promise((done) => {
          const opening = indexedDB.open("rebond");
          opening.onsuccess = () => {
            const transaction = opening.result.transaction("meta", "readwrite");
            transaction.objectStore("meta").put(true, "leaving");
            transaction.oncomplete = () => { opening.result.close(); done(); };
          };
        })"""
    )
    begun = watched.now()
    watched.phone.nudge()
    watched.passes(TEN_MINUTES_MS)
    instants = watched.requests(since=begun)
    print(f"\nsign-out, {kind}: {len(instants)} requests")
    assert 3 <= len(instants) <= MOST_REQUESTS
    assert set(instants) == set(watched.requests("/sign-out", begun))
    assert min(later - sooner for sooner, later in pairwise(instants)) >= 950


@pytest.mark.sampled(1)
@pytest.mark.parametrize("kind", ["a dropped connection", "a portal", "a redirect", "503"])
def test_a_panel_that_was_not_had_is_asked_for_later_and_later_and_comes_back_by_itself(
    kind: str, phone: Phone, ines: Person
) -> None:
    phone.context.add_init_script(COUNTS)
    phone.page.clock.install()
    phone.meets(ines, "/today")
    watched = Watched(phone, phone.page)
    watched.passes(5000)
    phone.proxy.does = KINDS[kind]
    begun = watched.now()
    phone.says("document.body.dispatchEvent(new Event('journal-changed'))")
    watched.passes(TEN_MINUTES_MS)
    instants = watched.requests("/today/panel", begun)
    print(f"\npanel, {kind}: {len(instants)} requests")
    expect(phone.page.locator("[data-panel=today] h1")).to_contain_text("Inès")
    assert 3 <= len(instants) <= MOST_REQUESTS
    assert max(later - sooner for sooner, later in pairwise(instants)) > 60_000
    assert ines.sends(ines.taps("meeting")) == ["accepted"]
    phone.proxy.does = way.passes
    dots = phone.page.locator("[data-panel=today] [data-dose] .on")
    until(lambda: watched.page.clock.run_for(10_000) or dots.count() == 1)
