"""Deploys: new builds come while tabs are open, and a broken worker can be recalled (TRUST)."""

import mimetypes
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import proxy as way
from tests.browser.conftest import Pocket, World
from tests.browser.live_server import Server
from tests.browser.phone import Phone, calls, until
from tests.cast import Person
from webapp.assets import DIST_DIR, STATIC_URL, load_manifest

pytestmark = pytest.mark.browser
BUILD = load_manifest().build.encode()
OTHER = b"0123456789ab"
HASHED = re.compile(r"(.+-)([0-9a-f]{10})(\.\w+)")
# The name that a file has in another build: its hash is turned round.
OURS = {
    f"{match[1]}{match[2][::-1]}{match[3]}": match[0]
    for path in DIST_DIR.iterdir()
    if (match := HASHED.fullmatch(path.name))
}
BROKEN = b"""
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => event.respondWith(Promise.reject(new Error("broken"))));
"""
WORKERS = """async () => {
  const found = await navigator.serviceWorker.getRegistration();
  return [found?.active?.state, found?.waiting?.state];
}"""
UPDATE = "async () => (await navigator.serviceWorker.getRegistration()).update()"


def newer(request: way.Request, upstream: object) -> way.Answer:
    return way.rewrites(r"/sw\.js", BUILD, OTHER)(request, upstream)  # type: ignore[arg-type]


def elsewhere(request: way.Request, upstream: Callable[..., bytes]) -> way.Answer:
    """A machine with another build: another id, other names for all files, and none of ours."""
    if not request.path.startswith(STATIC_URL):
        return rename_files(upstream())
    name = OURS.get(request.path.removeprefix(STATIC_URL))
    if name is None:
        return way.answer(404, b"")
    kind = mimetypes.guess_type(name)[0] or "font/woff2"
    return way.answer(200, rename_files((DIST_DIR / name).read_bytes()), {"Content-Type": kind})


def rename_files(body: bytes) -> bytes:
    """With that build's names, which are as long as ours."""
    for theirs, ours in OURS.items():
        body = body.replace(ours.encode(), theirs.encode())
    return body.replace(BUILD, OTHER)


def test_assets_renamed_under_an_open_tab(phone: Phone, ines: Person) -> None:
    """The server has only another build's files: the open tab and the kept shell still work."""
    phone.meets(ines)
    phone.proxy.does = lambda request, upstream: (
        way.answer(404, b"") if "/static/dist/" in request.path else upstream()
    )
    phone.taps("meeting")
    phone.drains()
    phone.opens("/log")
    expect(phone.tile("refusal")).to_have_css("cursor", "pointer")
    phone.taps("voicemail")
    phone.drains()
    phone.offline()
    phone.opens("/log")
    phone.taps("no_answer")
    phone.online()
    phone.drains()
    assert len(calls(ines)) == 3


def test_a_new_version_asks_and_reloads_once(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.opens("/log")  # From the second page on, the worker has it.
    phone.proxy.does = newer
    phone.says(UPDATE)
    until(lambda: phone.says(WORKERS) == ["activated", "installed"])
    phone.taps("meeting")
    time.sleep(0.5)
    expect(phone.page.locator("[data-notice=update]")).to_be_hidden()  # nothing moves the tiles
    phone.opens("/today")
    expect(phone.page.locator("[data-notice=update]")).to_be_visible()
    assert phone.says(WORKERS) == ["activated", "installed"]
    with phone.page.expect_navigation():
        phone.page.locator("[data-act=reload]").click()
    until(lambda: phone.says(WORKERS) == ["activated", None])
    names = phone.says("caches.keys()")
    assert [name for name in names if OTHER.decode() in name]
    assert not [name for name in names if BUILD.decode() in name]
    phone.drains()
    assert len(calls(ines)) == 1


def test_a_new_version_can_wait_until_the_next_start(pocket: Pocket, ines: Person) -> None:
    phone = pocket.phone
    phone.meets(ines, "/today")
    phone.opens("/today")
    phone.proxy.does = newer
    phone.says(UPDATE)
    notice = phone.page.locator("[data-notice=update]")
    expect(notice).to_be_visible()
    notice.locator("[data-act=later]").click()
    expect(notice).to_be_hidden()
    phone.opens("/boards")
    phone.opens("/today")
    until(lambda: phone.says(WORKERS) == ["activated", "installed"])
    expect(notice).to_be_hidden()
    pocket.kill()
    phone = pocket.open()
    phone.opens("/today")
    until(lambda: phone.says(WORKERS) == ["activated", None])
    assert [name for name in phone.says("caches.keys()") if OTHER.decode() in name]


def test_two_builds_alternating_never_reload_by_themselves_and_lose_nothing(
    phone: Phone, ines: Person
) -> None:
    """As behind two machines of which one has been updated."""
    phone.meets(ines)
    phone.opens("/log")
    phone.says("window.stays = true")  # as long as this document does
    number = iter(range(1000))
    phone.proxy.does = lambda request, upstream: (
        elsewhere(request, upstream) if next(number) % 2 else upstream()
    )
    for _ in range(4):
        phone.taps("meeting")
        phone.says(f"({UPDATE})().catch(() => null)")
        time.sleep(0.4)
    phone.drains()
    assert len(calls(ines)) == 4
    assert phone.says("window.stays") is True
    paths = [request.path for request in phone.proxy.log]
    assert {path.removeprefix(STATIC_URL) for path in paths} & OURS.keys()  # both builds were met
    phone.offline()
    phone.opens("/log")
    phone.taps("voicemail")
    phone.online()
    phone.drains()
    assert len(calls(ines)) == 5


def test_a_broken_worker_is_recalled_and_leaves_what_waits(
    phone: Phone, ines: Person, recalling: Server, world: World
) -> None:
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.drops)
    phone.notes(2)
    broken_one = way.serves("/sw.js", BROKEN)
    phone.proxy.does = way.at("/journal", way.drops, broken_one)
    phone.says(UPDATE)
    until(lambda: breaks_requests(phone))
    phone.proxy.port, phone.proxy.does = recalling.port, way.passes
    phone.proxy.does = way.at("/journal", way.drops)
    until(lambda: time.sleep(2) or phone.page.goto(phone.address + "/log"))
    until(lambda: not breaks_requests(phone))
    assert phone.says("caches.keys()") == []
    assert len(phone.keys()) == 2  # IndexedDB was left alone
    phone.online()
    phone.hurries()
    phone.drains()
    assert len(calls(ines)) == 2
    phone.proxy.port = world.server.port
    phone.opens("/log")  # The recall is over: the worker is back, the shell kept again.
    until(lambda: phone.says(WORKERS)[0] == "activated")
    phone.offline()
    phone.opens("/log")
    phone.taps("voicemail")


def breaks_requests(phone: Phone) -> bool:
    """Whether the worker breaks what the page asks for."""
    return bool(phone.says("fetch('/healthz').then(() => false, () => true)"))


@pytest.fixture
def recalling(world: World, tmp_path: Path) -> Iterator[Server]:
    """Another server on the same database, whose operator recalls the worker."""
    url = world.app.config["SQLALCHEMY_DATABASE_URI"]
    server = Server(url, tmp_path, REBOND_RECALL="1")
    yield server
    server.stop()
