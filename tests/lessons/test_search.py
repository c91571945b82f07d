"""Search and filters: by words without capitals or accents, by a tag of either row."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, update

import webapp.clock as clock
from tests.cast import CANARY
from tests.lessons.hands import learns, read_page, shares
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.lessons.filters import MAX_QUERY_WORDS, search_terms
from webapp.lessons.models import Tag
from webapp.text_folding import fold_text

pytestmark = pytest.mark.lengthy

BOTH = pytest.mark.both_databases


def find_texts(person, path="/lessons", **query):
    """What the lessons say that a search finds."""
    answer = person.opens(path, query_string=query) if query else person.opens(path)
    assert answer.status_code == 200
    return re.findall(r'<p class="says">(.*?)</p>', answer.text)


def chips(page):
    return re.findall(
        r'<a class="chip[^>]*href="([^"]*)"[^>]*>([^<]*) <span class="mute">(\d+)', page
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’intérêt, ÇA BAISSE", "l'interet, ca baisse"),
        ("cœur d’œuvre", "coeur d'oeuvre"),
        ("STRASSE Straße", "strasse strasse"),
        ("« oui »\u202f!", '" oui " !'),
        ("e\u0301te\u0301", "ete"),
        ("ﬁnances", "finances"),
        ("a–b—c", "a-b-c"),
        ("Ελλάς ΕΛΛΆΣ", "ελλασ ελλασ"),
        ("  deux \n mots ", "deux mots"),
    ],
)
def test_words_are_compared_without_what_a_thumb_leaves_out(text, expected):
    assert fold_text(text) == expected


@given(st.text())
def test_a_folded_text_stays_as_it_is_and_finds_itself(text):
    once = fold_text(text)
    assert fold_text(once) == once
    assert fold_text(text.upper()) == fold_text(fold_text(text.upper()))
    assert all(word in once for word in search_terms(text))


def test_a_long_question_is_read_to_its_first_words():
    assert search_terms(" ".join("abcdefghijkl")) == tuple("abcdefgh")
    assert len(search_terms("a " * 5000)) == 1
    assert MAX_QUERY_WORDS == 8


@BOTH
@pytest.mark.parametrize("q", ["interet", "INTÉRÊT", "l'intérêt", "baisse interet", "demande si"])
def test_words_are_found_in_the_sentence_and_the_plan_on_both_databases(ines, q):
    learns(ines, "L’Intérêt baisse", **{"if": "on dit si", "then": "je demande"})
    learns(ines, "Autre chose")
    assert find_texts(ines, q=q) == ["L’Intérêt baisse"]


@BOTH
def test_every_word_must_be_found_and_part_of_one_is_enough(ines):
    learns(ines, "Le fournisseur était content")
    assert find_texts(ines, q="fourni cont")
    assert not find_texts(ines, q="fournisseur client")


@BOTH
@pytest.mark.parametrize(
    "sign", ["%", "_", "/", "\\", "'", '"', ";--", "*", "[a]", "%%", "?", ":x"]
)
def test_signs_that_mean_something_to_a_database_are_words_like_others(ines, sign):
    learns(ines, f"avec {sign} dedans")
    learns(ines, "sans rien")
    assert len(find_texts(ines, q=sign)) == 1


@BOTH
@pytest.mark.parametrize(
    "q", ["\x00", "a\x00b", b"\xed\xa0\x80", "🎾" * 300, "x" * 5000, "\u202e", "<b>", "\u0301", " "]
)
def test_odd_words_break_nothing(ines, q):
    learns(ines, "Une phrase.")
    answer = ines.opens("/lessons", query_string={"q": q})
    assert answer.status_code == 200
    assert "<b>" not in answer.text.replace("<b>Rebond", "")


def test_the_name_of_a_tag_is_found_too(ines):
    learns(ines, "Sans ce mot.", happened="send_email")
    learns(ines, "Autre.", happened="budget", work_on="listening")
    assert find_texts(ines, q="un mail") == ["Sans ce mot."]
    assert find_texts(ines, q="ecoute") == ["Autre."]


def test_nothing_found_teaches_how_to_look(ines):
    learns(ines, "Une phrase.")
    page = read_page(ines, "/lessons?q=introuvable")
    assert "Aucune leçon ne répond à cela" in page
    assert "sans majuscules ni accents" in page
    assert "La première leçon vient" not in page


@BOTH
def test_a_tag_of_either_row_filters_and_both_together(ines):
    learns(ines, "A.", happened="budget", work_on="question")
    learns(ines, "B.", happened="budget", work_on="voice")
    learns(ines, "C.", happened="no_need", work_on="voice")
    assert find_texts(ines, happened="budget") == ["B.", "A."]
    assert find_texts(ines, work_on="voice") == ["C.", "B."]
    assert find_texts(ines, happened="budget", work_on="voice") == ["B."]
    assert find_texts(ines, happened="budget", work_on="voice", q="a") == []
    assert find_texts(ines, happened="no_such_tag") == []
    assert len(find_texts(ines, happened="<b>")) == 3


def test_chips_are_the_tags_that_lessons_have_the_most_frequent_first(ines):
    learns(ines, "A.", happened="no_need", work_on="question")
    learns(ines, "B.", happened="budget", work_on=None)
    learns(ines, "C.", happened="no_need", work_on=None)
    chip_counts = [(name, count) for _, name, count in chips(read_page(ines))]
    assert chip_counts == [("Pas de besoin", "2"), ("Budget", "1"), ("Question", "1")]


def test_of_many_tags_three_stand_first_and_all_on_demand(ines):
    for tag in ("no_need", "no_need", "budget", "equipped", "reflex_no"):
        learns(ines, "A.", happened=tag, work_on=None)
    assert "Tout voir" not in read_page(ines).partition("by-happened")[2]
    learns(ines, "B.", happened="hung_up", work_on=None)
    first, folded_away, rest = read_page(ines).partition('<details class="every-tag">')
    assert folded_away
    assert [len(chips(part)) for part in (first, rest)] == [3, 2]
    assert chips(first)[0][1] == "Pas de besoin"


def test_a_chosen_chip_is_taken_away_by_a_touch_and_keeps_the_words(ines):
    learns(ines, "A.", happened="budget")
    page = read_page(ines, "/lessons?q=a&happened=budget")
    assert 'href="/lessons?q=a" aria-label="Ne plus filtrer par\u00a0: Budget"' in page
    assert 'href="/lessons?happened=budget" aria-label="Ne plus filtrer par\u00a0: a"' in page


def test_the_panel_and_the_pages_behind_keep_what_is_asked_for(ines, at):
    for number in range(51):
        at(f"2026-11-16 10:{number:02}")
        learns(ines, f"Mot {number}.")
    page = read_page(ines, "/lessons?q=mot")
    assert 'hx-get="/lessons/list?q=mot"' in page
    older = re.search(r'href="(/lessons\?before=[^"]+)"', page)[1]
    assert "q=mot" in older
    assert find_texts(ines, older) == ["Mot 0."]


def test_a_search_finds_nothing_of_another(ines, theo, otto):
    learns(theo, "Secret de Théo")
    for path in ("/lessons", "/lessons/team"):
        assert find_texts(ines, path, q="secret") == []
        assert find_texts(ines, path, q=CANARY) == []


def test_the_team_is_searched_and_filtered_alike(ines, theo):
    shares(theo, "L’Intérêt de Théo", happened="budget")
    shares(theo, "Autre", happened="no_need")
    assert find_texts(ines, "/lessons/team", q="interet") == ["L’Intérêt de Théo"]
    assert find_texts(ines, "/lessons/team", happened="no_need") == ["Autre"]
    assert "Aucune leçon ne répond à cela" in read_page(ines, "/lessons/team?q=introuvable")


@BOTH
@pytest.mark.parametrize("tag", ["never_was", "otto_tag", "chance"])
def test_a_tag_that_the_organisation_never_had_is_an_empty_row(ines, tag):
    """`chance` is a tag of the other row. The lesson is accepted: a phone must not lose it."""
    call = learns(ines, "Une phrase.", happened=tag, work_on="voice")
    page = read_page(ines)
    assert tag not in page
    assert CANARY not in page
    assert [name for _, name, _ in chips(page)] == ["Voix et rythme"]
    assert (
        "checked"
        not in read_page(ines, f"/lessons/{call['key']}/edit")
        .split("What")[0]
        .split('data-row="work_on"')[0]
    )
    ines.sends(ines.shares(call))
    for path in ("/today", "/log", "/today/summary", "/lessons/team"):
        assert tag not in ines.opens(path).text.replace("/log", "") or tag == "chance"
    assert "Ta plus récente" in read_page(ines, "/today")


@BOTH
def test_an_archived_tag_keeps_its_name_and_stays_with_its_lesson(app, ines):
    call = learns(ines, "Une phrase.", happened="budget")
    with app.app_context(), write_transaction():
        theirs = (Tag.organisation_id == ines.organisation_id, Tag.id == "budget")
        db.session.execute(update(Tag).where(*theirs).values(archived_at=clock.now()))
    assert "Budget" in read_page(ines)
    assert 'value="budget" checked' in read_page(ines, f"/lessons/{call['key']}/edit")
    other = ines.taps("refusal")
    ines.sends(other)
    assert 'value="budget"' not in read_page(ines, f"/lessons/{other['key']}/edit")


def test_a_tag_of_the_organisations_own_is_shown_and_filtered(app, ines):
    with app.app_context(), write_transaction():
        names = {"name_fr": "Grève", "name_en": "Strike"}
        db.session.execute(
            insert(Tag).values(
                organisation_id=ines.organisation_id,
                id="strike",
                row="happened",
                position=20,
                **names,
            )
        )
    learns(ines, "Une phrase.", happened="strike")
    assert find_texts(ines, q="greve") == ["Une phrase."]
    assert "Grève" in read_page(ines)
