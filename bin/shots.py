"""A picture of every screen, in each language, theme and width, from the running demo.

make shots
make shots ARGS="--screens today,log --languages fr --themes light --widths 390"
make shots ARGS=--docs        writes the few pictures that README.md shows, into docs/, and those
                              that browsers show before installing, into static/img/screens
"""

import argparse
import base64
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from stage import NOW, TEAMLESS, Stage

from tests.face import held
from tests.face.large import VIEWER

ROOT = Path(__file__).resolve().parent.parent
HEIGHTS = {390: 844, 320: 568, 768: 1024, 1280: 800}
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
MOST_BYTES = 300_000


@dataclass(frozen=True)
class Screen:
    """A page as somebody sees it, and what they do there before the picture."""

    path: str
    who: str | None = None
    then: Callable[[Page, Stage], None] | None = None
    needs_worker: bool = False
    held: bool = False  # what moves stands still already


def tap(outcome: str) -> Callable[[Page, Stage], None]:
    """Touch a tile, and wait until the Log says that it is noted."""

    def tapped(page: Page, _stage: Stage) -> None:
        page.locator(f"[data-tiles] [data-outcome={outcome}]").click()
        page.locator("[data-noted-slot] [data-noted], dialog[open]").first.wait_for()
        page.wait_for_timeout(900)

    return tapped


def draw(page: Page, stage: Stage) -> None:
    """A refusal, and its lesson half drawn."""
    tap("refusal")(page, stage)
    sheet = page.locator("dialog[open]")
    sheet.locator("label", has=page.locator("[value=send_email]")).click()
    sheet.locator("label", has=page.locator("[value=question]")).click()
    page.wait_for_timeout(400)


def gild(page: Page, _stage: Stage) -> None:
    """A goal that this morning has reached already."""
    page.locator("[name=goal][value=free]").check(force=True)
    page.locator("#number").fill("3")
    page.locator(".goal-form button").click()
    page.goto("/log")
    for _ in range(3):
        page.locator("[data-tiles] [data-outcome=no_answer]").click()
        page.wait_for_timeout(1500)
    page.goto("/today")
    page.wait_for_timeout(600)


def mistake(page: Page, _stage: Stage) -> None:
    """A zone that is none."""
    page.locator("#zone").fill("Atlantide")
    page.locator("main form button").first.click()
    page.locator(".error").wait_for()


def offer(page: Page, _stage: Stage) -> None:
    """As where the browser would install it."""
    page.evaluate("window.dispatchEvent(new Event('beforeinstallprompt'))")


def ask_for_code(page: Page, _stage: Stage) -> None:
    page.locator("[name=email]").fill("ines@atelier-ouest.example")
    page.locator("main form button:not([type=button])").first.click()
    page.wait_for_url("**/sign-in/code")


def edit_first(page: Page, _stage: Stage) -> None:
    page.goto(page.locator("a[href^='/lessons/'][href$='/edit']").first.get_attribute("href") or "")


def unfold(selector: str) -> Callable[[Page, Stage], None]:
    """Open the first of these."""
    return lambda page, _stage: page.locator(selector).first.click()


def further_teams(page: Page, _stage: Stage) -> None:
    """A manager's row, and the teams that they may look after too, one of them ticked."""
    row = page.locator("details.person-row", has=page.locator("details.charges")).last
    row.locator("summary").first.click()
    row.locator(".charges summary").click()
    row.locator("[name=charge]").first.check(force=True)


def leave(page: Page, _stage: Stage) -> None:
    """The day that is open was leave: what that would change."""
    page.locator("[name=from]").fill("2026-11-18")
    page.locator("#away button").click()
    page.wait_for_url("**/preview")


def two_weeks(page: Page, _stage: Stage) -> None:
    page.locator("[name=weeks][value='2']").check()


def take_back(page: Page, _stage: Stage) -> None:
    """The leave of this week, taken back: what that would change."""
    page.locator("[name=what][value=back] ~ button").first.click()
    page.wait_for_url("**/preview")


def move_house(page: Page, _stage: Stage) -> None:
    """Another country's holidays, from before a day that was one."""
    page.locator("[name=from]").fill("2026-11-09")
    page.locator("form[action$=preview] button").click()
    page.wait_for_url("**/preview")


def renewed(page: Page, _stage: Stage) -> None:
    """As where another build has been brought to the server."""
    page.evaluate("document.querySelector('[data-notice=update]').hidden = false")


def last_week(page: Page, _stage: Stage) -> None:
    page.goto("/boards/2026-W46")


def link(page: Page, stage: Stage) -> None:
    page.goto(f"/join/{stage.link}")


def without_server(path: str) -> Callable[[Page, Stage], None]:
    """The server is stopped, then the page is opened: what the worker answers."""

    def opened(page: Page, stage: Stage) -> None:
        stage.stop()
        try:
            page.goto(path)
            page.wait_for_timeout(600)
            if path == "/log":
                tap("no_answer")(page, stage)
        finally:
            page.context.set_offline(True)

    return opened


