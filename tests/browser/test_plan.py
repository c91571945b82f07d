"""A plan in the hand: a slot planned, moved and put away without network, and sent once."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, practice_today, rows, until
from tests.cast import Person

pytestmark = pytest.mark.browser
PARIS = "Europe/Paris"
AT = "03:59"  # the night that every practice day ends with: it is still to come


def plans(phone: Phone, at: str = AT) -> None:
    page = phone.page
    page.locator(".plan-form [value=other]").check(force=True)
    page.locator("#other").fill(at)
    page.get_by_role("button", name="15 min").click()
    expect(page.locator(".plan-form [data-planned]")).to_be_visible()


def test_a_slot_is_planned_moved_and_put_away_without_network_and_arrives_once(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines, "/today")
    phone.page.wait_for_load_state("networkidle")
    phone.offline()
    phone.opens("/plan")  # the neutral page, with the days that the last summary knows
    expect(phone.page.locator("[data-plan-day]:visible")).to_have_count(5)
    plans(phone)
    expect(phone.page.locator("[data-slots]")).to_contain_text(f"Ton créneau de {AT}")
    phone.opens("/today")
    section = phone.page.locator("[data-slots]")
    expect(section).to_contain_text(f"Ton créneau de {AT}")
    section.locator(".later summary").click()
    section.locator("[data-slot-move] button").first.click()
    expect(section).to_contain_text("Demain à 04:29")
    section.get_by_role("link", name="Pas maintenant").click()
    phone.page.get_by_role("link", name="À demain").click()
    expect(section).to_contain_text("Tes créneaux du jour")
    phone.online()
    phone.drains()
    (slot,) = [row for row in rows(ines) if row.kind == "slot" and not row.withdrawn]
    assert (slot.at_time, slot.minutes) == ("04:29", 15)


def test_a_slot_that_was_taken_back_is_planned_again_by_undo(phone: Phone, ines: Person) -> None:
    phone.meets(ines, "/plan")
    plans(phone)
    row = phone.page.locator(".standing .planned")
    expect(row).to_contain_text(AT)
    row.get_by_role("button", name="Retirer").click()
    expect(row).to_have_count(0)
    phone.page.locator("[data-taken] [data-again]").click()
    expect(row).to_contain_text(AT)
    until(lambda: sorted(each.kind for each in rows(ines)) == ["slot", "slot", "withdraw"])


def test_why_not_now_is_noted_without_network_and_another_reason_takes_its_place(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines, "/today")
    phone.offline()
    phone.opens("/today#not-now")
    sheet = phone.page.locator("dialog[data-sheet=not-now]")
    for reason, step in (("Pas envie", "Un seul appel"), ("Pas le temps", "Cinq minutes")):
        sheet.get_by_role("button", name=reason).click()
        expect(sheet.locator("[data-answer]:visible")).to_contain_text(step)
    sheet.locator("[data-later-time] button").last.click()
    expect(sheet.locator("[data-planned]").last).to_be_visible()
    sheet.get_by_role("link", name="À demain").click()
    expect(sheet).to_be_hidden()
    phone.online()
    phone.drains()
    standing = [row for row in rows(ines) if not row.withdrawn]
    assert [row.reason for row in standing if row.kind == "not_now"] == ["no_time"]
    assert [row.minutes for row in standing if row.kind == "slot"] == [5]


def test_a_slot_is_drawn_as_kept_by_a_call_that_waits_for_the_network(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines, "/plan")
    ten = datetime.fromisoformat(f"{practice_today()}T10:00").replace(tzinfo=ZoneInfo(PARIS))
    phone.shifts((ten - datetime.now(UTC)).total_seconds() * 1000)
    phone.offline()
    plans(phone, "10:10")
    phone.opens("/log")
    phone.tile("no_answer").click()
    expect(phone.page.locator("[data-noted]").first).to_be_visible()
    phone.opens("/today")
    kept = phone.page.locator("[data-slot-line] li[data-state=kept]")
    expect(kept).to_contain_text("10:10")
