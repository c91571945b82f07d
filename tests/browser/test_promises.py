"""Promises in the hand: made, named on this phone alone, kept, moved, lost; without network too."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, rows, until
from tests.cast import PARIS, Person

pytestmark = pytest.mark.browser
GARAGE = "le garage de la rue Paré"


def kinds(person: Person) -> list[str]:
    return sorted(row.kind for row in rows(person))


def test_a_promise_is_named_and_kept_without_network_and_nothing_of_the_name_is_sent(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.offline()
    phone.taps("callback")
    phone.page.locator("[data-on=today]").click()
    name = phone.page.locator("[data-noted] [data-label-form] input")
    name.fill(GARAGE)
    name.press("Enter")
    phone.opens("/today")
    promise = phone.page.locator("[data-promise]:visible")
    expect(promise).to_contain_text(GARAGE)
    promise.get_by_role("link", name="Appeler").click()
    expect(phone.page.locator("[data-promise-line]")).to_contain_text(GARAGE)
    phone.tile("no_answer").click()
    until(lambda: len(phone.keys()) == 4)
    assert GARAGE not in str(phone.outbox())
    phone.opens("/today")
    expect(phone.page.locator("[aria-labelledby=streak]")).to_be_visible()
    expect(phone.page.locator("[data-promises]")).to_be_hidden()
    phone.online()
    phone.drains()
    assert kinds(ines) == ["call", "call", "held", "next"]


def test_a_call_that_is_removed_without_network_leaves_its_promise_due(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.taps("callback")
    phone.page.locator("[data-on=today]").click()
    until(lambda: "next" in kinds(ines))
    phone.opens("/today")
    promise = phone.page.locator("[data-promise]:visible")
    promise.get_by_role("link", name="Appeler").click()
    phone.tile("no_answer").click()
    phone.drains()
    assert kinds(ines) == ["call", "call", "held", "next"]
    phone.opens()
    phone.offline()
    call = phone.page.locator("[data-calls] > li >> nth=0")
    call.locator("summary").click()
    call.locator("form[data-remove] button").click()
    until(lambda: len(phone.keys()) == 1)
    phone.opens("/today")
    expect(promise).to_have_count(1)
    phone.online()
    phone.drains()
    phone.opens("/today")
    expect(promise).to_have_count(1)
    assert kinds(ines) == ["call", "call", "held", "next", "withdraw"]


def test_a_meeting_that_fell_through_opens_its_lesson_and_one_that_moves_is_not_due(
    phone: Phone, ines: Person
) -> None:
    lost, moved = ines.taps("meeting"), ines.taps("meeting")
    today = f"{datetime.now(PARIS):%Y-%m-%d}"
    ines.sends(lost, ines.dates(lost, today), moved, ines.dates(moved, today, time="18:30"))
    phone.meets(ines, "/today")
    later = phone.page.locator(f"[data-promises] [data-promise='{moved['key']}']")
    expect(later).to_contain_text("18:30")
    later.locator("summary").click()
    later.locator("input[type=date]").fill("2031-05-20")
    later.get_by_role("button", name="Garder cette date").click()
    expect(later).to_be_hidden()
    expect(phone.page.locator("[data-coming]")).to_contain_text("1 promesse à venir")
    phone.page.get_by_role("button", name="Tombé à l’eau").click()
    sheet = phone.page.locator("dialog[data-sheet=lesson]")
    expect(sheet).to_be_visible()
    expect(phone.page).to_have_url(re.compile("/log$"))
    sheet.locator("textarea[name=text]").fill("Je confirme la veille.")
    sheet.get_by_role("button", name="Garder la leçon").click()
    until(lambda: "lesson" in kinds(ines))
    by_kind = {row.kind: row for row in rows(ines) if row.outcome != "moved"}
    assert by_kind["lesson"].about == by_kind["held"].key


def test_a_call_that_is_noted_anew_elsewhere_keeps_its_name_on_this_phone(
    phone: Phone, ines: Person
) -> None:
    now = datetime.now(PARIS)
    back = ines.taps("callback", clock_off=True)
    ines.sends(back, ines.dates(back, f"{now:%Y-%m-%d}"))
    phone.meets(ines, "/today")
    promise = phone.page.locator("[data-promise]:visible")
    promise.locator("summary").click()
    promise.locator("[name=label]").fill(GARAGE)
    promise.get_by_role("button", name="Garder ce repère").click()
    expect(promise).to_contain_text(GARAGE)
    then = now - timedelta(hours=1)
    form = {"day": f"{then:%Y-%m-%d}", "time": f"{then:%H:%M}"}
    assert ines.submits(f"/log/{back['key']}/time", form).status_code == 303
    phone.opens("/today")
    expect(promise).not_to_have_attribute("data-promise", back["key"])
    expect(promise).to_contain_text(GARAGE)


def test_promises_to_come_are_folded_and_let_go_without_network(phone: Phone, ines: Person) -> None:
    back, meeting = ines.taps("callback"), ines.taps("meeting")
    days = [f"{datetime.now(PARIS) + timedelta(days=n):%Y-%m-%d}" for n in (3, 5)]
    ines.sends(back, ines.dates(back, days[1]), meeting, ines.dates(meeting, days[0], time="14:30"))
    phone.meets(ines)
    phone.offline()
    phone.opens("/today")
    coming = phone.page.locator("[data-coming]")
    coming.get_by_text("2 promesses à venir").click()
    expect(phone.page.locator("[data-promises]")).to_be_hidden()
    rows_shown = coming.locator("[data-promise]:visible")
    expect(rows_shown.first).to_contain_text("14:30")
    expect(rows_shown.first).not_to_contain_text("Oui", use_inner_text=True)
    coming.get_by_role("button", name="Laisser tomber").click()
    expect(coming.locator("summary").first).to_contain_text("1 promesse à venir")
    expect(rows_shown).to_have_count(1)
    phone.online()
    phone.drains()
    assert kinds(ines) == ["call", "call", "held", "next", "next"]
    phone.opens("/today")
    expect(coming.locator("summary").first).to_contain_text("1 promesse à venir")
