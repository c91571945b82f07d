"""The server goes one version back: phones of the newer build keep what it does not know."""

import json
from collections.abc import Callable

import pytest

from tests.browser import proxy as way
from tests.browser.phone import Phone, calls, until
from tests.cast import Person
from webapp.database.ids import new_id

pytestmark = pytest.mark.browser
NEWER_SCHEMA = """() => new Promise((done, failed) => {
  const opening = indexedDB.open("rebond", 99);
  opening.onupgradeneeded = () => opening.result.createObjectStore("of_a_newer_build");
  opening.onblocked = () => failed(new Error("blocked"));
  opening.onsuccess = () => { opening.result.close(); done(opening.result.version); };
})"""


def says_nothing_of_the_journal(request: way.Request, upstream: Callable[..., bytes]) -> way.Answer:
    """As a server from before it was counted."""
    whole = upstream()
    if request.path not in ("/journal", "/today/summary") or b" 200 " not in whole[:15]:
        return whole
    body = json.loads(whole.partition(b"\r\n\r\n")[2])
    del body["journal"]
    return way.answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


def test_an_entry_that_the_older_server_does_not_know_is_kept_and_the_others_arrive(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.proxy.does = says_nothing_of_the_journal
    entry = ines.taps("meeting") | {"key": str(new_id()), "kind": "of_a_newer_build"}
    version = ines.taps("meeting") | {"key": str(new_id()), "v": 2}
    record = {"owner": str(ines.id), "state": "waiting", "sent": False}
    phone.puts([record | {"key": each["key"], "entry": each} for each in (entry, version)])
    phone.notes(2)
    until(lambda: [r["state"] for r in phone.outbox()] == ["retry"] * 2)
    assert len(calls(ines)) == 2
    assert {r["key"] for r in phone.outbox()} == {entry["key"], version["key"]}
    phone.opens("/log")
    phone.taps("voicemail")
    until(lambda: len(calls(ines)) == 3)
    assert len(phone.keys()) == 2


def test_what_an_older_server_acknowledged_is_found_again_by_the_newer_one(
    phone: Phone, ines: Person
) -> None:
    """It had no number: the newer server says that it has it, and it stands once."""
    phone.meets(ines)
    phone.proxy.does = says_nothing_of_the_journal
    phone.notes(2)
    phone.drains()
    phone.proxy.does = way.passes
    phone.opens("/log")
    phone.taps("voicemail")
    phone.drains()
    assert len(calls(ines)) == 3


def test_a_build_opens_the_database_of_a_newer_one(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.taps("meeting")
    elsewhere = phone.context.new_page()
    elsewhere.goto(phone.address + "/shell/fr")
    assert elsewhere.evaluate(NEWER_SCHEMA) == 99
    elsewhere.close()
    phone.opens("/log")
    phone.taps("voicemail")
    assert len(phone.keys()) == 2
    phone.online()
    phone.drains()
    assert len(calls(ines)) == 2
