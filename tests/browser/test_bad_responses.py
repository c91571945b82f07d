"""Answers that lie: whatever comes back, only a receipt lets an entry go (TRUST)."""

import time
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser import proxy as way
from tests.browser.phone import Phone, calls, rows, until
from tests.cast import Person

pytestmark = pytest.mark.browser


def test_a_captive_portals_200_html_is_no_receipt(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.proxy.does = way.is_a_portal
    phone.notes(3)
    until(lambda: phone.proxy.posts())
    time.sleep(0.5)
    assert len(phone.keys()) == 3
    phone.online()
    phone.drains()
    assert len(calls(ines)) == 3


def test_a_captive_portals_200_json_without_receipts_is_no_receipt(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    lie = way.answer(200, b'{"ok": true}', {"Content-Type": "application/json"})
    phone.proxy.does = way.at("/journal", lambda request, upstream: lie)
    phone.notes(2)
    until(lambda: phone.proxy.posts())
    time.sleep(0.5)
    assert len(phone.keys()) == 2
    phone.proxy.does = way.passes
    until(lambda: phone.nudge() or not phone.outbox())
    assert len(calls(ines)) == 2


def test_an_expired_sessions_redirect_is_no_receipt(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.asks_to_sign_in)
    phone.notes(3)
    until(lambda: phone.proxy.posts())
    time.sleep(0.5)
    assert len(phone.keys()) == 3
    phone.online()
    phone.drains()
    assert len(calls(ines)) == 3


@pytest.mark.parametrize("status", [500, 502, 503, 507])
def test_an_answer_of(status: int, phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.says(status))
    phone.notes(3)
    until(lambda: phone.proxy.posts())
    time.sleep(1.5)
    assert len(phone.keys()) == 3
    phone.proxy.does = way.passes
    phone.drains(40)
    assert len(calls(ines)) == 3


def test_an_outage_long_enough_to_blame_an_entry_still_loses_none(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.says(500))
    phone.notes(1)
    until(lambda: phone.hurries() or phone.outbox()[0]["state"] == "attention")
    expect(phone.page.locator("[data-attention-list] [data-key]")).to_have_count(1)
    phone.proxy.does = way.passes
    phone.notes(1)
    until(lambda: phone.hurries() or not phone.outbox())
    assert len(calls(ines)) == 2


def test_today_says_that_an_entry_was_refused_and_leads_to_where_it_is_let_go(
    phone: Phone, ines: Person
) -> None:
    """A server that does not know an outcome of this phone refuses the entry for good."""
    phone.meets(ines)
    phone.offline()
    phone.holds(ines, 2)
    odd = phone.outbox()[0]
    phone.puts([odd | {"entry": odd["entry"] | {"outcome": "applause"}}])
    phone.online()
    until(lambda: phone.hurries() or [each["state"] for each in phone.outbox()] == ["attention"])
    phone.opens("/today")
    line = phone.page.locator("[data-attention-line]")
    expect(line).to_contain_text("1 saisie est à regarder")
    line.click()
    row = phone.page.locator("[data-attention-list] [data-key]")
    expect(row).to_be_visible()
    row.locator("[data-forget]").click()
    expect(row).to_have_count(0)
    phone.opens("/today")
    expect(phone.page.locator(".panel-of-today")).to_be_visible()
    expect(line).to_be_hidden()
    assert (phone.outbox(), len(calls(ines))) == ([], 1)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_for(status: int, phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.proxy.log.clear()
    phone.proxy.does = way.at("/journal", way.times(1, way.says(status, Retry_After="4")))
    phone.taps("meeting")
    until(lambda: phone.proxy.posts())
    phone.opens("/today")
    for _ in range(4):
        time.sleep(0.5)
        phone.nudge()
    assert len(phone.proxy.posts()) == 1
    phone.drains()
    assert [after.at - before.at > 3.9 for before, after in pairwise(phone.proxy.posts())] == [True]
    assert len(calls(ines)) == 1


def test_a_receipt_that_lists_30_of_50_keeps_the_other_20(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.holds(ines, 50)
    phone.proxy.log.clear()
    phone.online(way.at("/journal", way.times(1, way.shortens_receipts(30))))
    phone.drains()
    assert [len(post.entries) for post in phone.proxy.posts()] == [50, 20]
    assert len(rows(ines)) == 50


def test_a_kind_that_the_server_does_not_know_yet_waits_and_is_sent_last(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.offline()
    phone.notes(1)
    record = phone.outbox()[0]
    newer = {**record, "key": record["key"][:-4] + "0000"}
    newer["entry"] = {**record["entry"], "key": newer["key"], "kind": "unheard_of"}
    phone.puts([newer])
    phone.online()
    until(lambda: [each["state"] for each in phone.outbox()] == ["retry"])
    assert len(calls(ines)) == 1
    phone.proxy.log.clear()
    phone.notes(1)
    until(lambda: len(calls(ines)) == 2)
    assert [len(post.entries) for post in phone.proxy.posts()] == [1]
    phone.puts([{**phone.outbox()[0], "build": "an older one"}])
    phone.nudge()
    until(lambda: len(phone.proxy.posts()) == 2)
    assert phone.proxy.posts()[1].entries[0]["kind"] == "unheard_of"


@pytest.mark.parametrize(
    ("status", "notice"), [(400, "undone"), (404, "undone"), (429, "error"), (500, "error")]
)
def test_a_panel_that_is_refused_says_so_and_what_is_safe(
    status: int, notice: str, phone: Phone, ines: Person
) -> None:
    phone.meets(ines, "/today")
    phone.proxy.does = way.at("/today/panel", way.says(status))
    reload = "document.body.dispatchEvent(new Event('journal-changed'))"
    phone.says(reload)
    expect(phone.page.locator(f"[data-notice={notice}]")).to_be_visible()
    expect(phone.page.locator(f"[data-notice={notice}]")).to_contain_text("en sécurité")
    phone.proxy.does = way.passes
    phone.says(reload)
    expect(phone.page.locator(f"[data-notice={notice}]")).to_be_hidden()
