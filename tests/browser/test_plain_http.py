"""Plain HTTP on a LAN address: no worker, no locks, no randomUUID, and it works (TRUST)."""

import threading
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import proxy as way
from tests.browser.phone import Phone, calls, rows, until
from tests.cast import Person

pytestmark = pytest.mark.browser


@pytest.fixture
def lan(phone: Phone) -> Phone:
    phone.address = f"http://rebond.test:{urlsplit(phone.address).port}"
    return phone


def test_a_journey_on_a_plain_http_origin(lan: Phone, ines: Person) -> None:
    lan.meets(ines)
    assert (
        lan.says("[isSecureContext, 'locks' in navigator, 'randomUUID' in crypto]") == [False] * 3
    )
    lan.taps("meeting")
    lan.drains()
    lan.offline()
    lan.notes(3)
    lan.tile("refusal").click()
    sheet = lan.page.locator("dialog[data-sheet=lesson]")
    for row in ("happened", "work_on"):
        sheet.locator(f"[data-row={row}] label.chip").first.click()
    sheet.locator("button.clay").click()
    expect(sheet).to_be_hidden()
    expect(lan.page.locator("[data-dose] .on")).to_have_count(3)
    lan.online()
    lan.drains()
    assert len(calls(ines)) == 5
    lan.opens("/today")
    expect(lan.page.locator("[data-dose] .on")).to_have_count(3)


def test_two_tabs_without_locks_draining_at_once_double_nothing(lan: Phone, ines: Person) -> None:
    lan.meets(ines)
    lan.offline()
    lan.holds(ines, 20)
    other = lan.context.new_page()
    crossings = Crossings()
    lan.proxy.does = way.at("/journal", crossings)
    lan.opens("/log", other)
    lan.nudge()
    until(lambda: crossings.most == 2, why="a post of each tab on its way at the same time")
    crossings.over.set()
    lan.drains()
    assert len(rows(ines)) == len(calls(ines)) == 20
    assert ines.today().points_total == 40


class Crossings:
    """A network that holds answers of the door back until `over`; `most` were on it at once."""

    def __init__(self) -> None:
        self.over, self.most = threading.Event(), 0
        self._now, self._lock = 0, threading.Lock()

    def __call__(self, request: way.Request, upstream: Callable[..., bytes]) -> way.Answer:
        answer = upstream()
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self.over.wait(10)
        with self._lock:
            self._now -= 1
        return answer


def test_sign_out_offline_without_a_worker_hides_everything_and_is_told_later(
    lan: Phone, ines: Person
) -> None:
    lan.meets(ines, "/me")
    lan.offline()
    lan.page.locator("[data-sign-out] button").click()
    until(lambda: ines.who.name not in lan.page.content())
    expect(lan.page.get_by_role("heading", level=1)).to_contain_text("Tu es déconnecté·e")
    lan.online()
    until(lambda: lan.path() in ("/", "/sign-in", "/demo"))
    lan.opens("/log")
    assert lan.path() in ("/sign-in", "/demo")


def test_without_javascript_the_tiles_are_a_plain_form(lan: Phone, ines: Person) -> None:
    context = lan.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    context.add_cookies(lan.context.cookies())
    lan.signs_in(ines)
    context.add_cookies(lan.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(lan.address + "/log")
    page.locator("button[data-outcome=meeting]").click()
    until(lambda: calls(ines))
    expect(page).to_have_url(lan.address + f"/log?noted={calls(ines)[0].key}")
    page.locator("[data-undo]").click()
    until(lambda: not calls(ines))
    context.close()
