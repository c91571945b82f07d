"""A backup is restored: what phones hold receipts of is sent again, and stands once (TRUST 6)."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.browser import proxy as way
from tests.browser.conftest import World
from tests.browser.phone import LITTLE_ROOM, Phone, calls, rows, until
from tests.cast import Person
from webapp.database.engine import db
from webapp.lessons.models import Lesson

pytestmark = pytest.mark.browser
Phones = Callable[..., Phone]
ACKNOWLEDGED = """() => new Promise((found) => {
  const opening = indexedDB.open("rebond");
  opening.onsuccess = () => {
    const database = opening.result;
    const all = database.transaction("acknowledged").objectStore("acknowledged").getAll();
    all.onsuccess = () => { database.close(); found(all.result); };
  };
})"""
AGE = """(days) => new Promise((done) => {
  const opening = indexedDB.open("rebond");
  opening.onsuccess = () => {
    const database = opening.result;
    const transaction = database.transaction("acknowledged", "readwrite");
    const store = transaction.objectStore("acknowledged");
    store.getAll().onsuccess = ({ target }) => {
      for (const record of target.result)
        store.put({ ...record, at: record.at - days * 24 * 3600_000 });
    };
    transaction.oncomplete = () => { database.close(); done(); };
  };
})"""


@pytest.fixture
def backups(falling: World, request: pytest.FixtureRequest, tmp_path: Path) -> "Backups":
    return Backups(falling, request, tmp_path / "backup.sqlite3")


class Backups:
    """The operator's: a backup is taken while the server rests, and put back later."""

    def __init__(self, world: World, request: pytest.FixtureRequest, file: Path) -> None:
        self.world, self._request, self._file = world, request, file
        self._url = world.app.config["SQLALCHEMY_DATABASE_URI"]

    def take(self) -> None:
        self._while_it_rests(self._copy)

    def restore(self) -> None:
        self._while_it_rests(self._put_back)

    def _while_it_rests(self, act: Callable[[], None]) -> None:
        self.world.server.kill()
        with self.world.app.app_context():
            db.session.remove()
            db.engine.dispose()
        act()
        self.world.server.restart()

    def _copy(self) -> None:
        if self._url.startswith("sqlite"):
            with (
                closing(sqlite3.connect(self._path())) as live,
                closing(sqlite3.connect(self._file)) as backup,
            ):
                live.backup(backup)
        else:
            self._postgres().create("backup", self._name())
            self._request.addfinalizer(lambda: self._postgres().drop("backup"))

    def _put_back(self) -> None:
        if self._url.startswith("sqlite"):
            for end in ("-wal", "-shm"):
                Path(f"{self._path()}{end}").unlink(missing_ok=True)
            shutil.copyfile(self._file, f"{self._path()}-new")
            Path(f"{self._path()}-new").replace(self._path())
        else:
            self._postgres().drop(self._name())
            self._postgres().create(self._name(), "backup")

    def _path(self) -> str:
        return self._url.removeprefix("sqlite:///")

    def _name(self) -> str:
        return self._url.partition("?")[0].rpartition("/")[2]

    def _postgres(self) -> Any:
        return self._request.getfixturevalue("postgres")


def holds_receipts(phone: Phone) -> list[dict[str, Any]]:
    receipts: list[dict[str, Any]] = phone.says(ACKNOWLEDGED)
    return receipts


def draws(phone: Phone, text: str) -> None:
    """A refusal with its lesson, by the sheet that opens by itself."""
    phone.tile("refusal").click()
    sheet = phone.page.locator("dialog[data-sheet=lesson]")
    sheet.locator("[name=text]").fill(text)
    sheet.locator("button.clay").click()
    expect(sheet).to_be_hidden()


def words(person: Person) -> list[str]:
    with person.app.app_context():
        mine = Lesson.organisation_id == person.organisation_id, Lesson.member_id == person.id
        return list(db.session.scalars(select(Lesson.text).where(*mine)))


