"""A link is copied, handed to the phone's own sheet, or read off the screen by a camera."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.screens import actions
from tests.screens.browser_window import Look, Window
from webapp.admin import qr_code
from webapp.database.ids import new_id

pytestmark = pytest.mark.browser
LOOK = Look("fr", "light", 390)
Opens = Callable[..., Window]
# Chromium has no sheet of the phone's to hand anything to.
SHEET = """navigator.share = async (what) => { (window.handed ??= []).push(what); }"""
COPIED = "navigator.clipboard.readText()"


def copies_and_shares(page: Page, box: str) -> str:
    """The words of a box of links, which both ways have handed over."""
    part = page.locator(".link-box", has=page.locator(box))
    part.get_by_role("button", name="Copier").click()
    expect(part.get_by_role("button", name="Copié")).to_be_visible()
    expect(page.locator("[data-live-region]")).to_contain_text("Le lien est copié")
    words = page.locator(box).input_value()
    assert page.evaluate(COPIED).splitlines() == words.splitlines()
    part.get_by_role("button", name="Partager").click()
    (handed,) = page.evaluate("window.handed.splice(0)")
    assert handed == ({"text": words} if " " in words else {"url": words})
    return words


def test_links_are_copied_shared_and_read_off_the_screen(window: Opens) -> None:
    view = window(LOOK, "Maya", permissions=["clipboard-read", "clipboard-write"])
    page = view.page
    page.add_init_script(SHEET)
    view.opens("/admin/people/several")
    new = new_id().hex
    page.locator("#people").fill(f"Zoé;zoe-{new}@ouest.test\nIda;ida-{new}@ouest.test")
    page.locator("form .button").click()
    expect(page.get_by_role("heading", name="2 liens")).to_be_focused()
    lines = copies_and_shares(page, "#made").splitlines()
    folded = page.locator("details.as-code details.as-code")
    expect(folded).to_have_count(2)
    folded.first.locator("summary").click()
    field = folded.first.locator("textarea")
    link = copies_and_shares(page, f"[id='{field.get_attribute('id')}']")
    assert lines[0] in (f"Zoé · {link}", f"Ida · {link}")  # made at one instant
    folded.first.get_by_role("link", name="En QR code").click()
    code = folded.first.get_by_role("img", name="QR code du lien")
    expect(code).to_be_focused()
    assert drawn_by(code.locator("path").get_attribute("d"), link)
    view.opens("/admin/people/links")
    actions.show_link(view)
    link = copies_and_shares(page, "#team-link")
    assert drawn_by(page.locator(".qr path").get_attribute("d"), link)


def drawn_by(path: str | None, link: str) -> bool:
    """Whether the picture is the code of this very link."""
    return path is not None and f'd="{path}"' in qr_code.draw_qr(link)
