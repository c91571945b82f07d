"""Identity: entries go to whoever tapped them, and nobody reads another's phone (TRUST)."""

import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy import update

import webapp.clock as clock
from tests.browser import proxy as way
from tests.browser.conftest import PHONE, World
from tests.browser.phone import Phone, behind, calls, rows, until
from tests.cast import Person
from tests.conftest import ARGS
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people.models import MemberRow, SignIn

pytestmark = pytest.mark.browser
DOORS = ("/", "/sign-in", "/demo")
# Not by `go_back`, which waits for a load that a remembered page does not have.
BACK = "setTimeout(() => history.back())"


def signs_out(phone: Phone, page: Page | None = None) -> None:
    (page or phone.page).locator("[data-sign-out] button").click()


def shows_nothing_of(page: Page, person: Person) -> bool:
    name = person.who.name
    return name not in page.content() and str(person.id) not in page.content()


def test_as_entries_wait_under_bs_sign_in_and_leave_under_as(
    phone: Phone, ines: Person, theo: Person
) -> None:
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.drops)
    phone.notes(3)
    phone.signs_in(theo)
    phone.proxy.does = way.passes
    phone.opens("/log")
    expect(phone.page.locator("[data-calls] [data-key]")).to_have_count(0)
    phone.taps("meeting")
    until(lambda: len(calls(theo)) == 1)
    time.sleep(1.5)
    assert len(phone.keys()) == 3
    assert calls(ines) == []
    phone.signs_in(ines)
    phone.opens("/log")
    phone.drains()
    assert len(calls(ines)) == 3
    assert len(calls(theo)) == 1


def test_a_tab_of_a_left_open_sends_nothing_of_a_to_b(
    phone: Phone, ines: Person, theo: Person
) -> None:
    """The phone has not noticed that B signed in: the server rejects, the phone keeps."""
    phone.meets(ines)
    phone.signs_in(theo)
    phone.taps("meeting")
    until(lambda: (phone.summary() or {}).get("member") == str(theo.id))
    assert [record["state"] for record in phone.outbox()] == ["waiting"]
    assert rows(ines) == rows(theo) == []
    phone.signs_in(ines)
    phone.opens("/log")
    phone.drains()
    assert len(calls(ines)) == 1


def test_sign_out_online_sends_what_waits_first(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.drops)
    phone.notes(2)
    phone.opens("/me")
    phone.proxy.does = way.passes
    phone.says("localStorage.removeItem('rebond.pace')")
    signs_out(phone)
    until(lambda: phone.path() in DOORS)
    assert phone.outbox() == []
    assert len(calls(ines)) == 2
    until(lambda: phone.summary() is None)
    assert session_is_over(ines)


def test_sign_out_with_entries_left_asks_and_stays(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.drops)
    phone.notes(2)
    phone.opens("/me")
    signs_out(phone)
    dialog = phone.page.locator("dialog[data-sheet=leave]")
    expect(dialog).to_be_visible(timeout=10_000)
    expect(dialog.get_by_role("heading", level=1)).to_contain_text("2")
    dialog.locator("[data-stay]").click()
    expect(dialog).to_be_hidden()
    assert not session_is_over(ines)
    assert len(phone.keys()) == 2


def test_ending_this_sign_in_with_entries_left_asks_too(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.drops)
    phone.notes(2)
    phone.opens("/me/sign-ins")
    signs_out(phone)
    dialog = phone.page.locator("dialog[data-sheet=leave]")
    expect(dialog).to_be_visible(timeout=10_000)
    expect(dialog.get_by_role("heading", level=1)).to_contain_text("2")
    dialog.locator("[data-stay]").click()
    expect(dialog).to_be_hidden()
    assert not session_is_over(ines)
    signs_out(phone)
    dialog.locator("[data-leave]").click(timeout=10_000)
    until(lambda: phone.path() in DOORS)
    assert session_is_over(ines)
    assert len(phone.keys()) == 2


