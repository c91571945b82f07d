"""A call that ended otherwise: on one phone, in two tabs, on two phones, before it has left."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.browser import proxy as way
from tests.browser.phone import FIRST, Phone, calls, changes, rows, until
from tests.cast import Person
from webapp.database.engine import db
from webapp.lessons.models import Lesson
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = pytest.mark.browser


def learns(phone: Phone, text: str) -> None:
    """A refusal, and the lesson in the sheet that opens by itself."""
    phone.tile("refusal").click()
    sheet = phone.page.locator("dialog[data-sheet=lesson]")
    sheet.locator("[name=happened]").first.check(force=True)
    sheet.locator("[name=text]").fill(text)
    sheet.locator("form .button").click()
    expect(sheet).to_be_hidden()


def words(person: Person) -> list[str]:
    """The words of their lessons."""
    with person.app.app_context():
        mine = select(Lesson.text).where(Lesson.member_id == person.id)
        return sorted(db.session.scalars(mine))


def differences(person: Person) -> list[object]:
    with person.app.app_context():
        return list(rebuild().differences)


def test_a_changed_call_keeps_its_lesson_though_both_were_tried_without_network(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.offline()
    learns(phone, "Parler moins.")
    phone.nudge()
    until(lambda: any(record["sent"] for record in phone.outbox()))
    changes(phone.page, "gatekeeper")
    changes(phone.page, "do_not_call")
    expect(phone.page.locator(FIRST)).to_contain_text("Ne plus appeler")
    phone.online()
    phone.hurries()
    phone.drains()
    (call,) = calls(ines)
    assert (call.outcome, call.current_outcome) == ("refusal", "do_not_call")
    assert words(ines) == ["Parler moins."]
    assert differences(ines) == []


def test_a_changed_call_back_keeps_its_date(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.taps("callback")
    phone.next_day().click()
    expect(phone.page.locator("[data-dated]")).to_be_visible()
    changes(phone.page, "no_answer")
    changes(phone.page, "callback")
    phone.online()
    phone.hurries()
    phone.drains()
    (call,) = calls(ines)
    assert call.current_outcome == "callback"
    assert [row.withdrawn for row in rows(ines) if row.kind == "next"] == [False]
    until(lambda: (phone.summary() or {})["points"]["day"] == 15)


def test_a_call_changed_in_two_tabs_stands_once(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.taps("meeting")
    phone.drains()
    other = phone.context.new_page()
    phone.opens("/log", other)
    phone.offline()
    changes(phone.page, "voicemail")
    expect(other.locator(FIRST)).to_contain_text("Messagerie")
    changes(other, "wrong_number")
    expect(phone.page.locator(FIRST)).to_contain_text("Faux numéro")
    phone.online()
    phone.hurries()
    phone.drains()
    assert [call.current_outcome for call in calls(ines)] == ["wrong_number"]
    assert differences(ines) == []


def test_a_call_changed_on_two_phones_stands_once_as_the_newest_says(
    phone: Phone, phones: Callable[[], Phone], ines: Person
) -> None:
    phone.meets(ines)
    phone.taps("meeting")
    phone.drains()
    second = phones()
    second.meets(ines)
    expect(second.page.locator(FIRST)).to_contain_text("Rendez-vous")
    phone.offline()
    changes(phone.page, "voicemail")
    second.offline()
    changes(second.page, "gatekeeper")
    second.online()
    second.hurries()
    second.drains()
    phone.online()
    phone.hurries()
    phone.drains()
    assert [call.current_outcome for call in calls(ines)] == ["gatekeeper"]
    expect(phone.page.locator(FIRST)).to_contain_text("Barrage")


@pytest.mark.parametrize("network", ["with", "without"])
def test_the_bar_follows_its_call_and_undo_takes_it_back_as_it_stands(
    network: str, phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.taps("no_answer")
    phone.drains()
    if network == "without":
        phone.offline()
    bar = phone.page.locator("[data-noted]")
    expect(bar.locator("[data-dates]")).to_have_count(0)
    changes(phone.page, "callback")
    expect(bar.locator("[data-noted-words]")).to_have_text(re.compile("à rappeler"))
    expect(phone.next_day()).to_be_visible()
    changes(phone.page, "voicemail")
    expect(bar.locator("[data-noted-words]")).to_have_text(re.compile("messagerie"))
    expect(bar.locator("button[data-on]")).to_have_count(0)
    bar.locator("[data-undo]").click()
    expect(bar).to_contain_text("ne compte pas")
    expect(phone.page.locator("[data-calls] li.call:visible")).to_have_count(0)
    phone.online()
    phone.hurries()
    phone.drains()
    assert calls(ines) == []
    assert differences(ines) == []


def test_a_correction_that_was_refused_is_not_shown_as_how_the_call_ended(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.taps("meeting")
    phone.drains()
    row = phone.page.locator("[data-calls] li.call")
    name = row.locator("[data-name]")
    expect(row.locator("form[data-change]")).to_have_count(1)
    phone.offline()
    changes(phone.page, "voicemail")
    expect(name).to_have_text("Messagerie")
    expect(row.locator("[data-pending]")).to_be_visible()
    (record,) = phone.outbox()
    phone.puts([record | {"entry": record["entry"] | {"offset": 9999}}])
    phone.online()
    until(lambda: phone.hurries() or [each["state"] for each in phone.outbox()] == ["attention"])
    expect(phone.page.locator("[data-attention-list] [data-key]")).to_contain_text("Correction")
    expect(name).to_have_text("Rendez-vous")
    expect(row.locator("[data-pending]")).to_have_count(0)
    phone.page.locator("[data-attention-list] [data-forget]").click()
    expect(phone.page.locator("[data-attention]")).to_be_hidden()
    expect(name).to_have_text("Rendez-vous")


def test_the_bar_says_that_its_call_was_removed_from_the_list(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.taps("callback")
    row = phone.page.locator(FIRST)
    row.locator("summary").click()
    row.locator("button[data-remove]").click()
    bar = phone.page.locator("[data-noted]")
    expect(bar).to_contain_text("ne compte pas")
    expect(bar.locator("[data-undo], [data-on]")).to_have_count(0)
    phone.online()
    phone.hurries()
    phone.drains()
    assert calls(ines) == []


def test_a_call_that_was_undone_is_counted_no_longer_before_the_next_summary(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.notes(3)
    phone.drains()
    until(lambda: (phone.summary() or {})["dose"]["done"] == 3)
    phone.online(way.at("/today/summary", way.says(503), way.at("/log", way.drops)))
    phone.page.locator("[data-noted] [data-undo]").click()
    phone.drains()
    phone.opens("/log")
    expect(phone.page.locator("[data-dose] .on").first).to_be_visible()
    expect(phone.page.locator("[data-dose] .on")).to_have_count(2)


def test_undone_without_network_what_had_arrived_is_counted_no_longer(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.notes(3)
    phone.drains()
    until(lambda: (phone.summary() or {})["dose"]["done"] == 3)
    phone.offline()
    phone.page.locator("[data-noted] [data-undo]").click()
    expect(phone.page.locator("[data-noted]")).to_contain_text("ne compte pas")
    expect(phone.page.locator("[data-dose] .on")).to_have_count(2)
    phone.opens("/today")
    expect(phone.page.locator("[data-dose] .on").first).to_be_visible()
    expect(phone.page.locator("[data-dose] .on")).to_have_count(2)
    phone.online()
    phone.hurries()
    phone.drains()
    until(lambda: (phone.summary() or {})["dose"]["done"] == 2)
