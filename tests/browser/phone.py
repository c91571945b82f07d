"""A phone in a hand: what people do with Rebond in a real Chromium, behind a proxy of ours."""

import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask import Flask
from playwright.sync_api import BrowserContext, Error, Locator, Page, expect
from sqlalchemy import select

import webapp.clock as clock
from tests.browser import proxy as way
from tests.browser.proxy import Proxy
from tests.cast import PARIS, Person
from webapp.auth import sessions
from webapp.auth.clients import Client
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.game.days import today
from webapp.game.outcomes import LESSON_FOLLOWS, Outcome
from webapp.journal.models import Entry

OUTCOMES = [str(outcome) for outcome in Outcome if outcome not in LESSON_FOLLOWS]
SECONDS = 20
TWICE_SECONDS = 0.3  # two taps on one tile within 250 ms are one call
FIRST = "[data-calls] li.call:visible >> nth=0"
# A clock of the test's own: every page of the phone is `shift` milliseconds off.
SHIFTED = """(() => {
  const Real = Date;
  const shift = () => Number(localStorage.getItem("test.shift") ?? 0);
  window.Date = class extends Real {
    constructor(...said) { if (said.length) super(...said); else super(Real.now() + shift()); }
    static now() { return Real.now() + shift(); }
  };
})()"""
# Random bytes into IndexedDB until not even 32 more are taken.
LITTLE_ROOM = 1_400_000  # bytes: what the app keeps of itself, and little more
FILL_UP = """() => new Promise((done) => {
  const opening = indexedDB.open("rebond");
  opening.onsuccess = async () => {
    const database = opening.result;
    const put = (size, name) => new Promise((kept, refused) => {
      const transaction = database.transaction("meta", "readwrite");
      transaction.objectStore("meta").put(crypto.getRandomValues(new Uint8Array(size)), name);
      transaction.oncomplete = kept;
      transaction.onabort = refused;
    });
    let number = 0;
    for (let size = 65536; size >= 32; ) {
      try { await put(size, `filler ${number++}`); } catch { size /= 2; }
    }
    database.close();
    done();
  };
})"""
HAS_WORKER = """async () => {
  if (!isSecureContext) return true;
  return Boolean((await navigator.serviceWorker.getRegistration())?.active);
}"""
OUTBOX = """() => new Promise((found, failed) => {
  const opening = indexedDB.open("rebond");
  opening.onerror = () => failed(opening.error);
  opening.onsuccess = () => {
    const database = opening.result;
    if (!database.objectStoreNames.contains("entries")) { database.close(); return found([]); }
    const all = database.transaction("entries").objectStore("entries").getAll();
    all.onsuccess = () => { database.close(); found(all.result); };
    all.onerror = () => { database.close(); failed(all.error); };
  };
})"""
PUT = """(records) => new Promise((done, failed) => {
  const opening = indexedDB.open("rebond");
  opening.onsuccess = () => {
    const database = opening.result;
    const transaction = database.transaction("entries", "readwrite");
    for (const record of records) transaction.objectStore("entries").put(record);
    transaction.oncomplete = () => { database.close(); done(); };
    transaction.onerror = () => { database.close(); failed(transaction.error); };
  };
})"""


def practice_today() -> date:
    """The practice day that it is in Paris by the real clock, at night too (RULES R1.1)."""
    return today(datetime.now(UTC), PARIS)


