"""What a person hears: one region that stands, and what a page says first has the focus."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# Each stands empty, or with hidden words, before there is anything to say: the page's own, its
# notices and its levels, and one in the sheet, for an open sheet silences what lies under it.
REGIONS = {"_notices.html": 2, "_level_up.html": 1, "lessons/_sheet.html": 1}
REGION = re.compile(r"""role=["']?(?:status|alert|log)\b|aria-live|<output""")
NOTICE = re.compile(r"""<(?:p|div) class="notice"[^>]*>(?=\{\{ icon\("check"\))""")


def test_nothing_is_put_into_a_page_as_a_region_that_is_full() -> None:
    counts = {
        str(page.relative_to(TEMPLATES)): len(REGION.findall(page.read_text(encoding="utf-8")))
        for page in TEMPLATES.rglob("*.html")
    }
    assert {name: count for name, count in counts.items() if count} == REGIONS


def test_what_a_page_says_of_what_was_just_done_has_the_focus() -> None:
    notices = [
        tag for page in TEMPLATES.rglob("*.html") for tag in NOTICE.findall(page.read_text("utf-8"))
    ]
    assert len(notices) >= 4
    assert [tag for tag in notices if 'tabindex="-1" autofocus' not in tag] == []


@pytest.mark.parametrize(
    ("path", "fields", "first"),
    [
        ("/me/zone", {"zone": "Atlantide"}, "zone"),
        ("/me/calendar/preview", {"what": "leave", "from": "2026-11-18", "to": "2026-11-17"}, "to"),
    ],
)
def test_a_form_that_was_refused_comes_back_with_the_focus_on_what_is_wrong(
    ines, path, fields, first
):
    page = ines.submits(path, fields).text
    match = re.search(r"<[^>]* autofocus[^>]*>", page)
    assert match
    assert f"{first}-error" in match[0]
