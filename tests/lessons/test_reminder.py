"""The lesson before the next call, as Today, the Log and the phone have it."""

import pytest

from tests.cast import CANARY, statements
from tests.lessons.hands import gifts, helps, learns, read_page, shares

BOTH = pytest.mark.both_databases
PAGES = ("/today", "/log")


def plan(name):
    return {"if": f"on dit {name}", "then": f"je note {name}"}


def test_the_reminder_is_the_one_for_what_keeps_happening_and_says_so(ines):
    learns(ines, happened="budget", **plan("budget"))
    learns(ines, happened="budget")
    learns(ines, happened="no_need", **plan("besoin"))
    for path in PAGES:
        page = read_page(ines, path)
        assert "Si on dit budget, alors je note budget." in page
        assert "Budget\u00a0: 2 fois en deux semaines." in page
    offline = ines.opens("/today/summary").get_json()["lesson"]
    assert offline == {
        **plan("budget"),
        "sentence": "Si on dit budget, alors je note budget.",
        "text": "",
        "why": "Budget\u00a0: 2 fois en deux semaines.",
    }


@pytest.mark.lengthy
@BOTH
def test_who_has_none_that_fits_is_lent_the_teams_most_helpful(ines, theo, cast):
    shares(theo, happened="budget", **plan("peu"))
    shares(theo, happened="budget", signed=True, **plan("beaucoup"))
    shares(theo, happened="no_need", **plan("autre"))
    shares(cast("maya"), happened="budget", **plan("lyon"))
    page = read_page(ines, "/lessons/team")
    liked = [card for card in page.split("<article")[1:] if "beaucoup" in card]
    helps(ines, gifts(liked[0])[0])
    learns(ines, happened="budget")
    for path in PAGES:
        page = read_page(ines, path)
        assert "Si on dit beaucoup, alors je note beaucoup." in page
        assert "Théo l’a partagée. Budget\u00a0: une fois en deux semaines." in page


def test_the_author_of_an_unsigned_one_is_not_named(ines, theo):
    shares(theo, happened="budget", **plan("x"))
    learns(ines, happened="budget")
    page = read_page(ines, "/today")
    assert "De ton équipe." in page
    assert "Théo" not in page


def test_the_words_of_a_colleague_are_not_kept_on_the_phone(ines, theo):
    shares(theo, "Ses mots.", happened="budget")
    assert "Ses mots." in read_page(ines, "/today")
    assert ines.opens("/today/summary").get_json()["lesson"] is None


def test_a_shared_lesson_is_no_reminder_once_it_is_unshared(ines, theo):
    call = shares(theo, "Ses mots.")
    assert "Ses mots." in read_page(ines, "/log")
    theo.sends(theo.withdraws(call))
    for path in PAGES:
        assert "Ses mots." not in read_page(ines, path)


def test_a_newcomer_is_lent_what_helps_the_team_most(ines, theo):
    shares(theo, "Ses mots.")
    page = read_page(ines, "/log")
    assert "C’est celle qui y aide le plus de monde." in page
    assert "Ses mots." in page


def test_nothing_of_ottos_is_lent_to_anybody(ines, otto):
    learns(ines, happened="otto_tag")
    for path in PAGES:
        assert CANARY not in ines.opens(path).text


@BOTH
def test_a_reworded_old_lesson_is_not_what_happens_lately(ines, at):
    call = learns(ines, happened="budget", **plan("budget"))
    at("2026-12-07 10:00")
    ines.sends(ines.draws(call, "budget", text="redit", **plan("redit")))
    assert "Ta plus récente." in read_page(ines, "/log")


@BOTH
def test_the_reminder_costs_one_statement(app, ines, theo):
    shares(theo, happened="budget", **plan("x"))
    learns(ines, happened="budget")
    with statements(app) as sent:
        ines.opens("/log")
    assert len(sent) <= 7
