"""A day that ends while the app sleeps, a panel that was not ours, a form left by back (RULES R1).

The server runs in this process and its clock is the test's; the phone's clock is set with it.
"""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser import proxy as way
from tests.browser.phone import Phone, calls, until
from tests.cast import Person, instant

pytestmark = pytest.mark.browser
At = Callable[[str | datetime], datetime]
Travellers = Callable[..., Phone]
EVENING, NIGHT, MORNING = "2026-11-18 23:00", "2026-11-19 03:59:57", "2026-11-19 04:00:01"
DOTS = "[data-dose] .on"
WAKES = {
    "seen again": "document.dispatchEvent(new Event('visibilitychange'))",
    "from memory": "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
    "a network": "dispatchEvent(new Event('online'))",
}


@pytest.fixture
def ines(cast: Callable[[str], Person]) -> Person:
    return cast("ines")


class Evening:
    """Inès had a call in the evening; a page is open when the day ends."""

    def __init__(self, phone: Phone, person: Person, at: At) -> None:
        self.phone, self.page, self.person, self.at = phone, phone.page, person, at

    def opens(self, path: str, moment: str = EVENING) -> Page:
        self.at(moment)
        self.phone.signs_in(self.person)
        self.phone.opens("/me")
        self.sets(moment)
        self.phone.opens(path)
        self.phone.is_ready()
        self.settles()
        return self.page

    def settles(self) -> None:
        """The page was there before the second that the day ended in."""
        until(lambda: self.page.evaluate("performance.now()") > 1500)

    def sets(self, moment: str) -> None:
        """The server's clock and the phone's, the page asleep meanwhile."""
        self.phone.stands_at(self.at(moment))


@pytest.fixture
def evening(travellers: Travellers, ines: Person, at: At) -> Evening:
    at(EVENING)
    assert ines.sends(ines.taps("meeting")) == ["accepted"]
    return Evening(travellers(), ines, at)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("wake", WAKES)
def test_today_is_another_day_when_the_app_wakes_up(wake: str, evening: Evening) -> None:
    page = evening.opens("/today")
    expect(page.locator(DOTS)).to_have_count(1)
    evening.sets(MORNING)
    page.evaluate(WAKES[wake])
    expect(page.locator("[data-fill=day]")).to_contain_text("19 novembre")
    expect(page.locator(DOTS)).to_have_count(0)


def test_the_log_is_another_days_when_the_app_wakes_up(evening: Evening) -> None:
    page = evening.opens("/log")
    expect(page.locator("[data-calls] > li")).to_have_count(1)
    evening.sets(MORNING)
    page.evaluate(WAKES["seen again"])
    expect(page.locator("[data-calls] > li")).to_have_count(0)
    expect(page.locator("[data-no-calls]")).to_be_visible()
    expect(page.locator(DOTS)).to_have_count(0)


@pytest.mark.parametrize("path", ["/today", "/log"])
def test_at_four_o_clock_itself_it_is_another_day(path: str, evening: Evening) -> None:
    """Nobody touches the page: it was opened three seconds before."""
    page = evening.opens(path, NIGHT)
    expect(page.locator(DOTS)).to_have_count(1)
    evening.at(MORNING)
    expect(page.locator(DOTS)).to_have_count(0)
    if path == "/today":
        expect(page.locator("[data-fill=day]")).to_contain_text("19 novembre")


@pytest.mark.parametrize("path", ["/today", "/log"])
def test_without_a_network_too_a_page_of_the_server_counts_from_zero(
    path: str, evening: Evening
) -> None:
    page = evening.opens(path)
    evening.phone.offline()
    evening.sets(MORNING)
    page.evaluate(WAKES["seen again"])
    expect(page.locator(DOTS)).to_have_count(0)
    expect(page.locator("[data-calls] > li")).to_have_count(0)
    evening.phone.online()
    if path == "/today":
        expect(page.locator("[data-fill=day]")).to_contain_text("19 novembre")


def test_the_shell_says_how_far_a_day_is_made_up(evening: Evening) -> None:
    """Monday and Tuesday were missed; one call is sent, the others wait on the phone."""
    page = evening.opens("/today")
    evening.phone.offline()
    evening.phone.opens("/log")
    for outcome in ("no_answer", "voicemail"):
        evening.phone.taps(outcome)
    evening.phone.opens("/today")
    mending = page.locator("[data-show^='dose.mend.']:visible")
    expect(mending).to_contain_text("Pour rattraper lundi 16")
    expect(mending).to_contain_text("3 des 6 appels, et une leçon")
    expect(page.locator("[data-show='dose.asks']")).to_be_visible()  # the day is kept, and it stays


