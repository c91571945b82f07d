"""Lessons: the list, the sheet of one call, sharing, and what never reaches another."""

import re
from uuid import uuid4

import pytest

from tests.cast import CANARY, statements
from tests.lessons.hands import forms, learns, read_page, shares


def test_without_a_lesson_the_page_teaches_the_first_one(ines):
    assert "La première leçon vient avec le premier refus" in read_page(ines)


@pytest.mark.both_databases
def test_lessons_stand_newest_first_with_their_tags_by_name(ines, at):
    learns(ines, "La première.", happened="send_email", work_on="next_step")
    at("2026-11-17 10:00")
    learns(ines, "La seconde.", outcome="gatekeeper", work_on=None)
    page = read_page(ines)
    assert page.index("La seconde.") < page.index("La première.")
    assert "« Un mail »" in page
    assert "Prochaine étape" in page
    assert "mardi 17 novembre" in page
    assert "Barrage" in page


def test_the_list_reloads_itself_as_a_panel(ines):
    learns(ines, "Une phrase.")
    panel = ines.opens("/lessons/list", htmx=True).text
    assert "Une phrase." in panel
    assert "<html" not in panel


@pytest.mark.lengthy
@pytest.mark.both_databases
def test_more_than_fifty_lessons_stand_on_two_pages(ines, at):
    for number in range(51):
        at(f"2026-11-16 10:{number:02}")
        learns(ines, f"Leçon {number}.")
    page = read_page(ines)
    assert page.count("<article") == 50
    assert "Leçon 0." not in page
    older = re.search(r'href="(/lessons\?before=[^"]+)"', page)[1]
    rest = read_page(ines, older)
    assert rest.count("<article") == 1
    assert "Leçon 0." in rest
    assert "/lessons?before=" not in rest


def test_a_page_after_nothing_is_not_found(ines):
    assert ines.opens("/lessons?before=nonsense").status_code == 404


def test_the_sheet_of_a_call_is_empty_at_first_and_filled_later(ines):
    call = ines.taps("refusal")
    ines.sends(call)
    page = read_page(ines, f"/lessons/{call['key']}/edit")
    assert "checked" not in page
    (form,) = forms(page, "lesson")
    sent = form | {"happened": "budget", "work_on": "chance", "text": "Une phrase."}
    answer = ines.submits("/journal", sent)
    assert answer.headers["Location"] == f"/log?noted={call['key']}"
    page = read_page(ines, f"/lessons/{call['key']}/edit")
    assert re.search(r'name="happened" value="budget" checked', page)
    assert re.search(r'name="work_on" value="chance" checked', page)
    assert "Une phrase." in page
    assert ines.today().points_day == 20


@pytest.mark.parametrize(
    "outcome, says, pays",
    [
        ("refusal", "Ce refus", True),
        ("do_not_call", "Ce refus", True),
        ("gatekeeper", "Ce barrage", True),
        ("callback", "Cet appel", True),
        ("voicemail", "Cet appel", False),
        ("meeting", "Cet appel", False),
    ],
)
def test_the_sheet_of_a_corrected_call_says_what_it_is_and_what_it_pays(ines, outcome, says, pays):
    call = learns(ines, "Une phrase.")
    ines.sends(ines.corrects(call, outcome))
    page = read_page(ines, f"/lessons/{call['key']}/edit")
    assert f"<h1>{says}" in page
    assert ("jusqu’à 10\xa0points" in page) is pays


def test_a_reworded_lesson_stands_in_place_of_the_first(ines, at):
    call = learns(ines, "Mal dit.")
    at("2026-11-17 10:00")
    (form,) = forms(read_page(ines, f"/lessons/{call['key']}/edit"), "lesson")
    answer = ines.submits("/journal", form | {"text": "Mieux dit.", "happened": "budget"})
    assert answer.headers["Location"] == "/lessons"
    assert "Mieux dit." in read_page(ines)
    assert "Mal dit." not in read_page(ines)
    assert ines.today().points_total == 20