@pytest.mark.both_databases
def test_a_backup_is_restored_and_every_entry_of_two_phones_stands_once(
    falling: World, backups: Backups, phones: Phones
) -> None:
    """The journal has grown past where it was before the second phone opens."""
    ines = falling.member("Inès")
    first, second = phones(falling), phones(falling)
    for phone in (first, second):
        phone.meets(ines)
    first.taps("meeting")
    second.taps("voicemail")
    for phone in (first, second):
        phone.drains()
    backups.take()
    draws(first, "Une pause de plus.")
    first.notes(4)
    first.drains()
    second.notes(3)
    second.drains()
    before = {row.key for row in rows(ines)}
    assert len(calls(ines)) == 2 + 1 + 4 + 3
    reached = max(record["number"] for record in holds_receipts(second))
    backups.restore()
    assert len(calls(ines)) == 2
    first.opens("/log")
    until(lambda: {row.key for row in rows(ines)} >= {r["key"] for r in holds_receipts(first)})
    until(lambda: len(holds_receipts(first)) == 1 + 2 + 4)
    others = [ines.taps("no_answer") for _ in range(8)]
    assert ines.sends(*others) == ["accepted"] * 8
    assert max(row.number for row in rows(ines)) > reached
    second.opens("/log")
    until(lambda: len(calls(ines)) == 10 + 8)
    second.drains()
    assert {row.key for row in rows(ines)} == before | {_key(each) for each in others}
    assert words(ines) == ["Une pause de plus."]
    for phone in (first, second):
        assert phone.outbox() == []


def test_a_phone_that_sends_before_it_asks_loses_nothing_either(
    falling: World, backups: Backups, phones: Phones
) -> None:
    """What it tapped while the server was away goes first, and its answer tells."""
    ines = falling.member("Inès")
    phone = phones(falling)
    phone.meets(ines)
    backups.take()
    phone.notes(3)
    phone.drains()
    phone.proxy.does = way.drops
    backups.restore()
    phone.taps("meeting")
    phone.online(way.at("/today/summary", way.says(503)))
    until(lambda: len(calls(ines)) == 4)
    phone.drains()


def test_an_entry_that_is_sent_again_is_not_counted_twice_while_it_waits(
    falling: World, backups: Backups, phones: Phones
) -> None:
    """The network goes once more, between the answer that tells and what is sent again."""
    ines = falling.member("Inès")
    phone = phones(falling)
    phone.meets(ines)
    backups.take()
    phone.taps("voicemail")
    phone.drains()
    until(lambda: (phone.summary() or {})["dose"]["done"] == 1)
    phone.proxy.does = way.drops
    backups.restore()
    phone.taps("meeting")
    phone.online(way.at("/journal", way.times(1, way.passes, way.drops), way.says(503)))
    until(lambda: [record.get("resent") is not None for record in phone.outbox()] == [True])
    expect(phone.page.locator("[data-dose] .on")).to_have_count(2)
    phone.opens("/log")
    expect(phone.page.locator("[data-calls] li.call")).to_have_count(1)
    expect(phone.page.locator("[data-dose] .on")).to_have_count(2)
    phone.online()
    phone.hurries()
    phone.drains()
    assert len(calls(ines)) == 2
    until(lambda: (phone.summary() or {})["dose"]["done"] == 2)


def test_words_taken_back_while_the_server_was_behind_leave_the_phone_too(
    falling: World, backups: Backups, phones: Phones
) -> None:
    ines = falling.member("Inès")
    phone = phones(falling)
    phone.meets(ines)
    backups.take()
    draws(phone, "Des mots à oublier.")
    phone.drains()
    row = phone.page.locator("[data-calls] > li").first
    expect(row.locator("form[data-remove]")).to_have_count(1)
    phone.proxy.does = way.drops
    backups.restore()
    row.locator("summary").click()
    row.locator("form[data-remove] button").click()
    phone.online(way.at("/today/summary", way.says(503)))
    until(lambda: phone.hurries() or len(rows(ines)) == 3)
    phone.online()
    phone.drains()
    until(lambda: [r["entry"]["kind"] for r in holds_receipts(phone)] == ["withdraw"])
    assert calls(ines) == []
    assert words(ines) == []


