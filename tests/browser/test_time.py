"""Time: wrong clocks, midnights, summer time, travellers (TRUST, RULES R1).

The server runs in this process and its clock is the test's; the phone's clock is set apart.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import Phone, calls, rows, until
from tests.cast import Person, instant
from webapp.game.days import week_of
from webapp.journal.models import Entry

pytestmark = pytest.mark.browser
At = Callable[[str | datetime], datetime]
Travellers = Callable[..., Phone]
OPEN = "li[data-state=open]"


@pytest.fixture
def ines(cast: Callable[[str], Person]) -> Person:
    return cast("ines")


@pytest.fixture
def theo(cast: Callable[[str], Person]) -> Person:
    return cast("theo")


def meets_at(phone: Phone, person: Person, moment: datetime) -> None:
    """The phone's clock is right, the page is open, and then the network goes."""
    phone.signs_in(person)
    phone.opens("/log")
    phone.stands_at(moment)
    phone.opens("/log")
    phone.is_ready()
    knows_the_time(phone)
    phone.offline()


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "device",
    ["2026-11-18 12:00", "2026-11-18 08:00", "1970-01-02 00:00", "2036-11-18 10:00"],
    ids=["two hours ahead", "two hours behind", "1970", "2036"],
)
def test_a_device_clock(device: str, travellers: Travellers, ines: Person, at: At) -> None:
    at("2026-11-18 10:00")
    phone = travellers()
    meets_at(phone, ines, instant(device))
    phone.notes(2)
    phone.online()
    phone.drains()
    noted = calls(ines)
    assert [row.day for row in noted] == [date(2026, 11, 18)] * 2
    assert all(
        abs(row.instant - instant("2026-11-18 10:00")) < timedelta(minutes=2) for row in noted
    )
    assert [row.clock_off for row in noted] == [device[:4] != "2026"] * 2
    assert phone.page.locator("[data-dose] .on").count() == 2


@pytest.mark.parametrize("days", [-2, 2], ids=["behind", "ahead"])
def test_a_clock_that_was_wrong_at_the_tap_and_right_when_it_was_sent_is_told(
    days: int, travellers: Travellers, ines: Person, at: At
) -> None:
    now = at("2026-11-18 10:00")
    phone = travellers()
    meets_at(phone, ines, now)
    phone.stands_at(now + timedelta(days=days))
    phone.taps("meeting")
    phone.stands_at(now + timedelta(minutes=5))
    phone.taps("voicemail")
    phone.online()
    phone.drains()
    flags = {row.outcome: row.clock_off for row in calls(ines)}
    assert flags == {"meeting": True, "voicemail": False}


def test_a_clock_that_was_ahead_is_told_when_its_tap_is_sent_days_later(
    travellers: Travellers, ines: Person, at: At
) -> None:
    """Put right before it was sent: the phone saw the tap stand a day after its own present."""
    now = at("2026-11-18 10:00")
    phone = travellers()
    meets_at(phone, ines, now)
    phone.stands_at(now + timedelta(days=2))
    phone.taps("meeting")
    phone.stands_at(now + timedelta(minutes=5))
    phone.says("document.dispatchEvent(new Event('visibilitychange'))")
    until(lambda: phone.outbox()[0]["entry"].get("clock_off"))
    phone.stands_at(at(now + timedelta(days=3)))
    phone.online()
    phone.drains()
    assert [row.clock_off for row in calls(ines)] == [True]


def test_a_phone_that_slept_for_days_under_a_right_clock_is_not_told(
    travellers: Travellers, ines: Person, at: At
) -> None:
    now = at("2026-11-18 10:00")
    phone = travellers()
    meets_at(phone, ines, now)
    phone.taps("meeting")
    phone.stands_at(at(now + timedelta(days=4)))
    phone.taps("voicemail")
    phone.online()
    phone.drains()
    assert [row.clock_off for row in calls(ines)] == [False, False]


