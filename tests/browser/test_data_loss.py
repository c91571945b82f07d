"""Loss: the network goes, the browser goes, the server goes; the taps do not (TRUST)."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser import proxy as way
from tests.browser.conftest import Pocket, World
from tests.browser.phone import Phone, calls, rows, until
from tests.cast import Person

pytestmark = pytest.mark.browser
DAY_MS = 24 * 3600 * 1000
# The server has written the next page, and this one still stands while it is on its way.
LEAVES_AND_SENDS = """() => {
  window.before = true;
  setTimeout(() => location.reload());
  setTimeout(() => {
    localStorage.setItem("rebond.pace", '{"until": 0}');
    dispatchEvent(new Event("online"));
  }, 400);
}"""


def test_a_tap_with_a_network_reaches_the_server_at_once(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.taps("meeting")
    phone.drains()
    assert [row.outcome for row in calls(ines)] == ["meeting"]


def test_airplane_mode_20_entries_browser_killed_reopened_online(
    pocket: Pocket, ines: Person
) -> None:
    pocket.phone.meets(ines)
    pocket.phone.offline()
    pocket.phone.notes(20)
    pocket.kill()
    phone = pocket.open()
    phone.signs_in(ines)
    phone.opens("/log")
    expect(phone.page.locator("[data-calls] [data-key]")).to_have_count(20)
    assert len(phone.keys()) == 20
    phone.online()
    phone.drains()
    assert len(calls(ines)) == 20


def test_three_days_offline_five_a_day(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    for days in (2, 1, 0):
        phone.shifts(-days * DAY_MS)
        phone.notes(5)
    phone.online()
    phone.drains()
    noted = calls(ines)
    days = sorted({row.day for row in noted})
    assert [sum(row.day == day for row in noted) for day in days] == [5, 5, 5]
    assert [later - day for day, later in pairwise(days)] == [timedelta(1), timedelta(1)]


def test_an_answer_cut_after_the_commit_is_one_call(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.times(1, way.cuts_answer))
    phone.taps("voicemail")
    until(lambda: len(calls(ines)) == 1)
    assert len(phone.keys()) == 1
    phone.nudge()
    phone.drains()
    assert len(rows(ines)) == 1


def test_a_request_cut_half_way_is_sent_again(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.times(1, way.cuts_request))
    phone.taps("voicemail")
    until(lambda: phone.proxy.posts())
    time.sleep(0.3)
    assert rows(ines) == []
    assert len(phone.keys()) == 1
    phone.nudge()
    phone.drains()
    assert len(rows(ines)) == 1


def test_a_server_killed_between_commit_and_answer_loses_and_doubles_nothing(
    world: World, phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    world.server.dies()
    phone.taps("meeting")
    until(world.server.has_died)
    until(lambda: len(calls(ines)) == 1)
    assert len(phone.keys()) == 1
    phone.nudge()
    phone.drains()
    assert len(rows(ines)) == 1


def test_a_double_tap_within_80_ms_is_one_call(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.tile("no_answer").evaluate(
        "tile => { tile.click(); setTimeout(() => tile.click(), 80); }"
    )
    until(lambda: rows(ines))
    time.sleep(1)
    phone.drains()
    assert len(rows(ines)) == 1


def test_two_taps_two_seconds_apart_are_two_calls(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.taps("no_answer")
    time.sleep(2)
    phone.taps("no_answer")
    phone.drains()
    assert len(calls(ines)) == 2


def test_a_network_flapping_every_2_s_loses_nothing(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.proxy.does = way.flaps(2)
    for _ in range(5):
        phone.notes(2)
        phone.nudge()
        time.sleep(1)
    until(lambda: phone.nudge() or not phone.outbox())
    assert len(calls(ines)) == 10


def test_a_browser_killed_while_draining_50_of_100(pocket: Pocket, ines: Person) -> None:
    phone = pocket.phone
    phone.meets(ines)
    phone.offline()
    phone.holds(ines, 100)
    stuck = way.at("/journal", lambda request, upstream: (upstream(), time.sleep(5))[0])
    phone.online(way.at("/journal", way.times(1, way.shortens_receipts(50), stuck)))
    until(lambda: len(phone.keys()) == 50)
    until(lambda: len(phone.proxy.posts()) == 2)
    pocket.kill()
    phone = pocket.open()
    phone.proxy.does = way.passes
    phone.signs_in(ines)
    phone.opens("/log")
    phone.drains()
    assert len(rows(ines)) == 100


def test_two_tabs_draining_at_once_send_each_entry_once(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.holds(ines, 30)
    other = phone.context.new_page()
    phone.opens("/log", other)
    phone.proxy.log.clear()
    phone.proxy.does = way.delays(0.3)
    phone.nudge()
    other.evaluate("dispatchEvent(new Event('online'))")
    phone.drains()
    sent = [entry["key"] for post in phone.proxy.posts() for entry in post.entries]
    assert len(sent) == len(set(sent)) == len(rows(ines)) == 30


def test_phone_and_laptop_of_one_member_both_offline(
    phones: Callable[..., Phone], ines: Person
) -> None:
    phone, laptop = phones(), phones(viewport={"width": 1280, "height": 800}, has_touch=False)
    for each in (phone, laptop):
        each.meets(ines)
        each.offline()
    phone.notes(3)
    laptop.notes(4)
    for each in (laptop, phone):
        each.online()
        each.drains()
    assert len(calls(ines)) == 7


def test_one_poison_entry_among_50_stops_no_other(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    poison = phone.holds(ines, 50)[20]
    phone.online(way.at("/journal", way.chokes_on(poison)))
    until(lambda: phone.keys() == [poison], 60)
    until(lambda: phone.nudge() or phone.outbox()[0]["state"] == "attention", 60)
    assert len(calls(ines)) == 49
    expect(phone.page.locator("[data-attention-list] [data-key]")).to_be_visible()
    phone.proxy.does = way.passes
    phone.page.locator("[data-retry]").click()
    phone.drains()
    assert len(calls(ines)) == 50


def test_500_waiting_entries_leave_a_hundred_at_a_time_one_request_a_second(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.offline()
    phone.holds(ines, 500)
    phone.proxy.log.clear()
    phone.online()
    phone.drains()
    posts = phone.proxy.posts()
    assert len(rows(ines)) == 500
    assert all(len(post.entries) <= 100 and len(post.body) <= 64 * 1024 for post in posts)
    sent = [json.loads(post.body)["sent_at"] for post in posts]
    assert all(after - before > 950 for before, after in pairwise(sent))


def test_a_call_that_arrives_while_a_page_is_on_its_way_stands_in_it(
    phone: Phone, ines: Person
) -> None:
    """The server wrote it before the call came, and the phone has nothing left to lay over it."""
    phone.meets(ines)
    phone.pauses()
    phone.taps("no_answer")
    phone.proxy.does = way.at("/log", way.holds(1.2))
    begun = len(phone.proxy.log)
    phone.page.evaluate(LEAVES_AND_SENDS)
    until(lambda: phone.page.evaluate("!window.before"))
    expect(phone.page.locator("[data-calls] form[data-remove]")).to_have_count(1)
    sent = [request.method for request in phone.proxy.log[begun:]]
    assert sent[:2] == ["GET", "POST"]
