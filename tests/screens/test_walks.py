"""Six ways through Rebond by the keyboard and the ear, as the accessibility tree has them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.screens.browser_window import Look, Window
from tests.screens.screen_data import Stage
from tests.screens.walks import Walk

pytestmark = pytest.mark.browser
LOOK = Look("fr", "light", 390)
Opens = Callable[..., Window]


def test_a_call_is_noted_undone_and_its_lesson_kept_without_seeing_it(
    window: Opens, stage: Stage
) -> None:
    walk = Walk(window(LOOK, stage.newcomer("Inès entend")).page)
    page = walk.page
    walk.opens("/log")
    walk.reads("""
      - heading "Cet appel ?" [level=1]
      - img "0 appels sur 3"
    """)
    walk.chooses("button", "Messagerie 2 points")
    walk.hears("C’est noté : messagerie")
    walk.chooses("button", "Annuler")
    walk.hears("cet appel ne compte pas")
    walk.is_at(page.locator("[data-noted-words]"))
    walk.chooses("button", "Refus 10, et 10 avec sa leçon")
    walk.is_at(page.get_by_role("heading", name="Ce refus t’apprend…"))
    walk.reads(
        """
      - dialog "Ce refus t’apprend…":
        - group "Ce qui s’est passé":
          - radio "Budget"
        - group "Ce que je travaille":
          - radio "Question"
        - group "La prochaine fois":
          - paragraph:
            - textbox "si"
          - paragraph:
            - textbox "alors"
        - textbox "En une phrase, sans nommer personne"
    """,
        "dialog[open]",
    )
    walk.chooses("button", "Garder la leçon")
    walk.hears("Choisis une étiquette ou écris un mot")
    page.get_by_role("radio", name="Budget").press(" ")
    expect(page.get_by_role("radio", name="Budget")).to_be_checked()
    walk.chooses("button", "Garder la leçon")
    walk.hears("Leçon gardée")
    walk.is_at(page.get_by_role("button", name="Refus 10"))
    walk.reads('- img "1 appels sur 3"')


def test_a_sprint_is_chosen_run_and_ended_without_seeing_it(window: Opens, stage: Stage) -> None:
    walk = Walk(window(LOOK, stage.newcomer("Inès sprinte")).page)
    page = walk.page
    walk.opens("/sprint")
    walk.reads("""
      - heading "Combien de minutes ?" [level=1]
      - link "Cinq minutes"
      - link "Quinze minutes"
    """)
    walk.chooses("link", "Quinze minutes")
    walk.hears("Le sprint a commencé.")
    walk.is_at(page.get_by_role("heading", name="Quinze minutes"))
    walk.reads("""
      - button "Terminer"
      - timer: /1[45]:/
      - textbox "Numéro, jamais gardé"
      - button "Appeler"
    """)
    walk.chooses("button", "Messagerie 2 points")
    walk.hears("C’est noté : messagerie")
    walk.chooses("button", "Annuler")
    walk.hears("cet appel ne compte pas")
    walk.chooses("button", "Refus 10, et 10 avec sa leçon")
    walk.hears("C’est noté : refus")
    walk.reaches("button", "Terminer", back=True)
    page.keyboard.press("Enter")
    walk.is_at(page.get_by_role("heading", name="On s’arrête là"))
    walk.reads("""
      - heading "On s’arrête là" [level=1]
      - link "Tirer sa leçon"
      - button "Encore cinq minutes"
      - link "Terminé"
    """)
    walk.chooses("link", "Terminé")
    page.wait_for_url("**/today")


def test_a_promise_is_made_and_moved_without_seeing_it(window: Opens, stage: Stage) -> None:
    walk = Walk(window(LOOK, stage.newcomer("Inès promet")).page)
    page = walk.page
    walk.opens("/log")
    walk.chooses("button", "À rappeler 10, et 5 avec une date")
    walk.hears("C’est noté : à rappeler")
    walk.chooses("button", "Aujourd’hui")
    walk.hears("vendredi 20 novembre")
    expect(page.locator("[data-calls] form[data-remove]")).to_have_count(1)
    walk.opens("/today")
    walk.reads("""
      - region "Tes promesses":
        - heading "Tes promesses" [level=2]
        - list:
          - listitem:
            - link "Appeler"
            - button "Plus tard"
    """)
    walk.chooses("button", "Plus tard")
    expect(page.get_by_role("region", name="Tes promesses")).to_have_count(0)
    walk.is_at(page.get_by_role("heading", level=1))


def test_the_board_says_places_scores_and_whose_team_it_is(window: Opens) -> None:
    walk = Walk(window(LOOK, "Inès").page)
    walk.opens("/boards")
    walk.reads("""
      - heading /Semaine \\d+/ [level=1]
      - heading /Nantes/ [level=2]
      - region "Les équipes":
        - list:
          - listitem:
            - text: Place 1
            - paragraph: /\\d+/
            - text: /\\d+/
    """)
    walk.reads("- paragraph: /Nantes ton équipe/", ".team.mine")
    walk.chooses("link", "Ce que l’équipe pratique ensemble")
    walk.page.wait_for_url("**/team")


def test_leave_is_declared_without_seeing_it_and_what_is_wrong_has_the_focus(
    window: Opens, stage: Stage
) -> None:
    walk = Walk(window(LOOK, stage.newcomer("Inès absente")).page)
    page = walk.page
    walk.opens("/me/calendar")
    walk.reads("""
      - table "novembre 2026":
        - rowgroup:
          - row:
            - columnheader "lundi"
    """)
    page.locator("#from").fill("2026-12-02")
    page.locator("#to").fill("2026-12-01")
    page.locator("#away button").press("Enter")
    wrong = page.locator("#to")
    walk.is_at(wrong)
    expect(wrong).to_have_accessible_description("Le dernier jour vient avant le premier.")
    wrong.fill("2026-12-03")
    walk.chooses("button", "Voir ce que cela change", most=4)
    expect(page.get_by_role("button", name="Enregistrer")).to_be_visible()
    walk.chooses("button", "Enregistrer")
    walk.is_at(page.locator("main .notice"))
    walk.hears_nothing()


def test_who_joins_hears_where_they_come_in_and_what_is_missing(
    window: Opens, stage: Stage
) -> None:
    walk = Walk(window(LOOK).page)
    page = walk.page
    walk.opens(stage.invitation())
    walk.reads("""
      - heading "Bienvenue chez Atelier Ouest" [level=1]
      - paragraph: /Tu joues pour Nantes/
      - textbox /Comment on t’appelle/: Gabriel
      - textbox "Ton adresse e-mail"
      - button "Rejoindre"
    """)
    walk.reaches("textbox", "Ton adresse e-mail")
    page.locator("main form").evaluate("form => { form.noValidate = true }")
    walk.chooses("button", "Rejoindre", most=2)
    email = page.get_by_role("textbox", name="Ton adresse e-mail")
    walk.is_at(email)
    expect(email).to_have_accessible_description(re.compile("adresse"))
    email.fill("gabriel@atelier-ouest.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Gabriel")
