"""Log in the hand: a tap, its undo, a date, a lesson, a forgotten call."""

import re
import time
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select, update

from tests.browser import proxy as way
from tests.browser.phone import Phone, calls, practice_today, rows, until
from tests.cast import PARIS, Person
from webapp.database.transactions import write_transaction
from webapp.people.models import MemberRow

pytestmark = pytest.mark.browser
# From the click to the frame after the bar says that it is noted.
MEASURED = """(tile) => new Promise((done) => {
  const begun = performance.now();
  new MutationObserver((_, watch) => {
    if (!document.querySelector("[data-noted]")) return;
    watch.disconnect();
    requestAnimationFrame(() => done(performance.now() - begun));
  }).observe(document.body, { childList: true, subtree: true });
  tile.click();
})"""


@pytest.mark.parametrize("network", ["with", "without"])
def test_a_tile_answers_within_100_ms(network: str, phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    if network == "without":
        phone.offline()
    took = []
    for _ in range(3):
        phone.opens("/log")
        took.append(phone.tile("meeting").evaluate(MEASURED))
    assert min(took) < 100, took


def test_a_tile_sinks_under_the_finger_and_rises_when_it_goes_or_scrolls(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    tile = phone.tile("meeting")
    high = top(tile)
    tile.dispatch_event("pointerdown")
    until(lambda: top(tile) > high)
    tile.dispatch_event("pointercancel")
    until(lambda: top(tile) == high)
    tile.dispatch_event("pointerdown")
    until(lambda: top(tile) > high)
    tile.dispatch_event("pointerup")
    until(lambda: top(tile) == high)
    assert phone.keys() == []
    tile.press("Enter")
    until(lambda: top(tile) > high)
    until(lambda: top(tile) == high)


def top(tile: Locator) -> float:
    """How far below the screen's edge it stands, in px, in the last frame."""
    place: float = tile.evaluate("tile => tile.getBoundingClientRect().y")
    return place


def test_an_open_menu_stays_so_when_its_list_reloads(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.taps("no_answer")
    phone.drains()
    phone.opens("/log")
    phone.page.locator("[data-calls] .more summary").click()
    with phone.page.expect_response("**/log/day"):
        phone.page.evaluate("document.body.dispatchEvent(new Event('journal-changed'))")
    expect(phone.page.locator("[data-calls] form[data-remove]")).to_be_visible()
    assert ines.sends(ines.taps("meeting")) == ["accepted"]
    with phone.page.expect_response("**/log/day"):
        phone.page.evaluate("document.body.dispatchEvent(new Event('journal-changed'))")
    expect(phone.page.locator("[data-calls] > li")).to_have_count(2)
    open_now = phone.page.locator("[data-calls] > li", has=phone.page.locator(".more[open]"))
    expect(open_now).to_have_count(1)
    expect(open_now).to_contain_text("Pas de réponse")


def test_an_open_menu_of_a_call_that_waits_stays_so_with_its_half_made_choice(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.pauses()
    phone.taps("no_answer")
    phone.taps("voicemail")
    row = phone.page.locator("[data-calls] > [data-key]").last
    row.locator(".more summary").click()
    row.locator("select").select_option("meeting")
    phone.page.evaluate("document.querySelector('[data-calls]').title = 'before'")
    phone.page.evaluate("document.body.dispatchEvent(new Event('journal-changed'))")
    expect(phone.page.locator("[data-calls][title=before]")).to_have_count(0)
    expect(row.locator("select")).to_be_visible()
    expect(row.locator("select")).to_have_value("meeting")
    expect(row).to_contain_text("Pas de réponse")


def test_undo_of_what_has_not_left_leaves_no_trace(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.pauses()
    phone.taps("meeting")
    phone.page.locator("[data-undo]").click()
    until(lambda: phone.keys() == [])
    expect(phone.page.locator("[data-calls] [data-key]")).to_have_count(0)


def test_undo_of_what_has_arrived_withdraws_it(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.taps("meeting")
    phone.drains()
    phone.page.locator("[data-undo]").click()
    until(lambda: len(rows(ines)) == 2)
    phone.drains()
    assert calls(ines) == []


def test_undo_when_the_answer_was_lost_withdraws_it(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.cuts_answer)
    phone.taps("meeting")
    until(lambda: len(calls(ines)) == 1)
    phone.page.locator("[data-undo]").click()
    until(lambda: len(phone.keys()) == 2)
    phone.online()
    phone.drains()
    assert calls(ines) == []
    assert len(rows(ines)) == 2


def test_undo_is_there_for_ten_seconds(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.taps("meeting")
    time.sleep(9)
    expect(phone.page.locator("[data-undo]")).to_be_visible()
    expect(phone.page.locator("[data-undo]")).to_have_count(0, timeout=2000)
    expect(phone.page.locator("[data-noted]")).to_be_visible()


@pytest.mark.parametrize("choice", ["today", "next", "pick"])
def test_a_call_back_takes_its_date(choice: str, phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.taps("callback")
    if choice == "pick":
        phone.page.locator("[data-dates] summary").click()
        phone.page.locator("input[data-on=pick]").fill("2031-05-20")
        phone.page.locator("[data-dates] button:not([data-on])").click()
    elif choice == "next":
        phone.next_day().click()
    else:
        phone.page.locator(f"button[data-on={choice}]").click()
    expect(phone.page.locator("[data-dated]")).to_be_visible()
    phone.online()
    phone.drains()
    on = next(row.on_date for row in rows(ines) if row.kind == "next")
    assert on is not None
    ahead = (on - datetime.now(PARIS).date()).days
    assert {
        "today": ahead == 0,
        "next": 0 < ahead <= 3 and on.isoweekday() <= 5,
        "pick": on == date(2031, 5, 20),
    }[choice]


@pytest.mark.parametrize("outcome", ["refusal", "do_not_call", "gatekeeper"])
def test_the_lesson_opens_by_itself_and_one_tap_skips_it(
    outcome: str, phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.tile(outcome).click()
    sheet = phone.page.locator("dialog[data-sheet=lesson]")
    expect(sheet).to_be_visible()
    sheet.locator("[data-skip]").click()
    expect(sheet).to_be_hidden()
    phone.drains()
    assert [row.kind for row in rows(ines)] == ["call"]


def test_the_days_calls_stand_below_and_can_be_removed(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.taps("meeting")
    phone.taps("voicemail")
    phone.drains()
    items = phone.page.locator("[data-calls] li.call")
    expect(phone.page.locator("[data-calls] form[data-remove]")).to_have_count(2)
    items.first.locator("summary").click()
    items.first.locator("form[data-remove] button").click()
    until(lambda: [row.outcome for row in calls(ines)] == ["meeting"])
    expect(phone.page.locator("[data-calls] form[data-remove]")).to_have_count(1)


def says_otherwise(phone: Phone, outcome: str) -> None:
    """What the first call of the list has been in fact."""
    row = phone.page.locator("[data-calls] li.call").first
    row.locator("summary").click()
    row.locator("select").select_option(outcome)
    row.locator("form[data-change] button").click()


def test_a_call_that_the_server_has_is_changed_without_network(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.taps("meeting")
    phone.drains()
    expect(phone.page.locator("[data-calls] form[data-remove]")).to_have_count(1)
    (noted,) = calls(ines)
    phone.offline()
    says_otherwise(phone, "voicemail")
    expect(phone.page.locator("[data-calls] li.call:visible")).to_have_text(
        re.compile("Messagerie")
    )
    expect(phone.page.locator("[data-dose] .on")).to_have_count(1)
    phone.online()
    phone.drains()
    (call,) = calls(ines)
    assert (call.key, call.instant) == (noted.key, noted.instant)
    assert call.current_outcome == "voicemail"


def test_a_correction_counts_once_until_the_next_summary_too(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.taps("meeting")
    phone.drains()
    until(lambda: (phone.summary() or {})["points"]["day"] == 20)
    phone.proxy.does = way.at("/today/summary", way.says(503))
    says_otherwise(phone, "voicemail")
    phone.drains()
    assert [call.current_outcome for call in calls(ines)] == ["voicemail"]
    assert (phone.summary() or {})["dose"]["done"] == 1


def test_a_call_that_waits_is_changed_where_it_stands(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.pauses()
    phone.taps("meeting")
    says_otherwise(phone, "no_answer")
    expect(phone.page.locator("[data-calls] li.call")).to_have_text(re.compile("Pas de réponse"))
    phone.hurries()
    phone.online()
    phone.drains()
    assert [call.current_outcome for call in calls(ines)] == ["no_answer"]
    expect(phone.page.locator("[data-calls] li.call")).to_have_text(re.compile("Pas de réponse"))


def test_an_open_menu_stays_open_when_its_call_arrives(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.taps("meeting")
    row = phone.page.locator("[data-calls] li.call").first
    row.locator("summary").click()
    expect(row.locator("select")).to_be_visible()
    phone.online()
    phone.drains()
    expect(row.locator("form[data-remove] input[name=key]")).to_have_count(1)  # the server's
    expect(row.locator("select")).to_be_visible()


def backdate_joining(person: Person) -> None:
    """On the day of joining there is no yesterday that counts."""
    mine = (MemberRow.organisation_id == person.organisation_id) & (MemberRow.id == person.id)
    with person.app.app_context(), write_transaction() as session:
        first = session.scalars(select(MemberRow.joined_on).where(mine)).one()
        session.execute(update(MemberRow).where(mine).values(joined_on=first - timedelta(days=1)))


def test_a_forgotten_call_of_yesterday_is_added_by_hand(phone: Phone, ines: Person) -> None:
    backdate_joining(ines)
    phone.meets(ines, "/log/by-hand")
    phone.page.locator("[name=outcome][value=meeting]").check(force=True)
    phone.page.locator('[name=day][data-ago="1"]').check(force=True)
    phone.page.locator("[name=time]").fill("15:30")
    phone.page.locator("form[data-by-hand] button").click()
    phone.page.wait_for_url("**/log")
    phone.drains()
    (call,) = calls(ines)
    yesterday = practice_today() - timedelta(days=1)
    assert call.by_hand
    assert f"{call.instant.astimezone(PARIS):%F %R}" == f"{yesterday} 15:30"
    assert call.day == yesterday


def test_what_waits_is_said_in_words_and_counted(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.taps("meeting")
    phone.taps("voicemail")
    phone.taps("no_answer")
    expect(phone.page.locator("[data-noted] [data-waiting]")).to_contain_text("3 appels")
    expect(phone.page.locator("[data-dose] .on")).to_have_count(3)
    phone.online()
    phone.drains()
    expect(phone.page.locator("[data-noted] [data-waiting]")).to_be_hidden()
    expect(phone.page.locator("[data-dose] .on")).to_have_count(3)


def test_a_log_refreshes_the_panels_of_the_page(phone: Phone, ines: Person) -> None:
    phone.meets(ines, "/today")
    other = phone.context.new_page()
    phone.opens("/log", other)
    other.locator("button[data-outcome=meeting]").click()
    expect(phone.page.locator("[data-panel=today] [data-dose] .on")).to_have_count(1)


def test_a_call_noted_and_undone_is_announced_and_focus_stays_with_it(
    phone: Phone, ines: Person
) -> None:
    """By the accessibility tree: one region stands from the start, and says each thing once."""
    phone.meets(ines)
    region = phone.page.locator("[data-live-region]").element_handle()
    assert region is not None
    assert region.text_content() == ""
    phone.taps("meeting")
    status = phone.page.get_by_role("status")
    expect(status.filter(has_text="rendez-vous")).to_have_count(1)
    phone.page.get_by_role("button", name="Annuler").press("Enter")
    expect(status.filter(has_text="ne compte pas")).to_have_count(1)
    assert "ne compte pas" in str(region.text_content())
    expect(phone.page.locator("[data-noted-words]")).to_be_focused()


def test_focus_goes_to_the_days_list_when_a_call_is_removed(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.taps("voicemail")
    phone.drains()
    row = phone.page.locator("[data-calls] > li")
    row.locator("summary").first.click()
    row.locator("[data-remove] button, button[data-remove]").first.press("Enter")
    expect(row).to_have_count(0)
    until(lambda: phone.says("document.activeElement !== document.body"), why="a place for focus")
