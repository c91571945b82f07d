"""What is over in two seconds, held still in its midst, to be looked at."""

from playwright.sync_api import Page

# Both say with a timer of about two seconds that they are over.
ENDLESS = """(() => {
  const { setTimeout } = window;
  window.setTimeout = (does, ms, ...said) =>
    ms >= 1900 && ms <= 2000 ? 0 : setTimeout(does, ms, ...said);
})()"""
STILL = """ms => {
  for (const each of document.getAnimations()) {
    each.pause();
    each.currentTime = ms;
  }
}"""
# As if the phone had shown no level yet; says whether it shows its own already.
FORGETS_LEVELS = """() => new Promise((done, fails) => {
  if (document.querySelector(".level-up.shown")) return done(true);
  const opening = indexedDB.open("rebond");
  opening.onerror = fails;
  opening.onsuccess = () => {
    const within = opening.result.transaction("meta", "readwrite");
    const meta = within.objectStore("meta");
    const known = meta.get("level");
    known.onsuccess = () => known.result && meta.put({ ...known.result, number: 0 }, "level");
    within.oncomplete = () => {
      opening.result.close();
      document.dispatchEvent(new Event("visibilitychange"));
      done(false);
    };
    within.onerror = within.onabort = fails;
  };
})"""
# As if this tab had shown a place less.
FORGETS_PLACE = """() => {
  const [of, place] = JSON.parse(sessionStorage["rebond-place"]);
  sessionStorage["rebond-place"] = JSON.stringify([of, place + 1]);
  document.dispatchEvent(new Event("htmx:after:swap"));
}"""

TRIES = 50


def level_up(page: Page) -> None:
    """The ball on its way to the next ledge."""
    _lively(page)
    for _ in range(TRIES):
        if page.evaluate(FORGETS_LEVELS):
            break
        page.wait_for_timeout(300)
    page.locator(".level-up.shown").wait_for()
    page.evaluate(STILL, 1000)


def overtaking(page: Page) -> None:
    """Two arcs that cross."""
    _lively(page)
    page.evaluate(FORGETS_PLACE)
    page.locator(".overtaking .cross.over").wait_for()
    page.evaluate(STILL, 800)


def _lively(page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.add_init_script(ENDLESS)
    page.reload()
