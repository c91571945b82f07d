"""Screenshots of every screen, in each language, theme and width.

make shots
make shots ARGS="--screens today,log --languages fr --themes light --widths 390"
make shots ARGS=--docs        writes the few pictures that README.md shows, into docs/, and those
                              that browsers show before installing, into static/img/screens
"""

import argparse
import base64
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from screenshot_data import Stage

from tests.screens import page_checks
from tests.screens.browser_window import LOCALES, Look, Window, window
from tests.screens.screens import SCREENS

ROOT = Path(__file__).resolve().parent.parent
HEIGHTS = {390: 844, 320: 568, 768: 1024, 1280: 800}
# What README.md shows, and what a browser shows when it asks whether to install: in both
# languages, the last on a desk. All of it is as Inès sees it.
DOCS = ("today", "log-noted", "lesson-sheet", "boards")
INSTALL = (("today", 390, 2.0), ("log", 390, 2.0), ("boards", 1280, 1.0))
SHOWN = "Inès"
MOST_BYTES, MOST_TO_INSTALL = 300_000, 60_000


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        stage = Stage(Path(folder))
        for language in options.languages:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=[f"--lang={LOCALES[language]}"]
            )
            if options.docs:
                for_docs(browser, stage, language)
            else:
                for name, theme, width in product(options.screens, options.themes, options.widths):
                    look = Look(language, theme, width, vous=options.vous)
                    take(browser, stage, name, look, options)
            browser.close()
        stage.close()


def take(
    browser: Browser, stage: Stage, name: str, look: Look, options: argparse.Namespace
) -> None:
    """One screen in one language, theme and width: what the window shows, then the whole page."""
    with opened(browser, stage, name, look, options.scale) as on_screen:
        file = options.out / f"{name}.{look.language}.{look.theme}.{look.width}.png"
        on_screen.page.screenshot(path=file)
        wide = on_screen.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        tall = on_screen.page.evaluate("document.documentElement.scrollHeight")
        if tall > HEIGHTS.get(look.width, 844) + 4:
            on_screen.page.set_viewport_size({"width": look.width, "height": tall})
            on_screen.page.screenshot(path=file.with_suffix(".whole.png"))
        print(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file, end="")
        print(f"  SCROLLS SIDEWAYS by {wide} px" if wide > 0 else "")


def for_docs(browser: Browser, stage: Stage, language: str) -> None:
    """The pictures of README.md, which are French, and those of the manifest."""
    for name in DOCS if language == "fr" else ():
        with opened(browser, stage, name, Look(language, "light", 390), 2, SHOWN) as on_screen:
            path = ROOT / "docs" / f"{name}.png"
            on_screen.page.screenshot(path=path)
            at_most(path, MOST_BYTES)
    for name, width, scale in INSTALL:
        with opened(
            browser, stage, name, Look(language, "light", width), scale, SHOWN
        ) as on_screen:
            path = ROOT / "static" / "img" / "screens" / f"{name}.{language}.webp"
            path.write_bytes(webp(on_screen, scale))
            at_most(path, MOST_TO_INSTALL)


def webp(on_screen: Window, scale: float) -> bytes:
    """What the window shows, as small as WebP makes it (webapp/pwa/service_worker.py)."""
    width = on_screen.look.width
    whole = {"x": 0, "y": 0, "width": width, "height": HEIGHTS[width], "scale": scale}
    params = {"format": "webp", "quality": 60, "clip": whole}
    picture = on_screen.context.new_cdp_session(on_screen.page).send(
        "Page.captureScreenshot", params
    )
    return base64.b64decode(picture["data"])


def at_most(path: Path, most: int) -> None:
    if path.stat().st_size > most:
        raise SystemExit(f"{path.name} has {path.stat().st_size} bytes, over {most}.")


@contextmanager
def opened(
    browser: Browser, stage: Stage, name: str, look: Look, scale: float, who: str | None = None
) -> Iterator[Window]:
    """That screen, as `who` sees it instead of its own; what was done there is undone after it."""
    screen = SCREENS[name]
    size = {"width": look.width, "height": HEIGHTS.get(look.width, 844)}
    with window(
        browser,
        stage,
        look,
        who or screen.who,
        proxied=screen.offline,
        viewport=size,
        device_scale_factor=scale,
    ) as on_screen:
        on_screen.opens(screen.path)
        if screen.then:
            screen.then(on_screen)
        page_checks.settle(on_screen.page)
        yield on_screen
    if screen.then:
        stage.again()


def chromium() -> str:
    process = subprocess.run(
        [ROOT / "bin" / "chromium.sh"], capture_output=True, text=True, check=True
    )
    return process.stdout.strip()


def arguments() -> argparse.Namespace:
    """What was asked for: all of it, unless said otherwise."""

    def listed(text: str) -> list[str]:
        return [each.strip() for each in text.split(",") if each.strip()]

    def widths(text: str) -> list[int]:
        return [int(width) for width in listed(text)]

    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--screens", type=listed, default=list(SCREENS))
    parser.add_argument("--languages", type=listed, default=list(LOCALES))
    parser.add_argument("--themes", type=listed, default=["light", "dark"])
    parser.add_argument("--widths", type=widths, default=list(HEIGHTS))
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--out", type=Path, default=ROOT / "shots")
    parser.add_argument("--vous", action="store_true", help="French with « vous »")
    parser.add_argument("--docs", action="store_true", help="the pictures of README.md only")
    options = parser.parse_args()
    if unknown := set(options.screens) - set(SCREENS):
        parser.error(f"no screen {', '.join(sorted(unknown))}; there are {', '.join(SCREENS)}")
    if options.docs:
        options.languages = list(LOCALES)
    else:
        options.out.mkdir(parents=True, exist_ok=True)
    return options


if __name__ == "__main__":
    main()
