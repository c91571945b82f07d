"""Each screen at each width, in both languages and themes: open to everybody, and whole."""

from collections.abc import Callable
from itertools import product

import pytest

from tests.screens import page_checks
from tests.screens.browser_window import Look, Window
from tests.screens.screens import SCREENS, VOUS
from tests.screens.wording import foreign
from tests.support.french_informal import addresses
from tests.support.repetitions import CHECK
from webapp.people.zones import cities

pytestmark = pytest.mark.browser
LIGHT, DARK = Look("fr", "light", 390), Look("fr", "dark", 390, chosen=True)
ENGLISH = Look("en", "dark", 390, chosen=True)
WIDTHS = (320, 390, 768, 1280)
WHOLE = [
    Look(language, theme, width, chosen=width in (768, 1280))
    for language, theme, width in product(("fr", "en"), ("light", "dark"), WIDTHS)
]
IN_VOUS = tuple(Look("fr", "light", width, vous=True) for width in (390, 320))


def looks(place: int, name: str) -> tuple[Look, ...]:
    """How the screen at this place of the list is looked at: every way in the whole check, else
    once, in the light and in the dark by turns, and the main ones in all words besides.
    """
    if CHECK:
        return (*WHOLE, *(IN_VOUS if name in VOUS else ()))
    return ((LIGHT, DARK)[place % 2], *((ENGLISH, IN_VOUS[0]) if name in VOUS else ()))


VISITS = [
    pytest.param(name, look, id=f"{name}-{look}")
    for place, name in enumerate(SCREENS)
    for look in looks(place, name)
]


@pytest.mark.parametrize("name, look", VISITS)
def test_a_screen_is_whole(name: str, look: Look, window: Callable[..., Window]) -> None:
    screen = SCREENS[name]
    view = window(look, screen.who, proxied=screen.offline)
    page = view.page
    view.opens(screen.path)
    if screen.then:
        screen.then(view)
    page_checks.settle(page)
    own, tags = view.stage.list_own_texts(), view.stage.tags()
    if screen.path in ("/me/zone", "/admin/company", "/admin/founding/company"):
        own |= set(cities(look.language).values())  # New York is that in French too
    problems = {
        "written into the page": page_checks.written_in(page),
        "small targets": page_checks.small(page),
        "axe": page_checks.axe(page),
        "the other language": foreign(page_checks.words(page), look.language, own, tags),
        "called « tu »": look.vous and called_tu(page_checks.words(page), own),
        "sideways": [
            *page_checks.sideways(page, look.width),
            *page_checks.sideways(page, 320),
            *(page_checks.sideways(page, 390, larger=True) if CHECK else ()),
            *page_checks.sideways(page, 320, larger=True),
        ],
        "the console": view.ears.complaints(screen.forgives),
    }
    assert {what: wrong for what, wrong in problems.items() if wrong} == {}


def called_tu(texts: list[str], own: set[str]) -> list[str]:
    """What calls a person « tu », but in what people wrote and where they choose it."""
    return [text for text in texts if text not in own | {"Tu"} and addresses(text)]