@pytest.mark.parametrize("page", ["/today", "/log"])
def test_a_call_of_a_wrong_clock_is_noted_anew_without_a_network(
    page: str, travellers: Travellers, ines: Person, at: At
) -> None:
    """In one step, with all that hangs on it; sent later, and from two phones once."""
    now = at("2026-11-18 10:00")
    call = ines.taps("callback", "2026-11-16 10:00", clock_off=True)
    lesson = ines.draws(call, text="Une pause de plus.")
    dated = ines.dates(call, "2026-11-24", time="14:30")
    ines.sends(call, lesson, dated, ines.answers(call, "moved"), ines.shares(call))
    phone, second = travellers(), travellers()
    for each in (phone, second):
        each.signs_in(ines)
        each.opens(page)
        each.stands_at(now)
        each.opens(page)
        knows_the_time(each)
        each.offline()
        form = each.page.locator(f'form[data-wrong-clock="{call["key"]}"]')
        form.locator("[name=day]").fill("2026-11-18")
        form.locator("[name=time]").fill("09:20")
        form.locator("button").click()
        expect(form).to_have_count(0)
        kinds = sorted(record["entry"]["kind"] for record in each.outbox())
        assert kinds == ["call", "held", "lesson", "next", "share", "withdraw"]
    phone.online()
    phone.drains()
    standing = [row for row in rows(ines) if not row.withdrawn and row.kind != "withdraw"]
    assert {row.kind: row.about_day for row in standing} == dict.fromkeys(
        ("call", "held", "lesson", "next", "share"), date(2026, 11, 18)
    )
    assert {(row.at_time, row.current_outcome) for row in standing if row.kind != "call"} >= {
        *(("14:30", None), (None, "moved"))
    }
    assert calls(ines)[0].instant == instant("2026-11-18 09:20")
    assert not calls(ines)[0].clock_off
    second.online()
    until(lambda: not [r for r in second.outbox() if r["state"] == "waiting"])
    assert len(calls(ines)) == 1
    assert ines.opens("/lessons").text.count("Une pause de plus.") == 1


@pytest.mark.parametrize("day, counted", [("2026-11-18", 1), ("2026-11-17", 0)])
def test_an_entry_about_a_call_that_was_noted_anew_goes_along(
    day: str, counted: int, travellers: Travellers, ines: Person, at: At
) -> None:
    """Its bar is still there: a date from it is the new call's, and it stands in the list once."""
    now = at("2026-11-18 10:00")
    phone = travellers()
    meets_at(phone, ines, now)
    phone.online()
    phone.stands_at(now - timedelta(days=2))
    phone.taps("callback")
    phone.drains()
    form = phone.page.locator("form[data-wrong-clock]")
    expect(form).to_be_visible()
    expect(phone.page.locator("[data-dose] .on")).to_have_count(1)
    phone.offline()
    form.locator("[name=day]").fill(day)
    form.locator("[name=time]").fill("09:20")
    form.locator("button").click()
    expect(form).to_have_count(0)
    expect(phone.page.locator("[data-calls] li.call:visible")).to_have_count(counted)
    expect(phone.page.locator("[data-dose] .on")).to_have_count(counted)
    phone.page.locator("[data-noted] button[data-on=tomorrow]").click()
    expect(phone.page.locator("[data-dated]")).to_be_visible()
    phone.online()
    phone.hurries()
    phone.drains()
    (call,) = calls(ines)
    dates = [(row.about, row.withdrawn) for row in rows(ines) if row.kind == "next"]
    assert dates == [(call.key, False)]
    assert call.instant == instant(f"{day} 09:20")


def test_a_time_of_more_than_seven_days_ago_is_refused_in_words_on_the_phone(
    travellers: Travellers, ines: Person, at: At
) -> None:
    now = at("2026-11-26 10:00")
    ines.sends(ines.taps("refusal", "2026-11-24 10:00", clock_off=True))
    phone = travellers()
    phone.signs_in(ines)
    phone.opens("/log")
    phone.stands_at(now)
    phone.opens("/log")
    knows_the_time(phone)
    form = phone.page.locator("form[data-wrong-clock]")
    form.locator("[name=day]").fill("2026-11-19")
    form.locator("[name=time]").fill("09:30")
    form.locator("button").click()
    expect(form.locator("[data-late]")).to_be_visible()
    assert phone.outbox() == []


def knows_the_time(phone: Phone) -> None:
    """It has heard from the server under the clock that it has now."""
    stored_clock = "JSON.parse(localStorage.getItem('rebond.clock') ?? '{}')"
    close = f"() => Math.abs(({stored_clock}).device - Date.now()) < 60000"
    until(lambda: phone.says(close), why="the server's time on the phone")


