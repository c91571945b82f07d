"""The checks of the screens see what they are there for."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.screens import page_checks
from tests.screens.wording import foreign

ROOT = Path(__file__).resolve().parents[2]
CLASS = r"\.[\w-]+"
MEDIA = ("large.css", "print.css", "contrast.css")
BROKEN = """<!doctype html><html lang="fr"><title>x</title><body>
<p style="color: #ccc; background: #fff">Pas de réponse</p>
<button aria-label="Noter">No answer</button><img src="x">
<template><i onclick="x()" title="Call back"></i></template>
<p><b style="position: absolute; left: 0; top: 9em">Rendez-vous</b>
<b style="position: absolute; left: 0; top: 9em">Messagerie</b></p>
<p style="inline-size: 500px">Un toucher, c’est noté, et cela continue bien au-delà du bord.</p>
</body></html>"""


@pytest.mark.browser
def test_each_check_sees_a_broken_page(browser: Browser) -> None:
    page = browser.new_page()
    ears = page_checks.Ears(page)
    page.set_content(BROKEN)
    page.evaluate("console.error('odd')")
    assert len(page_checks.written_in(page)) == 5
    assert len(page_checks.small(page)) == 1
    texts = foreign(page_checks.words(page), "fr", set(), frozenset())
    assert [text.partition(" has ")[0] for text in texts] == ["'No answer'", "'Call back'"]
    named = {line.partition(":")[0] for line in page_checks.axe(page)}
    assert named >= {"color-contrast", "image-alt", "label-content-name-mismatch"}
    overflows = " ".join(page_checks.sideways(page, 320))
    for wrong in ("the page: 5", "leaves: ", '"Rendez-vous" lies on "Messagerie"'):
        assert wrong in overflows
    assert "error: odd" in " ".join(ears.complaints())
    page.close()


def test_dark_is_the_same_chosen_or_left_to_the_system() -> None:
    for path in (ROOT / "static" / "css").glob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert _rules(text, "dark") == _rules(text, "auto"), path.name


def test_a_class_is_laid_out_by_one_sheet() -> None:
    """Two features that take one name would lay each other's boxes out; a medium lays out all."""
    laid: dict[str, set[str]] = {}
    for path in (ROOT / "static" / "css").glob("*.css"):
        for about, declarations in re.findall(
            r"([^{}]+)\{([^{}]*)\}", path.read_text(encoding="utf-8")
        ):
            names = {name for name in re.split(r",\s*", about.strip()) if re.fullmatch(CLASS, name)}
            if path.name not in MEDIA and re.search(r"(^|\s)display:", declarations):
                for name in names:
                    laid.setdefault(name, set()).add(path.name)
    assert {name: sheets for name, sheets in laid.items() if len(sheets) > 1} == {}


def _rules(text: str, theme: str) -> list[tuple[str, str]]:
    """What a theme's rules are about, and what they say."""
    rules = re.findall(rf':root\[data-theme="{theme}"\]([^{{}}]*)\{{([^}}]*)\}}', text)
    return [(about.strip(), " ".join(declarations.split())) for about, declarations in rules]
