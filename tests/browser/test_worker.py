"""What the worker keeps was checked: a lie that was told once is not believed for ever (TRUST)."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import proxy as way
from tests.browser.phone import Phone, calls, until
from tests.browser.test_deploys import UPDATE, WORKERS, newer
from tests.cast import Person
from webapp.assets import load_manifest

pytestmark = pytest.mark.browser
SCRIPT = load_manifest().url("app.js")
STYLE = load_manifest().url("app.css")
HTML = {"content-type": "text/html"}
# Every kept file and page whose content is not what its address says.
WRONG = """async () => {
  const wrong = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      const answer = await cache.match(request);
      const bytes = await answer.arrayBuffer();
      const hash = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)),
        (byte) => byte.toString(16).padStart(2, "0")).join("");
      const text = new TextDecoder().decode(bytes);
      const right = pathname.startsWith("/static/")
        ? pathname.includes(`-${hash.slice(0, 10)}.`)
        : text.includes("data-neutral") && text.trimEnd().endsWith("</html>");
      if (!right) wrong.push(pathname);
    }
  }
  return wrong;
}"""
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
  return found.sort();
}"""
PUTS = """async ([path, body, headers]) => {
  const name = (await caches.keys()).find((each) => each.includes("pages") !== path.includes("."));
  await (await caches.open(name)).put(path, new Response(body, { headers }));
}"""
EMPTIES = "async () => { for (const name of await caches.keys()) await caches.delete(name); }"
REGISTERS = """() => {
  navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => null);
}"""
LOSES_ONE = """async (path) => {
  for (const name of await caches.keys()) await (await caches.open(name)).delete(path);
}"""