def test_a_tap_at_23_59_59_sent_at_00_10_is_yesterdays(
    travellers: Travellers, ines: Person, at: At
) -> None:
    """Days run from 04:00: both taps of one evening are of one day, on both sides of midnight."""
    at("2026-11-18 23:59:50")
    phone = travellers()
    meets_at(phone, ines, instant("2026-11-18 23:59:50"))
    phone.taps_at(instant("2026-11-18 23:59:59"), "meeting")
    later = at("2026-11-19 00:10")
    phone.stands_at(later)
    phone.taps("voicemail")
    phone.online()
    phone.drains()
    assert [row.day for row in calls(ines)] == [date(2026, 11, 18)] * 2
    assert rows(ines)[0].instant.replace(microsecond=0) == instant("2026-11-18 23:59:59")


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    "zone, autumn, offsets, day",
    [
        ("Europe/Paris", "2026-10-25T00:30:00+00:00", [120, 60], date(2026, 10, 24)),
        ("America/New_York", "2026-11-01T05:30:00+00:00", [-240, -300], date(2026, 10, 31)),
        ("Australia/Lord_Howe", "2026-04-04T14:45:00+00:00", [660, 630], date(2026, 4, 4)),
    ],
)
def test_summer_time_ends_in(
    zone: str,
    autumn: str,
    offsets: list[int],
    day: date,
    travellers: Travellers,
    ines: Person,
    at: At,
) -> None:
    """The same hour comes twice: two taps an hour apart keep their own offsets and instants.

    Both are before four in the morning, and so of the day before.
    """
    noted = taps_twice(travellers(zone), ines, at, autumn, timedelta(hours=1))
    assert [row.offset for row in noted] == offsets
    assert [row.zone for row in noted] == [zone] * 2
    assert [row.day for row in noted] == [day] * 2


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    "zone, spring, minutes, offsets, day",
    [
        ("Europe/Paris", "2027-03-28T00:30:00+00:00", 95, [60, 120], date(2027, 3, 28)),
        ("America/New_York", "2027-03-14T06:30:00+00:00", 95, [-300, -240], date(2027, 3, 14)),
        ("Australia/Lord_Howe", "2026-10-03T15:15:00+00:00", 110, [630, 660], date(2026, 10, 4)),
    ],
)
def test_summer_time_begins_in(
    zone: str,
    spring: str,
    minutes: int,
    offsets: list[int],
    day: date,
    travellers: Travellers,
    ines: Person,
    at: At,
) -> None:
    """An hour, or half of one, is not there: the second tap is past four by the wall alone.

    By the offset of the first it would still be of the day before.
    """
    noted = taps_twice(travellers(zone), ines, at, spring, timedelta(minutes=minutes))
    assert [row.offset for row in noted] == offsets
    assert [row.day for row in noted] == [day - timedelta(days=1), day]


def taps_twice(phone: Phone, person: Person, at: At, first: str, apart: timedelta) -> list[Entry]:
    """Two taps without a network, that far apart, and what the journal has of them then."""
    start = at(datetime.fromisoformat(first))
    meets_at(phone, person, start)
    phone.taps("no_answer")
    later = at(start + apart)
    phone.stands_at(later)
    phone.taps("voicemail")
    phone.online()
    phone.drains()
    noted = rows(person)
    assert abs(noted[1].instant - noted[0].instant - apart) < timedelta(minutes=1)
    assert abs(noted[0].instant - start) < timedelta(minutes=1)
    return noted


def test_paris_los_angeles_tokyo_keep_the_days_of_their_walls(
    travellers: Travellers, ines: Person, at: At
) -> None:
    stops = (
        ("Europe/Paris", "2026-11-18T20:00:00+01:00", date(2026, 11, 18)),
        ("America/Los_Angeles", "2026-11-18T23:00:00-08:00", date(2026, 11, 18)),
        ("Asia/Tokyo", "2026-11-20T03:30:00+09:00", date(2026, 11, 19)),
    )
    for zone, moment, _ in stops:
        now = at(datetime.fromisoformat(moment))
        phone = travellers(zone)
        meets_at(phone, ines, now)
        phone.taps("meeting")
        phone.online()
        phone.drains()
    assert [row.day for row in calls(ines)] == [day for _, _, day in stops]


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "moment, day, week",
    [
        ("2028-02-29 15:00", date(2028, 2, 29), date(2028, 2, 28)),
        ("2026-12-31 15:00", date(2026, 12, 31), date(2026, 12, 28)),
        ("2027-01-01 01:00", date(2026, 12, 31), date(2026, 12, 28)),
        ("2027-01-01 05:00", date(2027, 1, 1), date(2026, 12, 28)),
    ],
    ids=["29 February", "ISO week 53", "before New Year's 04:00", "New Year"],
)
def test_a_tap_on(
    moment: str, day: date, week: date, travellers: Travellers, ines: Person, at: At
) -> None:
    now = at(moment)
    phone = travellers()
    meets_at(phone, ines, now)
    phone.taps("meeting")
    phone.online()
    phone.drains()
    assert [(row.day, week_of(row.day)) for row in calls(ines)] == [(day, week)]
    assert day.isocalendar().week != 53 or week == date(2026, 12, 28)


def test_late_entries_after_a_week_has_closed_count_for_their_owner_and_change_no_board(
    travellers: Travellers, ines: Person, theo: Person, at: At
) -> None:
    """The week of 16 November closes on Tuesday the 24th at noon."""
    at("2026-11-20 10:00")
    phone = travellers()
    meets_at(phone, ines, instant("2026-11-20 10:00"))
    phone.notes(3)
    assert theo.sends(theo.taps("meeting")) == ["accepted"]
    later = at("2026-11-24 12:30")
    before = theo.board(date(2026, 11, 16))
    phone.stands_at(later)
    phone.online()
    phone.drains()
    assert [row.day for row in calls(ines)] == [date(2026, 11, 20)] * 3
    assert ines.today().points_total > 0
    assert theo.board(date(2026, 11, 16)) == before