SCREENS = {
    "door": Screen("/demo"),
    "sign-in": Screen("/sign-in"),
    "code": Screen("/sign-in", then=ask_for_code),
    "join": Screen("/sign-in", then=link),
    "today": Screen("/today", "Inès"),
    "today-open": Screen("/today", "Théo"),
    "today-gilded": Screen("/me", "Inès", gild),
    "today-new": Screen("/today", "Lina"),
    "today-level": Screen("/today", "Inès", lambda page, _: held.level_up(page), held=True),
    "today-update": Screen("/today", "Inès", renewed),
    "today-install": Screen("/today", "Inès", offer),
    "log": Screen("/log", "Inès"),
    "log-noted": Screen("/log", "Inès", tap("no_answer")),
    "log-callback": Screen("/log", "Inès", tap("callback")),
    "lesson-sheet": Screen("/log", "Inès", draw),
    "by-hand": Screen("/log/by-hand", "Inès"),
    "boards": Screen("/boards", "Inès"),
    "boards-league": Screen("/boards", VIEWER, unfold(".league summary")),
    "boards-other-league": Screen("/boards?league=2", VIEWER),
    "boards-no-team": Screen("/boards", TEAMLESS),
    "boards-overtaking": Screen(
        "/boards", "Inès", lambda page, _: held.overtaking(page), held=True
    ),
    "boards-past": Screen("/boards", "Inès", last_week),
    "seasons": Screen("/boards/seasons", "Inès"),
    "season": Screen("/boards/seasons/2026-W41", "Inès"),
    "season-league": Screen("/boards/seasons/2026-W47", VIEWER),
    "team-none": Screen("/team", TEAMLESS),
    "team": Screen("/team", "Inès"),
    "team-large": Screen("/team", "Maya"),
    "team-small": Screen("/team", "Manon"),
    "points-day": Screen("/insights/day/2026-11-19", "Inès"),
    "points-empty": Screen("/insights/day", "Lina"),
    "points-week": Screen("/insights/week/2026-W46", "Inès"),
    "points-this-week": Screen("/insights/week", "Inès"),
    "lessons": Screen("/lessons", "Inès"),
    "lessons-none": Screen("/lessons", "Lina"),
    "lessons-search": Screen("/lessons?q=budget&work_on=question", "Inès"),
    "lessons-not-found": Screen("/lessons?q=xylophone", "Inès"),
    "lessons-filter": Screen("/lessons", "Inès", unfold(".by-tag summary")),
    "lessons-share": Screen("/lessons", "Inès", unfold(".share summary")),
    "lessons-remove": Screen("/lessons", "Inès", unfold(".remove summary")),
    "lessons-team": Screen("/lessons/team", "Inès"),
    "lesson-edit": Screen("/lessons", "Inès", edit_first),
    "insights": Screen("/insights", "Théo"),
    "insights-few": Screen("/insights", "Inès"),
    "insights-new": Screen("/insights", "Lina"),
    "install": Screen("/install", "Inès"),
    "me": Screen("/me", "Inès"),
    "me-zone": Screen("/me/zone", "Inès", mistake),
    "me-sign-ins": Screen("/me/sign-ins", "Inès"),
    "me-data": Screen("/me/data", "Inès"),
    "me-leave": Screen("/me/leave", "Inès"),
    "me-leave-last": Screen("/me/leave", "Maya"),
    "me-left": Screen("/me/left"),
    "calendar": Screen("/me/calendar", "Théo"),
    "calendar-preview": Screen("/me/calendar", "Théo", leave),
    "calendar-back": Screen("/me/calendar", "Élodie", take_back),
    "calendar-place-preview": Screen("/me/calendar/place?country=DE", "Théo", move_house),
    "calendar-week": Screen("/me/calendar/week", "Théo", two_weeks),
    "calendar-place": Screen("/me/calendar/place?country=CH", "Théo"),
    "pauses": Screen("/admin/pauses", "Théo"),
    "me-admin": Screen("/me", "Maya"),
    "admin-company": Screen("/admin/company", "Maya"),
    "admin-teams": Screen("/admin/teams", "Maya"),
    "admin-people": Screen("/admin/people", "Maya"),
    "admin-charges": Screen("/admin/people", "Maya", further_teams),
    "admin-pauses": Screen("/admin/pauses", "Maya"),
    "not-found": Screen("/nowhere", "Inès"),
    "forbidden": Screen("/admin/company", "Inès"),
    "shell-today": Screen("/today", "Inès", without_server("/today"), needs_worker=True),
    "shell-log": Screen("/today", "Inès", without_server("/log"), needs_worker=True),
    "offline": Screen("/today", "Inès", without_server("/boards"), needs_worker=True),
}
DOCS = ("today", "log-noted", "lesson-sheet", "boards")
# What a browser shows when it asks whether to install: in both languages, the last on a desk.
INSTALL = (("today", 390, 2.0), ("log", 390, 2.0), ("boards", 1280, 1.0))
MOST_OF_EACH = 60_000