@pytest.mark.lengthy
def test_another_trail_is_asked_for_with_the_fourth_same_pair_of_a_day(ines):
    calls = [learns(ines) for _ in range(3)]
    assert "Une autre piste" not in read_page(ines, f"/lessons/{calls[-1]['key']}/edit")
    calls.append(learns(ines))
    assert "autre piste" in read_page(ines, f"/lessons/{calls[-1]['key']}/edit")


def test_a_removed_lesson_is_gone_with_its_words(ines):
    learns(ines, "À oublier.")
    removal = next(f for f in forms(read_page(ines), "withdraw"))
    answer = ines.submits("/journal", removal)
    assert answer.headers["Location"] == "/lessons"
    assert "À oublier." not in read_page(ines)
    assert ines.today().points_total == 10


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
@pytest.mark.parametrize(("signed", "says"), [("1", "signée"), ("0", "sans nom")])
def test_a_lesson_is_shared_with_or_without_a_name_and_taken_back(ines, signed, says):
    own = f"/lessons/{learns(ines, 'À partager.')['key']}/edit"
    (form,) = forms(read_page(ines, own), "share")
    assert forms(read_page(ines), "share") == []
    ines.submits("/journal", form | {"signed": signed})
    page = read_page(ines)
    assert forms(read_page(ines, own), "share") == []
    assert says in page
    assert says in read_page(ines, own)
    assert ines.today().points_total == 25
    unshare = forms(page, "withdraw")[0]
    ines.submits("/journal", unshare)
    assert len(forms(read_page(ines, own), "share")) == 1
    assert ines.today().points_total == 20


@pytest.mark.parametrize(
    ("happened", "work_on", "says"),
    [
        ("budget", "question", "Face à Budget, je travaille Question."),
        ("budget", "chance", "Budget\u00a0: rien à changer, c’était le hasard."),
        (None, "chance", "Rien à changer, c’était le hasard."),
        (None, "question", "Je travaille Question."),
        ("budget", None, "C’était Budget. Pour la prochaine fois, rien n’est encore choisi."),
    ],
)
def test_a_card_of_tags_alone_says_its_trail_in_a_sentence(ines, theo, happened, work_on, says):
    shares(ines, happened=happened, work_on=work_on)
    for person, path in ((ines, "/lessons"), (theo, "/lessons/team")):
        (sentence,) = re.findall(r'<p class="says trail">(.*?)</p>', read_page(person, path), re.S)
        assert re.sub(r"<.*?>|[\u2068\u2069]", "", sentence).strip() == says


def test_nobody_opens_the_lesson_of_another(ines, theo, otto):
    call = learns(theo, "À Théo seul.")
    for person in (ines, otto):
        assert person.opens(f"/lessons/{call['key']}/edit").status_code == 404
        assert "À Théo seul." not in read_page(person)
    assert ines.opens(f"/lessons/{uuid4()}/edit").status_code == 404
    assert ines.opens("/lessons/nonsense/edit").status_code == 404


def test_a_call_that_was_taken_back_has_no_sheet(ines):
    call = learns(ines)
    ines.sends(ines.withdraws(call))
    assert ines.opens(f"/lessons/{call['key']}/edit").status_code == 404


def test_ottos_tags_are_offered_to_nobody_else(ines, otto):
    mine, ottos = ines.taps("refusal"), otto.taps("refusal")
    ines.sends(mine)
    otto.sends(ottos)
    assert CANARY not in read_page(ines, f"/lessons/{mine['key']}/edit")
    assert f"{CANARY} tag" in read_page(otto, f"/lessons/{ottos['key']}/edit")


@pytest.mark.lengthy
def test_hostile_words_are_shown_as_words(ines):
    learns(ines, "<script>alert(1)</script>", **{"if": '"><img src=x>', "then": "{{ 7*7 }}"})
    for path in ("/lessons", "/today", "/log"):
        page = ines.opens(path).text
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert "{{ 7*7 }}" in page


def test_no_line_begins_with_the_mark_of_the_one_before(ines):
    """A phone's keyboard has one space; what stands in the form stays as it was typed."""
    call = learns(ines, "Elle a dit « non » : encore !")
    apart = "Elle a dit «\xa0non\xa0»\xa0: encore\xa0!"
    assert all(apart in read_page(ines, path) for path in ("/lessons", "/today", "/log"))
    assert "Elle a dit « non » : encore !" in read_page(ines, f"/lessons/{call['key']}/edit")