def test_entries_more_than_seven_days_late_are_kept_and_earn_nothing(
    travellers: Travellers, ines: Person, at: At
) -> None:
    now = at("2026-11-18 10:00")
    phone = travellers()
    meets_at(phone, ines, now)
    phone.notes(2)
    phone.stands_at(at(datetime(2026, 11, 26, 12, 0, tzinfo=UTC)))
    phone.online()
    phone.drains()
    assert len(calls(ines)) == 2
    assert ines.today().points_total == 0


def test_any_order_of_two_phones_gives_the_same_day(
    travellers: Travellers, ines: Person, theo: Person, at: At
) -> None:
    """Inès's lesson reaches the server before its call; Théo's comes in the order he tapped."""
    now = at("2026-11-18 10:00")
    for person, turned in ((ines, True), (theo, False)):
        phone = travellers()
        meets_at(phone, person, now)
        phone.tile("refusal").click()
        sheet = phone.page.locator("dialog[data-sheet=lesson]")
        for row in ("happened", "work_on"):
            sheet.locator(f"[data-row={row}] label.chip").first.click()
        sheet.locator("button.clay").click()
        if turned:
            records = phone.outbox()
            phone.puts([{**records[0], "state": "retry", "again": 1, "build": "x"}])
            call = next(record for record in records if record["entry"]["kind"] == "call")
            lesson = next(record for record in records if record["entry"]["kind"] == "lesson")
            assert person.sends(lesson["entry"], call["entry"]) == ["accepted", "accepted"]
        phone.online()
        phone.drains()
    assert ines.today().points_day == theo.today().points_day == 20


def test_leave_said_afterwards_in_the_calendar_holds_the_streak(
    travellers: Travellers, ines: Person, at: At
) -> None:
    """Wednesday asks to be made up until she says that she was away, and then costs no joker."""
    keeps(ines, at, 16, 17)
    phone, page = opens_today(travellers(), ines, at("2026-11-19 09:00"))
    expect(page.locator(OPEN)).to_have_count(1)
    page.locator(".hero a[href='/me/calendar']").click()
    away = page.locator("form#away")
    away.locator("[name=from]").fill("2026-11-18")
    away.locator("button.button").click()
    page.locator("form.decide button").click()
    expect(page.locator("main .notice")).to_be_focused()
    phone.opens("/today")
    expect(page.locator("#streak .figure")).to_have_text("2")
    expect(page.locator(OPEN)).to_have_count(0)
    keeps(ines, at, 19, 20, 23, 24, 25)
    _, page = opens_today(phone, ines, at("2026-11-26 09:00"))
    expect(page.locator("#streak .figure")).to_have_text("7")
    expect(page.locator("[data-jokers] .on")).to_have_count(2)


def keeps(person: Person, at: At, *days: int) -> None:
    """A dose on each of these days of November."""
    for day in days:
        at(f"2026-11-{day} 10:00")
        assert set(person.sends(*[person.taps("no_answer") for _ in range(3)])) == {"accepted"}


def opens_today(phone: Phone, person: Person, moment: datetime) -> tuple[Phone, Page]:
    phone.signs_in(person)
    phone.opens("/today")
    phone.stands_at(moment)
    phone.opens("/today")
    return phone, phone.page


def test_a_forgotten_call_is_of_the_days_on_the_phones_own_wall(
    travellers: Travellers, ines: Person, at: At
) -> None:
    """In Tokyo it is Thursday, five in the morning, when Paris has Wednesday evening."""
    now = at("2026-11-18 21:00")
    phone = travellers("Asia/Tokyo")
    phone.signs_in(ines)
    phone.opens("/me")
    phone.stands_at(now)
    phone.opens("/log/by-hand")
    phone.is_ready()
    form = phone.page.locator("form[data-by-hand]")
    expect(form).to_contain_text("jeudi 19")
    expect(form.locator("[name=time]")).to_have_value("05:00")
    form.locator("[value=meeting]").check(force=True)
    form.locator("[name=time]").fill("06:00")
    form.locator("button").click()
    expect(form.locator("[data-wrong=ahead]")).to_be_visible()
    assert phone.outbox() == []
    form.locator("[name=time]").fill("04:30")
    form.locator("button").click()
    phone.page.wait_for_url("**/log")
    phone.drains()
    (call,) = calls(ines)
    assert (call.day, call.instant) == (date(2026, 11, 19), instant("2026-11-18 20:30"))