def until(true: Callable[[], Any], seconds: float = SECONDS, why: str = "") -> Any:
    """Wait until that is true, also across a page that goes away meanwhile; says what it was."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(Error):
            if result := true():
                return result
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {why or true}")


def changes(page: Page, outcome: str) -> None:
    """The first call of the list ended so in fact; its menu closes."""
    row = page.locator(FIRST)
    row.locator("summary").click()
    row.locator("select").select_option(outcome)
    row.locator("form[data-change] button").click()
    expect(row.locator("form[data-change] button")).to_be_hidden()


class Phone:
    """One browser profile with one page open; `proxy` is its network."""

    def __init__(self, context: BrowserContext, proxy: Proxy, app: Flask) -> None:
        self.context, self.proxy, self.app = context, proxy, app
        self.address = proxy.address
        context.set_default_timeout(SECONDS * 1000)
        context.add_init_script(SHIFTED)
        self.page: Page = context.pages[0] if context.pages else context.new_page()
        self._devtools = context.new_cdp_session(self.page)
        self._tapped_at: dict[str, float] = {}

    def signs_in(self, person: Person) -> str:
        """Give it that person's cookie, as the sign-in would; says what it holds."""
        ids = person.organisation_id, person.id
        with self.app.app_context(), write_transaction():
            client = Client(agent="a test")
            new = sessions.NewSession(*ids, client, proved=True, coming_back=True)
            token = sessions.create_session(new, clock.now())
        assert token is not None
        cookie = {"name": "rebond", "value": token, "url": self.address}
        self.context.add_cookies([cookie | {"httpOnly": True, "sameSite": "Lax"}])  # type: ignore[list-item]
        return token

    def opens(self, path: str = "/log", page: Page | None = None) -> None:
        """Go to an address; once more where the page was just going elsewhere by itself."""
        page = page or self.page
        try:
            page.goto(self.address + path)
        except Error as error:
            if "ERR_ABORTED" not in error.message:
                raise
            page.goto(self.address + path)

    def meets(self, person: Person, path: str = "/log") -> None:
        """Signed in, the page open, the summary and the shell on the phone."""
        self.signs_in(person)
        self.opens(path)
        self.is_ready(person)

    def is_ready(self, person: Person | None = None) -> None:
        """The phone knows whose it is, and can start without a network."""
        until(lambda: self.summary() is not None, why="a summary on the phone")
        until(self.has_worker, why="a worker")

    def has_worker(self) -> bool:
        """Whether its worker has the shell; a plain HTTP origin has none and needs none."""
        return bool(self.says(HAS_WORKER))

    def summary(self) -> dict[str, Any] | None:
        """What the phone keeps of the last summary."""
        summaries: list[dict[str, Any]] = self.says(OUTBOX.replace('"entries"', '"summary"'))
        return summaries[0] if summaries else None

    def taps(self, outcome: str) -> None:
        """One tile, noted, not so soon after the last tap on it that both are one call; the lesson
        that opens by itself is skipped.
        """
        bar = self.page.locator("[data-noted]")
        before = bar.get_attribute("data-noted") if bar.count() else ""
        since = time.monotonic() - self._tapped_at.get(outcome, 0)
        time.sleep(max(0, TWICE_SECONDS - since))
        self.tile(outcome).click()
        self._tapped_at[outcome] = time.monotonic()
        expect(bar).not_to_have_attribute("data-noted", before or "-")
        skip = self.page.locator("dialog[open] [data-skip]")
        if outcome in LESSON_FOLLOWS:
            skip.click()

    def notes(self, count: int) -> None:
        """That many calls, one tile after the other."""
        for number in range(count):
            self.taps(OUTCOMES[number % len(OUTCOMES)])

    def holds(self, person: Person, count: int) -> list[str]:
        """Put calls straight into its outbox, for what no thumb taps in a test; their keys."""
        at = int(time.time() * 1000) - 60_000
        entries = [_call(person, at + number) for number in range(count)]
        records = [
            {"key": e["key"], "owner": e["owner"], "state": "waiting", "sent": False, "entry": e}
            for e in entries
        ]
        self.puts(records)
        return [entry["key"] for entry in entries]

    def puts(self, records: list[dict[str, Any]]) -> None:
        """Write records into its outbox as they are."""
        self.says(PUT, records)

    def has_room_for(self, size: int | None) -> None:
        """So many bytes for everything of ours; None: as many as the disk has."""
        limit = {} if size is None else {"quotaSize": size}
        self._devtools.send("Storage.overrideQuotaForOrigin", {"origin": self.address} | limit)

    def is_full(self) -> None:
        """Use up all the room that it has."""
        self.says(FILL_UP)

    def says(self, script: str, argument: Any = None, page: Page | None = None) -> Any:
        """What a script says on its page, asked again where that went away under the question.

        For questions, and for what may be done twice.
        """
        target, deadline = page or self.page, time.monotonic() + SECONDS
        while True:
            try:
                return target.evaluate(script, argument)
            except Error as error:
                if "context was destroyed" not in str(error) or time.monotonic() > deadline:
                    raise
                target.wait_for_load_state()

    def path(self) -> str:
        """The address of its page."""
        return str(self.says("location.pathname"))

    def tile(self, outcome: str) -> Locator:
        return self.page.locator(f'button[data-outcome="{outcome}"]')

    def next_day(self) -> Locator:
        """The first date in the bar after today's: tomorrow, where that is a working day; else
        Monday or the next working day.
        """
        return self.page.locator(
            "[data-noted] button:is([data-on=tomorrow], [data-on=monday]):visible"
        ).first

    def outbox(self, page: Page | None = None) -> list[dict[str, Any]]:
        """What waits on it, of anyone."""
        records: list[dict[str, Any]] = self.says(OUTBOX, page=page)
        return records

    def keys(self) -> list[str]:
        return [record["key"] for record in self.outbox()]

    def offline(self) -> None:
        self.proxy.does = way.drops

    def online(self, does: way.Does = way.passes) -> None:
        """The network is back, and the browser says so."""
        self.proxy.does = does
        self.nudge()

    def nudge(self) -> None:
        self.says("dispatchEvent(new Event('online'))")

    def hurries(self) -> None:
        """Forget how long it wanted to pause, and try again."""
        self.says("localStorage.setItem('rebond.pace', '{\"until\": 0}')")
        self.nudge()

    def pauses(self) -> None:
        """As after a long Retry-After: nothing leaves for now."""
        pace = "JSON.stringify({ until: Date.now() + 90000, firm: true })"
        self.says(f"localStorage.setItem('rebond.pace', {pace})")

    def drains(self, seconds: float = SECONDS) -> None:
        """Wait until nothing is left to send."""
        until(lambda: not self.outbox(), seconds, "an empty outbox")

    def stands_at(self, instant: datetime) -> None:
        """Set its clock to that instant; it runs on from there."""
        self.shifts(round(instant.timestamp() * 1000 - time.time() * 1000))

    def taps_at(self, instant: datetime, outcome: str) -> None:
        """One tile at that very instant of its clock, however slow the machine: set and tapped in
        one go, which no second passes between.
        """
        bar = self.page.locator("[data-noted]")
        self.page.evaluate(
            """([instant, tile]) => {
              const shift = Number(localStorage.getItem("test.shift") ?? 0);
              localStorage.setItem("test.shift", instant - (Date.now() - shift));
              document.querySelector(tile).click();
            }""",
            [instant.timestamp() * 1000, f'button[data-outcome="{outcome}"]'],
        )
        expect(bar).to_have_count(1)

    def shifts(self, milliseconds: float) -> None:
        """Set its clock off by that much, from now on."""
        self.says("shift => localStorage.setItem('test.shift', shift)", milliseconds)


def rows(person: Person) -> list[Entry]:
    """What the server's journal has of them, in the order of their instants."""
    with person.app.app_context():
        entries = db.session.scalars(
            select(Entry)
            .where(Entry.organisation_id == person.organisation_id, Entry.member_id == person.id)
            .order_by(Entry.instant, Entry.key)
        ).all()
        db.session.expunge_all()
        return list(entries)


def calls(person: Person) -> list[Entry]:
    """Their calls that stand."""
    return [row for row in rows(person) if row.kind == "call" and not row.withdrawn]


def _call(person: Person, at: int) -> dict[str, Any]:
    return {
        "v": 1,
        "key": str(new_id()),
        "owner": str(person.id),
        "made_at": at,
        "zone": "Europe/Paris",
        "offset": 60,
        "kind": "call",
        "outcome": "no_answer",
    }


@contextlib.contextmanager
def behind(port: int) -> Iterator[Proxy]:
    """A network of its own in front of the server."""
    with Proxy(port) as proxy:
        yield proxy


def key_of(record: dict[str, Any]) -> UUID:
    return UUID(record["key"])