def test_words_that_were_taken_back_do_not_come_back(
    falling: World, backups: Backups, phones: Phones
) -> None:
    ines = falling.member("Inès")
    phone = phones(falling)
    phone.meets(ines)
    draws(phone, "Des mots à oublier.")
    phone.drains()
    assert words(ines) == ["Des mots à oublier."]
    backups.take()
    row = phone.page.locator("[data-calls] > li").first
    until(lambda: phone.opens("/log") or row.count())  # the shell, while the server is slow
    row.locator("summary").click()
    row.locator("form[data-remove] button").click()
    until(lambda: words(ines) == [])
    until(lambda: [r["entry"]["kind"] for r in holds_receipts(phone)] == ["withdraw"])
    backups.restore()
    assert words(ines) == ["Des mots à oublier."]
    phone.opens("/log")
    until(lambda: words(ines) == [])
    assert calls(ines) == []


def test_a_server_that_has_everything_is_sent_nothing_again(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.notes(3)
    phone.drains()
    phone.opens("/log")
    phone.taps("meeting")
    phone.drains()
    sent = [entry["key"] for post in phone.proxy.posts() for entry in post.entries]
    assert len(sent) == len(set(sent)) == 4
    assert len(holds_receipts(phone)) == 4


def test_an_acknowledged_entry_goes_after_thirty_days(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.notes(2)
    phone.drains()
    phone.says(AGE, 29)
    phone.opens("/log")
    phone.taps("meeting")
    phone.drains()
    assert len(holds_receipts(phone)) == 3
    phone.says(AGE, 2)
    phone.opens("/log")
    until(lambda: len(holds_receipts(phone)) == 1)


def test_acknowledged_entries_go_at_sign_out_and_stay_when_a_sign_in_expires(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.notes(2)
    phone.drains()
    ines.submits("/sign-out")
    phone.context.clear_cookies()
    phone.opens("/log")
    assert len(holds_receipts(phone)) == 2
    phone.meets(ines, "/me")
    phone.page.locator("form[data-sign-out] button").first.click()
    until(lambda: holds_receipts(phone) == [])


def test_acknowledged_entries_go_with_erase_me(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.notes(2)
    phone.drains()
    phone.opens("/me/leave")
    phone.page.locator("[name=sure]").check()
    phone.page.locator("form[action='/me/leave'] button").click()
    until(lambda: phone.path() == "/me/left")
    until(lambda: holds_receipts(phone) == [])


def test_a_full_phone_lets_go_of_what_was_acknowledged_first(phone: Phone, ines: Person) -> None:
    phone.has_room_for(LITTLE_ROOM)
    phone.meets(ines)
    filler = ines.taps("no_answer") | {"filler": "x" * 20_000}
    now = int(datetime.now(UTC).timestamp() * 1000)
    record = {"key": filler["key"], "owner": str(ines.id), "entry": filler, "number": 1}
    phone.says(
        """(record) => new Promise((done) => {
          const opening = indexedDB.open("rebond");
          opening.onsuccess = () => {
            const database = opening.result;
            const transaction = database.transaction("acknowledged", "readwrite");
            transaction.objectStore("acknowledged").put(record);
            transaction.oncomplete = () => { database.close(); done(); };
          };
        })""",
        record | {"at": now, "journal": None},
    )
    phone.offline()
    phone.is_full()
    phone.tile("meeting").click()
    until(lambda: holds_receipts(phone) == [])
    phone.has_room_for(None)
    phone.online()


def _key(entry: dict[str, Any]) -> UUID:
    return UUID(entry["key"])
