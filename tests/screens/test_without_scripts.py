"""A phone on which no script runs: the same tiles are plain forms, and everything can be done."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import calls, rows
from tests.cast import Person
from tests.screens.browser_window import Look, Window
from tests.screens.screen_data import Stage

pytestmark = pytest.mark.browser
LOOK = Look("fr", "light", 390)


@pytest.fixture
def ines(stage: Stage) -> Person:
    return stage.newcomer("Inès sans script")


@pytest.fixture
def page(window: Callable[..., Window], ines: Person) -> Page:
    view = window(LOOK, ines, java_script_enabled=False)
    view.opens("/log")
    return view.page


def tap(page: Page, outcome: str) -> None:
    page.locator(f"[data-tiles] [data-outcome={outcome}]").click()
    expect(page.locator("[data-noted]")).to_be_visible()


@pytest.mark.parametrize(
    "outcome",
    [
        "no_answer",
        "voicemail",
        "gatekeeper",
        "wrong_number",
        "refusal",
        "callback",
        "meeting",
        "do_not_call",
    ],
)
def test_each_tile_notes_its_outcome(outcome: str, page: Page, ines: Person) -> None:
    tap(page, outcome)
    assert [call.outcome for call in calls(ines)] == [outcome]
    name = page.locator(f"[data-tiles] [data-outcome={outcome}] b").inner_text()
    expect(page.locator("[data-noted]")).to_contain_text(f"C’est noté : {name.lower()}")


def test_undo_takes_the_call_back_and_says_so(page: Page, ines: Person) -> None:
    tap(page, "meeting")
    page.locator("[data-noted] [data-undo]").click()
    expect(page.locator("[data-noted]")).to_contain_text("Annulé")
    expect(page.locator("[data-undo]")).to_have_count(0)
    assert calls(ines) == []


@pytest.mark.parametrize("button, day", [("today", 20), ("monday", 23), ("pick", 27)])
def test_a_call_back_takes_a_date(button: str, day: int, page: Page, ines: Person) -> None:
    """On a Friday the next working day is Monday, and offered once."""
    tap(page, "callback")
    if button == "pick":
        page.locator(".other summary").click()
        page.locator("[data-on=pick]").fill("2026-11-27")
        page.locator(".other[open] button").click()
    else:
        expect(page.locator("[data-on=tomorrow]")).to_be_hidden()
        page.locator(f"[data-on={button}]").click()
    expect(page.locator("[data-dated]")).to_contain_text(f"{day} novembre")
    expect(page.locator("[data-on]")).to_have_count(0)
    assert next(row.on_date for row in rows(ines) if row.kind == "next").day == day


def test_a_refusal_becomes_a_lesson(page: Page, ines: Person) -> None:
    tap(page, "refusal")
    page.locator("[data-noted] a[href$='/edit']").click()
    page.locator("[name=happened]").first.check()
    page.locator("[name=work_on]").first.check()
    page.locator("[name=text]").fill("J’ai parlé avant d’écouter.")
    page.locator("[name=if]").fill("on me coupe")
    page.locator("[name=then]").fill("je pose une question")
    page.locator("[data-lesson] .button").click()
    page.wait_for_url("**/log?noted=*")
    expect(page.locator("[data-calls] .badge.clay")).to_be_visible()
    page.goto("/today")
    expect(page.locator(".card.clay").first).to_contain_text("je pose une question")
    page.goto("/lessons")
    expect(page.locator(".lesson .says")).to_have_text("J’ai parlé avant d’écouter.")


def test_a_lesson_is_shared_unshared_and_removed(page: Page, ines: Person) -> None:
    tap(page, "refusal")
    page.locator("[data-noted] a[href$='/edit']").click()
    page.locator("[name=happened]").first.check()
    page.locator("[name=work_on]").first.check()
    page.locator("[data-lesson] .button").click()
    page.goto("/lessons")
    page.get_by_role("link", name="Reformuler ou partager").click()
    page.locator(".share summary").click()
    page.locator(".share [value='1']").click()
    expect(page.locator(".lesson")).to_contain_text("partagée, signée")
    page.locator("[data-unshare] button").click()
    expect(page.get_by_role("link", name="Reformuler ou partager")).to_be_visible()
    page.locator(".lesson .remove summary").click()
    page.locator(".lesson form[data-remove] button").click()
    expect(page.locator(".lesson")).to_have_count(0)


def test_a_lesson_without_a_tag_or_a_word_is_none(page: Page, ines: Person) -> None:
    tap(page, "refusal")
    page.locator("[data-noted] a[href$='/edit']").click()
    page.locator("[data-lesson] .button").click()
    expect(page.locator("main")).to_contain_text("au moins une étiquette")
    assert [row.kind for row in rows(ines)] == ["call"]


def test_a_lesson_of_the_team_helps_and_no_longer(page: Page, stage: Stage) -> None:
    author = stage.newcomer("Awa sans script")
    call = author.taps("refusal")
    words = f"Trouvée sans script {call['key'][:8]}."
    author.sends(call, author.draws(call, text=words), author.shares(call))
    page.goto("/lessons/team")
    page.locator("#q").fill(call["key"][:8])
    page.locator(".search button").click()
    card = page.locator(".lesson", has_text=words)
    for count, pressed in (("1", "true"), ("0", "false")):
        card.locator(".help").click()
        expect(card.locator(".help")).to_have_attribute("aria-pressed", pressed)
        expect(card.locator(".help .figure")).to_have_text(count)
    assert "q=" in page.url


def test_lessons_are_found_by_a_tag_and_all_are_shown_again(page: Page, ines: Person) -> None:
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call, "budget", text="Une phrase."))
    page.goto("/lessons")
    page.locator(".by-tag summary").click()
    page.get_by_role("link", name="Budget").click()
    expect(page.locator(".lesson")).to_have_count(1)
    page.get_by_role("link", name="Ne plus filtrer").click()
    assert page.url.endswith("/lessons")


def test_a_call_is_changed_and_removed(page: Page, ines: Person) -> None:
    tap(page, "refusal")
    page.locator(".more summary").click()
    page.locator(".more select").select_option("meeting")
    page.locator(".more form.change button").click()
    expect(page.locator("[data-calls] .call")).to_have_count(1)
    assert [call.current_outcome for call in calls(ines)] == ["meeting"]
    page.locator(".more summary").click()
    page.locator(".more form[data-remove] button").click()
    expect(page.locator("[data-calls] .call")).to_have_count(0)
    assert calls(ines) == []


def test_a_forgotten_call_is_added_by_hand(page: Page, ines: Person) -> None:
    page.get_by_role("link", name="Ajouter un appel oublié").click()
    page.locator("[name=outcome][value=voicemail]").check()
    page.locator("[name=time]").fill("09:10")
    page.locator("[data-by-hand] .button").click()
    expect(page.locator("[data-calls] .call")).to_contain_text("Messagerie 09:10")
    assert [call.by_hand for call in calls(ines)] == [True]


def test_language_and_theme_are_kept_and_one_can_leave(page: Page) -> None:
    page.goto("/me")
    page.locator("[name=language][value=en]").check()
    page.locator("[name=theme][value=dark]").check()
    page.locator("[data-settings] button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("[data-sign-out] button").click()
    page.goto("/log")
    assert page.url.endswith("/sign-in")