def cuts(request: way.Request, upstream: Callable[..., bytes]) -> way.Answer:
    """The first half, and a head that says that this is all."""
    head, _, body = upstream().partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-")]
    kind = b"text/css" if request.path.endswith(".css") else b"text/javascript"
    lines += [b"Content-Type: " + kind, b"Content-Length: %d" % (len(body) // 2)]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body[: len(body) // 2]


def another_script(request: way.Request, upstream: Callable[..., bytes]) -> way.Answer:
    return way.answer(200, b"void 0", {"Content-Type": "text/javascript"})


def as_text(request: way.Request, upstream: Callable[..., bytes]) -> way.Answer:
    """The right bytes under a type that no browser takes for a script."""
    whole = upstream()
    head, _, body = whole.partition(b"\r\n\r\n")
    return head.replace(b"text/javascript", b"text/plain") + b"\r\n\r\n" + body


LIES: dict[str, way.Does] = {
    "a portal's page": way.is_a_portal,
    "half of it": cuts,
    "another script": another_script,
    "another type": as_text,
    "a portal that wants to be kept": lambda request, upstream: way.answer(
        200, way.PORTAL, {"Content-Type": "text/javascript", "Cache-Control": "max-age=31536000"}
    ),
}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("lie", LIES)
def test_a_false_200_while_a_build_is_fetched_is_not_kept(
    lie: str, phone: Phone, ines: Person
) -> None:
    """The page itself came before the worker; the worker then hears the lie under its script."""
    phone.proxy.does = way.at("/sw.js", way.drops)
    phone.signs_in(ines)
    phone.opens("/log")
    phone.context.new_cdp_session(phone.page).send("Network.clearBrowserCache")
    phone.proxy.log.clear()
    phone.proxy.does = way.at(SCRIPT, LIES[lie])
    phone.says(REGISTERS)
    until(lambda: SCRIPT in [request.path for request in phone.proxy.log], why="the lie")
    time.sleep(1)
    assert phone.says(WRONG) == []
    assert SCRIPT not in phone.says(KEPT)
    phone.proxy.does = way.passes
    phone.says(REGISTERS)
    until(phone.has_worker)
    assert SCRIPT in phone.says(KEPT)
    assert phone.says(WRONG) == []
    works_alone(phone, ines)


@pytest.mark.parametrize("path", [SCRIPT, STYLE, "/shell/fr", "/offline/en"])
def test_a_lie_during_an_update_leaves_the_build_that_works(
    path: str, phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.opens("/log")
    if path.startswith("/static/"):
        phone.says(LOSES_ONE, path)
    phone.proxy.does = lambda request, upstream: (
        way.answer(200, way.PORTAL) if request.path == path else newer(request, upstream)
    )
    phone.says(f"({UPDATE})().catch(() => null)")
    time.sleep(1)
    assert phone.says(WORKERS)[0] == "activated"
    assert phone.says(WRONG) == []
    phone.proxy.does = newer
    phone.says(UPDATE)
    until(lambda: phone.says(WORKERS) == ["activated", "installed"])
    assert phone.says(WRONG) == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        (SCRIPT, "<h1>Hotel</h1>", HTML),
        (SCRIPT, "void 0", {"content-type": "text/javascript"}),
        (STYLE, "", {"content-type": "text/css"}),
        ("/shell/fr", "<h1>Hotel</h1>", HTML),
        ("/shell/fr", "<html data-words='fr' data-neutral><body>half of", HTML),
        ("/offline/fr", "<h1>Hotel</h1>", HTML),
    ],
)
def test_a_cached_file_that_is_wrong_is_fetched_anew(
    path: str, body: str, headers: dict[str, str], phone: Phone, ines: Person
) -> None:
    """As an older worker kept it, which believed what it was told."""
    phone.meets(ines)
    phone.says(PUTS, [path, body, headers])
    assert phone.says(WRONG) == [path]
    sleeps(phone)
    phone.opens("/log")
    phone.taps("meeting")  # the script of this very page was the right one
    until(lambda: phone.says(WRONG) == [], why="all is right")
    works_alone(phone, ines)


def test_a_wrong_script_is_not_given_while_there_is_no_network_either(
    phone: Phone, ines: Person
) -> None:
    """Another language's page is better than a hotel's."""
    phone.meets(ines)
    phone.says(PUTS, ["/shell/fr", "<h1>Hotel</h1>", HTML])
    phone.offline()
    phone.opens("/log")
    expect(phone.page.locator("html")).to_have_attribute("data-neutral", "")
    phone.taps("meeting")
    assert len(phone.keys()) == 1


@pytest.mark.parametrize("asleep", [False, True])
def test_a_cache_that_was_emptied_is_filled_again_at_the_next_visit(
    asleep: bool, phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.opens("/log")
    before = phone.says(KEPT)
    phone.says(EMPTIES)
    if asleep:
        sleeps(phone)
    phone.opens("/boards")
    until(lambda: phone.says(KEPT) == before, why="all is there again")
    works_alone(phone, ines)


def test_one_file_that_went_missing_comes_back(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.opens("/log")
    before = phone.says(KEPT)
    phone.opens("/log")
    phone.says(LOSES_ONE, "/shell/en")
    phone.says(LOSES_ONE, STYLE)
    phone.opens("/today")
    until(lambda: phone.says(KEPT) == before, why="all is there again")
    assert phone.says(WRONG) == []


def test_a_cached_file_that_is_right_costs_no_request(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.opens("/log")
    time.sleep(1)
    sleeps(phone)
    phone.proxy.log.clear()
    for _ in range(3):
        phone.opens("/log")
    time.sleep(0.5)
    paths = [request.path for request in phone.proxy.log]
    assert not [path for path in paths if path.startswith(("/shell", "/offline", "/static/"))]


def test_a_portal_cannot_put_its_pages_into_an_emptied_cache(phone: Phone, ines: Person) -> None:
    phone.meets(ines)
    phone.opens("/log")
    before = phone.says(KEPT)
    phone.says(EMPTIES)
    phone.proxy.does = way.is_a_portal
    phone.page.goto(phone.address + "/boards")
    phone.page.goto(phone.address + "/log")
    time.sleep(0.5)
    assert phone.says(WRONG) == []
    assert "/shell/fr" not in phone.says(KEPT)
    phone.proxy.does = way.passes
    phone.opens("/log")
    until(lambda: phone.says(KEPT) == before)
    assert phone.says(WRONG) == []


def sleeps(phone: Phone) -> None:
    """The browser stops its worker, as it does after half a minute of nothing to do."""
    devtools = phone.context.new_cdp_session(phone.page)
    devtools.send("ServiceWorker.enable")
    devtools.send("ServiceWorker.stopAllWorkers")
    devtools.detach()


def works_alone(phone: Phone, person: Person) -> None:
    """Without a network the Log opens, notes, and nothing is lost."""
    phone.drains()
    before = len(calls(person))
    phone.offline()
    phone.opens("/log")
    expect(phone.page.locator("[data-shell]")).to_have_count(1)
    phone.taps("voicemail")
    phone.online()
    phone.drains()
    assert len(calls(person)) == before + 1
