"""What people do with Rebond, screen by screen, as they meet it."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import rows
from tests.cast import Person
from tests.screens.browser_window import Look, Window
from tests.screens.screen_data import Stage

pytestmark = pytest.mark.browser
LOOK = Look("fr", "light", 390)
Opens = Callable[..., Window]


def tap(page: Page, outcome: str) -> None:
    """Note an outcome; a lesson that opens is for the caller."""
    bar = page.locator("[data-noted-slot] [data-noted]")
    before = bar.get_attribute("data-noted") if bar.count() else "-"
    page.locator(f"[data-tiles] [data-outcome={outcome}]").click()
    expect(bar).not_to_have_attribute("data-noted", before or "-")


def draw(page: Page, then: str = "") -> None:
    """Draw the lesson of the open sheet, chance included."""
    sheet = page.locator("dialog[open]")
    sheet.locator("[name=happened]").first.check()
    sheet.locator("[name=work_on][value=chance]").check()
    if then:
        sheet.locator("[name=if]").fill("on me coupe")
        sheet.locator("[name=then]").fill(then)
    sheet.locator("button.clay").click()
    expect(page.locator("dialog[open]")).to_have_count(0)


def wait_until_sent(page: Page) -> None:
    """Everything has left the phone and the day's list is the server's."""
    expect(page.locator("[data-calls] > li:not(:has(form[data-remove]))")).to_have_count(0)


@pytest.fixture
def theo(stage: Stage) -> Iterator[Person]:
    """Théo, whose calls of the test are taken back: other screens need his open day."""
    person = stage.person("Théo")
    before = {row.key for row in rows(person)}
    yield person
    stage.keeps_time()
    call_keys = [row.key for row in rows(person) if row.key not in before and row.kind == "call"]
    assert set(person.sends(*map(person.withdraws, call_keys))) == {"accepted"}


def test_theo_makes_up_the_day_that_is_open(window: Opens, theo: Person) -> None:
    view = window(LOOK, theo)
    page = view.page
    view.opens("/today")
    hero = page.locator("[aria-labelledby=streak]")
    expect(hero).to_contain_text("6 appels et une leçon rattrapent mercredi 18.")
    expect(page.locator(".days [data-state=open]")).to_contain_text("mer., ouverte")
    view.opens("/log")
    for outcome in ("voicemail", "no_answer", "meeting", "wrong_number", "voicemail"):
        tap(page, outcome)
    tap(page, "refusal")
    draw(page)
    wait_until_sent(page)
    page.get_by_role("link", name="Aujourd’hui").click()
    expect(page.locator(".days [data-state=made_up]")).to_contain_text("mer., rattrapée")
    expect(hero).not_to_contain_text("rattrapent")
    expect(hero).to_contain_text("La journée tient.")
    assert view.ears.complaints() == []


def test_ines_keeps_her_day_and_her_team_sees_it(window: Opens, stage: Stage) -> None:
    view = window(LOOK, stage.newcomer("Inès du jour"))
    page = view.page
    view.opens("/today")
    expect(page.locator("[aria-labelledby=streak]")).to_contain_text(
        "3 appels, et ta ligne commence"
    )
    page.get_by_role("link", name="Noter mon premier appel").click()
    tap(page, "meeting")
    expect(page.get_by_role("img", name="1 appels sur 3")).to_be_visible()
    tap(page, "no_answer")
    tap(page, "refusal")
    draw(page, then="je demande qui décide")
    wait_until_sent(page)
    expect(page.get_by_role("img", name="3 appels sur 3")).to_be_visible()
    page.get_by_role("link", name="Aujourd’hui").click()
    expect(page.locator(".hero .count")).to_have_text(re.compile(r"^\s*1\s+jour de suite"))
    expect(page.locator(".card.clay")).to_contain_text("alors je demande qui décide")
    page.get_by_role("link", name="Leçons").click()
    page.get_by_role("link", name="Reformuler ou partager").click()
    page.locator(".share summary").click()
    page.locator(".share [value='0']").click()
    expect(page.locator(".sharing")).to_contain_text("partagée, sans nom")
    page.get_by_role("link", name="Retour").click()
    page.get_by_role("link", name="Équipes").click()
    expect(page.locator(".team.mine")).to_contain_text("Nantes")
    page.get_by_role("link", name="Leçons").click()
    page.locator("[data-unshare] button").click()
    expect(page.get_by_role("link", name="Reformuler ou partager")).to_be_visible()
    assert view.ears.complaints() == []


def test_the_sheet_as_it_came_up_is_no_lesson_and_says_so(window: Opens, stage: Stage) -> None:
    view = window(LOOK, stage.newcomer("Inès sans leçon"))
    view.opens("/log")
    tap(view.page, "refusal")
    view.page.locator("dialog[open] button.clay").click()
    expect(view.page.locator("dialog[open] [data-empty]")).to_be_visible()
    view.page.locator("dialog[open] [data-skip]").click()
    wait_until_sent(view.page)
    expect(view.page.locator("[data-calls] .badge")).to_have_count(0)


def test_what_was_noted_can_be_seen_on_a_small_phone(window: Opens) -> None:
    view = window(LOOK, "Inès", viewport={"width": 375, "height": 600})
    view.opens("/log")
    tap(view.page, "callback")
    bar, tabs = view.page.locator("[data-noted-slot]"), view.page.locator(".tabs")
    expect(bar).to_be_in_viewport(ratio=1)
    view.page.locator(".other summary").click()
    field = view.page.locator("[data-on=pick]")
    expect(field).to_be_in_viewport(ratio=1)
    low, high = field.bounding_box(), tabs.bounding_box()
    assert low
    assert high
    assert low["y"] + low["height"] <= high["y"]


def test_a_date_has_no_hurry_but_undo_has_ten_seconds(window: Opens, stage: Stage) -> None:
    view = window(LOOK, stage.newcomer("Inès qui hésite"))
    view.page.clock.install()
    view.opens("/log")
    tap(view.page, "callback")
    view.page.clock.fast_forward(11_000)
    expect(view.page.locator("[data-undo]")).to_have_count(0)
    view.page.locator("[data-on=today]").click()
    expect(view.page.locator("[data-dated]")).to_be_visible()


def test_maya_adds_a_team_and_somebody_who_comes_in(window: Opens) -> None:
    maya = window(LOOK, "Maya")
    page = maya.page
    maya.opens("/me")
    page.get_by_role("link", name="L’entreprise").click()
    page.get_by_role("navigation", name="Les pages de l’entreprise").get_by_text("Équipes").click()
    page.get_by_label("Son nom").fill("Brest")
    page.get_by_role("button", name="Ajouter l’équipe").click()
    expect(page.get_by_label("Nom de l’équipe Brest")).to_have_value("Brest")
    page.get_by_role("navigation", name="Les pages de l’entreprise").get_by_text(
        "Personnes"
    ).click()
    page.locator(".newcomer summary").click()
    page.get_by_label("Prénom").fill("Nina")
    page.get_by_label("Adresse e-mail").fill("nina@atelier-ouest.example")
    page.locator("#team").select_option(label="Brest")
    page.get_by_role("button", name="Créer son lien").click()
    link = page.get_by_label("Le lien").input_value()
    page.reload()
    expect(page.get_by_label("Le lien")).to_have_count(0)
    _nina_comes_in(window(LOOK), link)


def _nina_comes_in(nina: Window, link: str) -> None:
    page = nina.page
    page.goto(link)
    expect(page.get_by_label("Comment on t’appelle ?")).to_have_value("Nina")
    page.get_by_role("button", name="Rejoindre").click()
    page.wait_for_url("**/today")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Nina")
    for tab, says in (
        ("Équipes", "Semaine 47"),
        ("Leçons", "La première leçon vient avec le premier refus"),
        ("Moi", "Premiers pas"),
    ):
        page.locator(".tabs").get_by_role("link", name=tab).click()
        expect(page.locator("main")).to_contain_text(says)
    page.locator(".tabs .log").click()
    tap(page, "no_answer")
    wait_until_sent(page)
    expect(page.locator("[data-calls] .call")).to_have_count(1)
    assert nina.ears.complaints() == []


def test_language_and_theme_change_at_once_and_stay(window: Opens, stage: Stage) -> None:
    view = window(LOOK, stage.newcomer("Inès in English"))
    page, html = view.page, view.page.locator("html")
    view.opens("/me")
    page.locator("[name=language][value=en]").check()
    page.locator("[name=theme][value=dark]").check()
    page.get_by_role("button", name="Enregistrer ces réglages").click()
    expect(page.get_by_role("button", name="Saved")).to_be_visible()
    for path in ("/me", "/today", "/log"):
        view.opens(path)
        expect(html).to_have_attribute("lang", "en")
        expect(html).to_have_attribute("data-theme", "dark")


def test_who_signs_out_leaves_nothing_on_the_screen_and_comes_back(window: Opens) -> None:
    view = window(LOOK)
    page = view.page
    view.opens("/")
    page.get_by_role("button", name="Inès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Inès")
    view.opens("/me")
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/demo")
    expect(page.locator("body")).not_to_contain_text("points en tout")
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("points en tout")
    view.opens("/demo")
    page.get_by_role("button", name="Inès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Inès")