def test_sign_out_online_with_entries_left_locks_them(
    phone: Phone, ines: Person, theo: Person
) -> None:
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.drops)
    phone.notes(2)
    phone.opens("/me")
    signs_out(phone)
    phone.page.locator("dialog [data-leave]").click(timeout=10_000)
    until(lambda: phone.path() in DOORS)
    assert session_is_over(ines)
    phone.proxy.does = way.passes
    phone.signs_in(theo)
    phone.opens("/log")
    expect(phone.page.locator("[data-calls] [data-key]")).to_have_count(0)
    assert len(phone.keys()) == 2
    phone.signs_in(ines)
    phone.opens("/log")
    phone.drains()
    assert len(calls(ines)) == 2
    assert calls(theo) == []


def test_what_a_sign_out_tells_the_browser_to_clear_is_not_the_outbox(
    phone: Phone, ines: Person
) -> None:
    """Nor the worker with what it keeps for everybody, nor the cookies of others on this host."""
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.drops)
    phone.notes(2)
    phone.opens("/me")
    other = {"name": "other", "value": "stays", "url": phone.page.url}
    phone.context.add_cookies([other])
    script = "caches.keys().then((names) => names.sort().join())"
    before = phone.says(script)
    with phone.page.expect_response(
        lambda response: urlsplit(response.url).path == "/sign-out"
    ) as response_info:
        phone.says("document.querySelector('[data-sign-out]').submit()")
    assert response_info.value.header_value("Clear-Site-Data") == '"cache"'
    until(lambda: phone.path() in DOORS)
    assert session_is_over(ines)
    assert len(phone.keys()) == 2
    assert phone.has_worker()
    assert before
    assert phone.says(script) == before
    assert "other" in {cookie["name"] for cookie in phone.context.cookies()}


def test_sign_out_offline_hides_everything_at_once_and_is_told_before_anything_else(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines, "/me")
    phone.opens("/log")
    phone.taps("meeting")
    phone.drains()
    phone.opens("/me")
    other, shell = phone.context.new_page(), phone.context.new_page()
    phone.opens("/today", other)
    phone.offline()
    phone.opens("/today", shell)
    expect(shell.locator("[data-shell] [data-panel=today]")).to_be_visible()
    signs_out(phone)
    until(lambda: shows_nothing_of(phone.page, ines))
    until(lambda: shows_nothing_of(other, ines))
    until(lambda: shows_nothing_of(shell, ines))
    until(lambda: phone.summary() is None)
    phone.proxy.log.clear()
    phone.proxy.does = way.passes
    phone.opens("/today")
    paths = [request.path for request in phone.proxy.log if "/static/" not in request.path]
    assert paths[0] == "/sign-out"
    until(lambda: session_is_over(ines))
    assert shows_nothing_of(phone.page, ines)
    assert phone.path() in DOORS


