"""The round button of the tabs covers nothing that can be touched at the end of a page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.screens.browser_window import Look, Window

pytestmark = pytest.mark.browser
PAGES = ("/today", "/boards", "/log", "/lessons", "/lessons/team", "/me", "/insights", "/team")
COVERED = """() => {
  scrollTo(0, document.documentElement.scrollHeight);
  const round = document.querySelector(".tabs .log i").getBoundingClientRect();
  const ring = 6;
  return [...document.querySelectorAll("main :is(a, button, input, select, textarea, summary)")]
    .filter((each) => each.checkVisibility())
    .filter((each) => {
      const { left, right, top, bottom } = each.getBoundingClientRect();
      return right > round.left - ring && left < round.right + ring
        && bottom > round.top - ring && top < innerHeight;
    })
    .map((each) => each.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("width, height", [(390, 844), (320, 568)])
def test_the_round_button_covers_nothing_at_the_end_of_a_page(
    width: int, height: int, window: Callable[..., Window]
) -> None:
    view = window(Look("fr", "light", width), "Inès", viewport={"width": width, "height": height})
    assert {path: texts for path in PAGES if (texts := list_covered(view, path))} == {}


def list_covered(view: Window, path: str) -> list[str]:
    page: Page = view.page
    view.opens(path)
    texts: list[str] = page.evaluate(COVERED)
    return texts