@pytest.mark.parametrize(
    ("when", "then", "expected"),
    [
        ("Si on me dit « non ».", "alors, je note.", "Si on me dit «\xa0non\xa0», alors je note."),
        ("il rit", "je ris…", "S’il rit, alors je ris…"),
        ("ils sont « deux »", "Alors je ris !", "S’ils sont «\xa0deux\xa0», alors je ris\xa0!"),
        ("...", "...", "Si ..., alors ...."),
        ("illico", "sinon", "Si illico, alors sinon."),
    ],
)
def test_an_if_then_says_its_words_once(ines, when, then, expected):
    learns(ines, **{"if": when, "then": then})
    assert all(expected in read_page(ines, path) for path in ("/lessons", "/today", "/log"))


def test_only_a_first_lesson_can_be_skipped(ines):
    call = ines.taps("refusal")
    ines.sends(call)
    assert ">Passer</a>" in read_page(ines, f"/lessons/{call['key']}/edit")
    ines.sends(ines.draws(call))
    assert ">Retour</a>" in read_page(ines, f"/lessons/{call['key']}/edit")


def test_the_list_costs_six_statements(app, ines):
    learns(ines)
    for path in ("/lessons", "/lessons/list?q=budget&happened=budget"):
        with statements(app) as sent:
            ines.opens(path)
        assert len(sent) <= 6, path


@pytest.mark.both_databases
def test_lessons_stand_under_the_week_of_their_call(ines, at):
    first = learns(ines, "De la première semaine.")
    at("2026-11-24 10:00")
    learns(ines, "De la deuxième.")
    at("2026-12-08 10:00")
    ines.sends(ines.draws(first, text="Redite plus tard."))
    learns(ines, "De la quatrième.")
    page = read_page(ines)
    heads = [" ".join(re.sub("<.*?>", "", h).split()) for h in re.findall(r"<h2 id.*?</h2>", page)]
    assert heads == [
        "Cette semaine du 7 au 13 déc.",
        "Semaine 48 du 23 au 29 nov.",
        "Semaine 47 du 16 au 22 nov.",
    ]
    texts = re.findall(r'<p class="says">(.*?)</p>', page)
    assert texts == ["De la quatrième.", "De la deuxième.", "Redite plus tard."]


@pytest.mark.both_databases
def test_a_lesson_whose_call_has_yet_to_come_stands_on_its_own_day(ines):
    call = ines.taps("refusal", at="2026-11-12 10:00")
    ines.sends(ines.draws(call, text="Arrivée avant."))
    assert "lundi 16 novembre" in read_page(ines)
    ines.sends(call)
    assert "jeudi 12 novembre" in read_page(ines)


def blank_sheet(person):
    """A refusal, and what its sheet would send as it came up."""
    call = person.taps("refusal")
    person.sends(call)
    (form,) = forms(read_page(person, f"/lessons/{call['key']}/edit"), "lesson")
    hidden = ("key", "kind", "call", "about", "back")
    return call, {name: form[name] for name in hidden}


@pytest.mark.parametrize("blank", [{}, {"text": "", "happened": ""}, {"text": "   ", "if": "\n"}])
def test_a_lesson_without_a_tag_or_a_word_is_none(ines, blank):
    call, form = blank_sheet(ines)
    answer = ines.submits("/journal", {**form, **blank})
    assert answer.status_code == 422
    assert "au moins une étiquette" in answer.text
    (receipt,) = ines.receipts(ines.draws(call, None, None))
    assert (receipt["status"], receipt["reason"]) == ("rejected", "lesson")
    assert ines.today().points_total == 10


@pytest.mark.lengthy
@pytest.mark.parametrize(
    "fields", [{"happened": "budget"}, {"work_on": "voice"}, {"if": "on dit non"}, {"text": "Oui."}]
)
def test_one_tag_or_one_word_makes_a_lesson(ines, fields):
    _, form = blank_sheet(ines)
    assert ines.submits("/journal", {**form, **fields}).status_code == 303
    assert read_page(ines).count("<article") == 1