def test_sign_out_offline_with_entries_waiting_locks_them(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.notes(2)
    phone.proxy.does = way.passes
    phone.proxy.does = way.at("/journal", way.drops)
    phone.opens("/me")
    phone.offline()
    signs_out(phone)
    phone.page.locator("dialog [data-leave]").click(timeout=10_000)
    until(lambda: shows_nothing_of(phone.page, ines))
    assert len(phone.keys()) == 2
    phone.proxy.does = way.passes
    phone.opens("/today")
    until(lambda: session_is_over(ines))
    assert rows(ines) == []
    phone.signs_in(ines)
    phone.opens("/log")
    phone.drains()
    assert len(calls(ines)) == 2


def test_after_sign_out_offline_back_button_and_known_addresses_show_nothing(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines, "/today")
    for path in ("/lessons", "/log", "/me"):
        phone.opens(path)
    phone.offline()
    signs_out(phone)
    until(lambda: shows_nothing_of(phone.page, ines))
    for _ in range(4):
        phone.page.go_back(wait_until="load")
        until(lambda: shows_nothing_of(phone.page, ines), 2)
    for path in ("/", "/today", "/log", "/lessons", "/boards", "/me", "/lessons/list"):
        phone.opens(path)
        assert shows_nothing_of(phone.page, ines), path
    text = phone.says(
        """async () => {
          const texts = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys())
              texts.push(request.url, await (await cache.match(request)).text());
          }
          return texts.join(' ');
        }"""
    )
    assert str(ines.id) not in text
    assert ines.who.name not in text


def remembers_today(phone: Phone) -> bool:
    """Whether the back button brings Today whole; a worker that has just begun forgets it once."""
    for path in ("/today", "/log"):
        phone.opens(path)
        expect(phone.page.locator("[data-shell] h1:visible").first).to_be_visible()
    phone.page.evaluate(BACK)
    time.sleep(0.5)
    return bool(phone.says("[location.pathname, remembered]") == ["/today", True])


def test_after_sign_out_offline_pages_in_the_browsers_memory_show_nothing(
    playwright: Playwright, whole_chromium: str, world: World, ines: Person
) -> None:
    """The back button brings whole pages back, which no server and no worker is asked about.

    Chromium remembers the shell; pages of the server say no-store and ask for more, so it does not.
    """
    without = ["--disable-back-forward-cache"]
    browser = playwright.chromium.launch(
        executable_path=whole_chromium, args=ARGS, ignore_default_args=without
    )
    with behind(world.server.port) as proxy:
        phone = Phone(browser.new_context(**PHONE), proxy, world.app)  # type: ignore[arg-type]
        phone.context.add_init_script(
            "addEventListener('pageshow', (event) => { window.remembered = event.persisted; })"
        )
        phone.meets(ines, "/today")
        phone.offline()
        until(lambda: remembers_today(phone), why="a page that the browser remembers")
        phone.opens("/log")
        phone.proxy.does = way.passes
        phone.opens("/me")
        phone.offline()
        signs_out(phone)
        until(lambda: shows_nothing_of(phone.page, ines))
        for _ in range(3):
            phone.page.evaluate(BACK)
            time.sleep(0.5)
            until(lambda: shows_nothing_of(phone.page, ines), 3)
    browser.close()


@pytest.mark.parametrize("what", ["sessions revoked", "removed from the organisation"])
def test_while_entries_wait(what: str, phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.offline()
    phone.notes(3)
    if what == "sessions revoked":
        ends_all_sessions(ines)
    else:
        removes(ines, True)
    phone.online()
    expect(phone.page.locator("[data-notice=signed-out]")).to_be_visible()
    assert len(phone.keys()) == 3
    assert rows(ines) == []
    removes(ines, False)
    phone.signs_in(ines)
    phone.opens("/log")
    phone.drains()
    assert len(calls(ines)) == 3


def test_a_cross_site_page_posting_to_the_door_is_refused(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    form = """<form method=post action="{}/journal"><input name=kind value=call>
      <input name=outcome value=meeting><input name=key value="{}"></form>"""
    page = form.format(phone.address, "01993d9e-0000-7000-8000-000000000001").encode()
    phone.proxy.does = way.at("/evil", lambda request, upstream: way.answer(200, page))
    port = urlsplit(phone.address).port
    attacker = phone.context.new_page()
    attacker.goto(f"http://rebond.test:{port}/evil")
    fetched = attacker.evaluate(
        """address => fetch(address + "/journal", { method: "POST", mode: "no-cors",
          credentials: "include", headers: { "content-type": "text/plain" },
          body: '{"entries":[]}' }).then((r) => r.type, () => "refused")""",
        phone.address,
    )
    assert fetched in ("opaque", "refused")
    with attacker.expect_response("**/journal") as refused:
        attacker.evaluate("document.forms[0].submit()")
    assert refused.value.status == 403
    assert rows(ines) == []


def session_is_over(person: Person) -> bool:
    with person.app.app_context():
        open_ones = (
            db.session.query(SignIn)
            .filter_by(organisation_id=person.organisation_id, member_id=person.id, ended_at=None)
            .count()
        )
    return open_ones == 0


def ends_all_sessions(person: Person) -> None:
    with person.app.app_context(), write_transaction():
        mine = SignIn.member_id == person.id
        db.session.execute(update(SignIn).where(mine).values(ended_at=clock.now()))


def removes(person: Person, removed: bool) -> None:
    at = clock.now() - timedelta(seconds=1) if removed else None
    with person.app.app_context(), write_transaction():
        mine = (MemberRow.organisation_id == person.organisation_id) & (MemberRow.id == person.id)
        db.session.execute(update(MemberRow).where(mine).values(removed_at=at))