@pytest.mark.sampled(1)
@pytest.mark.parametrize("wake", [*WAKES, "four o'clock"])
def test_the_shell_counts_from_zero_and_has_no_points_of_today(wake: str, evening: Evening) -> None:
    page = evening.opens("/today")
    evening.phone.offline()
    if wake == "four o'clock":
        evening.sets(NIGHT)
    evening.phone.opens("/today")
    expect(page.locator("[data-shell] [data-panel=today]")).to_be_visible()
    expect(page.locator("[data-say*='points.day']")).to_contain_text("20")
    expect(page.locator(DOTS)).to_have_count(1)
    evening.settles()
    evening.at(MORNING)
    if wake != "four o'clock":
        evening.sets(MORNING)
        page.evaluate(WAKES[wake])
    expect(page.locator(DOTS)).to_have_count(0)
    expect(page.locator("[data-say*='points.day']")).to_contain_text(": 0 aujourd")
    evening.phone.opens("/log")
    evening.phone.taps("voicemail")
    expect(page.locator(DOTS)).to_have_count(1)


def test_a_tap_before_the_page_has_seen_the_new_day_is_the_new_days(
    evening: Evening, ines: Person
) -> None:
    page = evening.opens("/log")
    evening.phone.proxy.does = way.at("/log/day", way.drops)
    evening.sets("2026-11-19 09:00")
    evening.phone.taps("voicemail")
    expect(page.locator("[data-calls] > li")).to_have_count(1)
    expect(page.locator(DOTS)).to_have_count(1)
    evening.phone.drains()
    assert [row.day for row in calls(ines)] == [date(2026, 11, 18), date(2026, 11, 19)]
    evening.phone.online()
    expect(page.locator("[data-calls] form[data-remove]")).to_have_count(1)
    expect(page.locator("[data-calls] > li")).to_have_count(1)


def test_a_tap_at_03_59_sent_after_four_stays_the_old_days(evening: Evening, ines: Person) -> None:
    page = evening.opens("/log")
    evening.phone.offline()
    evening.phone.taps_at(instant("2026-11-19 03:59:30"), "voicemail")
    evening.sets("2026-11-19 09:00")
    evening.phone.online()
    evening.phone.drains()
    expect(page.locator("[data-calls] > li")).to_have_count(0)
    expect(page.locator(DOTS)).to_have_count(0)
    assert [row.day for row in calls(ines)] == [date(2026, 11, 18)] * 2


def test_a_lesson_that_is_being_written_survives_the_end_of_the_day(evening: Evening) -> None:
    page = evening.opens("/log")
    evening.phone.tile("refusal").click()
    sheet = page.locator("dialog[data-sheet=lesson]")
    sheet.locator("[name=text]").fill("Trop vite.")
    evening.sets(MORNING)
    page.evaluate(WAKES["seen again"])
    expect(page.locator(DOTS)).to_have_count(0)
    expect(sheet.locator("[name=text]")).to_have_value("Trop vite.")


def test_a_board_sees_its_week_end_on_monday_at_four(evening: Evening) -> None:
    page = evening.opens("/boards", "2026-11-23 03:00")
    expect(page.locator("[data-panel=board] h1")).to_contain_text("47")
    evening.sets("2026-11-23 04:00:01")
    page.evaluate(WAKES["seen again"])
    expect(page.locator("[data-panel=board] h1")).to_contain_text("48")


def test_a_board_sees_its_week_close_on_tuesday_at_noon_by_itself(evening: Evening) -> None:
    """Noon is nobody's four o'clock: the server says until when its board holds."""
    page = evening.opens("/boards/2026-W47", "2026-11-24 11:59:56")
    expect(page.locator("[data-panel=board] header p")).to_contain_text("mardi midi")
    evening.at("2026-11-24 12:00:01")
    expect(page.locator("[data-panel=board] header p")).to_contain_text("close", timeout=15_000)
    expect(page.locator("[data-panel=board]")).not_to_have_attribute("hx-get", "")