def main() -> None:
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        stage = Stage(Path(folder))
        for language in asked.languages:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=[f"--lang={LOCALES[language]}"]
            )
            if asked.docs:
                for name, width, scale in INSTALL:
                    stage.set_up(language)
                    for_install(browser, stage, name, language, width, scale)
            if asked.docs and language != "fr":
                continue
            for name, theme, width in product(asked.screens, asked.themes, asked.widths):
                stage.set_up(language, vous=asked.vous)
                take(browser, stage, name, language, theme, width, asked)
            browser.close()
        stage.stop()


def take(
    browser: Browser,
    stage: Stage,
    name: str,
    language: str,
    theme: str,
    width: int,
    asked: argparse.Namespace,
) -> None:
    """One screen in one language, theme and width: what the window shows, then the whole page."""
    screen = SCREENS[name]
    with phone(browser, stage, screen.who, language, theme, width, asked.scale) as context:
        page = context.new_page()
        page.goto(screen.path)
        if screen.needs_worker:
            page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
            page.wait_for_timeout(700)
        if screen.then:
            screen.then(page, stage)
        page.evaluate("document.fonts.ready.then(() => undefined)")
        page.wait_for_timeout(300)
        if asked.docs:
            path = ROOT / "docs" / f"{name}.png"
            page.screenshot(path=path, animations="disabled")
            if path.stat().st_size > MOST_BYTES:
                raise SystemExit(f"{path.name} has {path.stat().st_size} bytes, over {MOST_BYTES}.")
            return
        file = asked.out / f"{name}.{language}.{theme}.{width}.png"
        still: Literal["allow", "disabled"] = "allow" if screen.held else "disabled"
        page.screenshot(path=file, animations=still)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        tall = page.evaluate("document.documentElement.scrollHeight")
        if tall > HEIGHTS.get(width, 844) + 4:
            page.set_viewport_size({"width": width, "height": tall})
            page.screenshot(path=file.with_suffix(".whole.png"), animations=still)
        print(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file, end="")
        print(f"  SCROLLS SIDEWAYS by {wide} px" if wide > 0 else "")


def for_install(
    browser: Browser, stage: Stage, name: str, language: str, width: int, scale: float
) -> None:
    """A picture for the manifest (webapp/pwa/worker.py), as small as WebP makes it."""
    screen = SCREENS[name]
    with phone(browser, stage, screen.who, language, "light", width, scale) as context:
        page = context.new_page()
        page.goto(screen.path)
        page.evaluate("document.fonts.ready.then(() => undefined)")
        page.wait_for_timeout(300)
        whole = {"x": 0, "y": 0, "width": width, "height": HEIGHTS[width], "scale": scale}
        asked = {"format": "webp", "quality": 60, "clip": whole}
        told = context.new_cdp_session(page).send("Page.captureScreenshot", asked)
        path = ROOT / "static" / "img" / "screens" / f"{name}.{language}.webp"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(base64.b64decode(told["data"]))
        if path.stat().st_size > MOST_OF_EACH:
            raise SystemExit(f"{path.name} has {path.stat().st_size} bytes, over {MOST_OF_EACH}.")


@contextmanager
def phone(
    browser: Browser,
    stage: Stage,
    who: str | None,
    language: str,
    theme: str,
    width: int,
    scale: float,
) -> Iterator[BrowserContext]:
    """A browser of that width, signed in as that person, whose clock is the demo's."""
    context = browser.new_context(
        base_url=stage.address,
        viewport={"width": width, "height": HEIGHTS.get(width, 844)},
        device_scale_factor=scale,
        has_touch=width < 768,
        locale=LOCALES[language],
        timezone_id="Europe/Paris",
        color_scheme=theme,
    )
    context.clock.set_fixed_time(datetime.fromisoformat(NOW))
    if who:
        cookie = {"name": "rebond", "value": stage.cookies[who], "url": stage.address}
        context.add_cookies([cookie])
    try:
        yield context
    finally:
        context.close()


def chromium() -> str:
    found = subprocess.run(
        [ROOT / "bin" / "chromium.sh"], capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


def arguments() -> argparse.Namespace:
    """What was asked for: all of it, unless said otherwise."""

    def listed(text: str) -> list[str]:
        return [each.strip() for each in text.split(",") if each.strip()]

    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--screens", type=listed, default=list(SCREENS))
    parser.add_argument("--languages", type=listed, default=list(LOCALES))
    parser.add_argument("--themes", type=listed, default=["light", "dark"])
    parser.add_argument("--widths", type=listed, default=[str(width) for width in HEIGHTS])
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--out", type=Path, default=ROOT / "shots")
    parser.add_argument("--vous", action="store_true", help="French with « vous »")
    parser.add_argument("--docs", action="store_true", help="the pictures of README.md only")
    asked = parser.parse_args()
    if unknown := set(asked.screens) - set(SCREENS):
        parser.error(f"no screen {', '.join(sorted(unknown))}; there are {', '.join(SCREENS)}")
    if asked.docs:
        asked.screens, asked.languages = list(DOCS), list(LOCALES)
        asked.themes, asked.widths, asked.scale = ["light"], ["390"], 2
    asked.widths = [int(width) for width in asked.widths]
    folder = ROOT / "docs" if asked.docs else asked.out
    folder.mkdir(parents=True, exist_ok=True)
    return asked


if __name__ == "__main__":
    main()