def test_a_board_that_was_read_for_another_end_sees_its_week_close(evening: Evening) -> None:
    """A clock that was set had the page read a moment before: that says nothing of noon."""
    page = evening.opens("/boards/2026-W47", "2026-11-24 11:59:45")
    evening.phone.proxy.log.clear()
    evening.phone.stands_at(instant("2026-11-23 11:00"))
    page.evaluate(WAKES["seen again"])
    log = evening.phone.proxy.log
    until(lambda: sum("/boards/week" in request.path for request in log) == 2, why="put right")
    evening.at("2026-11-24 12:00:01")
    expect(page.locator("[data-panel=board] header p")).to_contain_text("close", timeout=20_000)


def test_a_phone_in_another_zone_sees_the_day_end_where_its_owner_works(
    travellers: Travellers, ines: Person, at: At
) -> None:
    """In New York it is ten in the evening when Nantes has four o'clock."""
    at(EVENING)
    assert ines.sends(ines.taps("meeting")) == ["accepted"]
    abroad = Evening(travellers("America/New_York"), ines, at)
    page = abroad.opens("/today", NIGHT)
    abroad.at(MORNING)
    expect(page.locator("[data-fill=day]")).to_contain_text("19 novembre")


def test_while_nothing_ends_nothing_is_read_anew(evening: Evening) -> None:
    page = evening.opens("/today", "2026-11-18 15:00")
    page.wait_for_timeout(1000)
    evening.phone.proxy.log.clear()
    for moment in ("2026-11-18 15:30", "2026-11-18 19:00"):
        evening.sets(moment)
        for wake in WAKES.values():
            page.evaluate(wake)
    page.wait_for_timeout(3000)
    assert "/today/panel" not in [request.path for request in evening.phone.proxy.log]


def test_a_panel_that_no_server_gives_anew_is_not_asked_for_every_second(
    evening: Evening, at: At
) -> None:
    """The phone is ahead of the server by three minutes, within what the rules bear."""
    page = evening.opens("/today", "2026-11-19 03:57:30")
    evening.phone.proxy.log.clear()
    evening.phone.stands_at(instant("2026-11-19 04:00:30"))
    page.evaluate(WAKES["seen again"])
    page.wait_for_timeout(6000)
    paths = [request.path for request in evening.phone.proxy.log]
    assert paths.count("/today/panel") <= 2


@pytest.mark.sampled(1)
@pytest.mark.parametrize("lie", [way.is_a_portal, way.asks_to_sign_in, way.drops, way.says(503)])
def test_a_panel_that_is_not_ours_comes_back_by_itself(lie: way.Does, evening: Evening) -> None:
    page = evening.opens("/today")
    evening.phone.proxy.does = way.at("/today/panel", way.times(2, lie))
    page.evaluate("document.body.dispatchEvent(new Event('journal-changed'))")
    expect(page.locator("[data-notice=error]")).to_be_visible()
    expect(page.locator("[data-panel=today] h1")).to_contain_text("Inès")
    until(lambda: page.locator("[data-notice=error]").is_hidden(), why="the panel itself")
    expect(page.locator("[data-panel=today] h1")).to_contain_text("Inès")


def test_a_part_of_a_form_is_not_replaced_by_a_hotels_page(evening: Evening) -> None:
    page = evening.opens("/me/calendar/place")
    place = page.locator("#place")
    expect(place).to_have_count(1)
    evening.phone.proxy.does = way.is_a_portal
    page.locator("#country").evaluate("field => field.dispatchEvent(new Event('change'))")
    page.wait_for_timeout(800)
    expect(place).to_have_count(1)


def test_a_form_that_was_left_by_back_is_alive(evening: Evening) -> None:
    page = evening.opens("/log/by-hand")
    form = page.locator("form[data-by-hand]")
    form.evaluate("form => { form.inert = true; }")
    page.evaluate(WAKES["from memory"])
    expect(form).not_to_have_attribute("inert", "")


def test_a_call_added_by_hand_twice_by_way_of_back_is_two(evening: Evening, ines: Person) -> None:
    page = evening.opens("/log/by-hand")
    for _ in range(2):
        page.locator("[name=outcome][value=meeting]").check(force=True)
        page.locator("form[data-by-hand] button").click()
        page.wait_for_url("**/log")
        evening.phone.drains()
        page.go_back()
        expect(page.locator("form[data-by-hand]")).not_to_have_attribute("inert", "")
    until(lambda: len(calls(ines)) == 3)
