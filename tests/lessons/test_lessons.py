"""Lessons: the list, the sheet of one call, sharing, and what never reaches another."""

import html
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.cast import CANARY, statements
from webapp.lessons.reminder import Drawn, choose

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def listed(person, path="/lessons"):
    answer = person.opens(path)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def learns(person, text="", outcome="refusal", **lesson):
    """A call with its lesson; says the call."""
    call = person.taps(outcome)
    rows = {"happened": "budget", "work_on": "question"} | lesson
    assert person.sends(call, person.draws(call, text=text, **rows)) == ["accepted"] * 2
    return call


def forms(page, kind):
    """The forms of that kind, each with what it would send."""
    found = re.findall(r"<form.*?</form>", page, re.S)
    return [
        dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        for form in found
        if f'name="kind" value="{kind}"' in form
    ]


def test_without_a_lesson_the_page_teaches_the_first_one(ines):
    assert "La première leçon vient avec le premier refus" in listed(ines)


@pytest.mark.both_databases
def test_lessons_stand_newest_first_with_their_tags_by_name(ines, at):
    learns(ines, "La première.", happened="send_email", work_on="next_step")
    at("2026-11-17 10:00")
    learns(ines, "La seconde.", outcome="gatekeeper", work_on=None)
    page = listed(ines)
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


@pytest.mark.both_databases
def test_more_than_fifty_lessons_stand_on_two_pages(ines, at):
    for number in range(51):
        at(f"2026-11-16 10:{number:02}")
        learns(ines, f"Leçon {number}.")
    page = listed(ines)
    assert page.count("<article") == 50
    assert "Leçon 0." not in page
    older = re.search(r'href="(/lessons\?before=[^"]+)"', page)[1]
    rest = listed(ines, older)
    assert rest.count("<article") == 1
    assert "Leçon 0." in rest
    assert "before=" not in rest


def test_a_page_after_nothing_is_not_found(ines):
    assert ines.opens("/lessons?before=nonsense").status_code == 404


def test_the_sheet_of_a_call_is_empty_at_first_and_filled_later(ines):
    call = ines.taps("refusal")
    ines.sends(call)
    page = listed(ines, f"/lessons/{call['key']}/edit")
    assert "checked" not in page
    (form,) = forms(page, "lesson")
    sent = form | {"happened": "budget", "work_on": "chance", "text": "Une phrase."}
    kept = ines.submits("/journal", sent)
    assert kept.headers["Location"] == f"/log?noted={call['key']}"
    page = listed(ines, f"/lessons/{call['key']}/edit")
    assert re.search(r'name="happened" value="budget" checked', page)
    assert re.search(r'name="work_on" value="chance" checked', page)
    assert "Une phrase." in page
    assert ines.today().points_day == 20


def test_a_reworded_lesson_stands_in_place_of_the_first(ines, at):
    call = learns(ines, "Mal dit.")
    at("2026-11-17 10:00")
    (form,) = forms(listed(ines, f"/lessons/{call['key']}/edit"), "lesson")
    kept = ines.submits("/journal", form | {"text": "Mieux dit.", "happened": "budget"})
    assert kept.headers["Location"] == "/lessons"
    assert "Mieux dit." in listed(ines)
    assert "Mal dit." not in listed(ines)
    assert ines.today().points_total == 20


def test_another_trail_is_asked_for_with_the_fourth_same_pair_of_a_day(ines):
    calls = [learns(ines) for _ in range(3)]
    assert "Une autre piste" not in listed(ines, f"/lessons/{calls[-1]['key']}/edit")
    calls.append(learns(ines))
    assert "autre piste" in listed(ines, f"/lessons/{calls[-1]['key']}/edit")


def test_a_removed_lesson_is_gone_with_its_words(ines):
    learns(ines, "À oublier.")
    removal = next(f for f in forms(listed(ines), "withdraw"))
    answer = ines.submits("/journal", removal)
    assert answer.headers["Location"] == "/lessons"
    assert "À oublier." not in listed(ines)
    assert ines.today().points_total == 10


@pytest.mark.both_databases
@pytest.mark.parametrize(("signed", "says"), [("1", "signée"), ("0", "sans nom")])
def test_a_lesson_is_shared_with_or_without_a_name_and_taken_back(ines, signed, says):
    learns(ines, "À partager.")
    (form,) = forms(listed(ines), "share")
    ines.submits("/journal", form | {"signed": signed})
    page = listed(ines)
    assert forms(page, "share") == []
    assert says in page
    assert ines.today().points_total == 25
    unshare = forms(page, "withdraw")[0]
    ines.submits("/journal", unshare)
    assert len(forms(listed(ines), "share")) == 1
    assert ines.today().points_total == 20


def test_nobody_opens_the_lesson_of_another(ines, theo, otto):
    call = learns(theo, "À Théo seul.")
    for person in (ines, otto):
        assert person.opens(f"/lessons/{call['key']}/edit").status_code == 404
        assert "À Théo seul." not in listed(person)
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
    assert CANARY not in listed(ines, f"/lessons/{mine['key']}/edit")
    assert f"{CANARY} tag" in listed(otto, f"/lessons/{ottos['key']}/edit")


def test_hostile_words_are_shown_as_words(ines):
    learns(ines, "<script>alert(1)</script>", **{"if": '"><img src=x>', "then": "{{ 7*7 }}"})
    for path in ("/lessons", "/today", "/log"):
        page = ines.opens(path).text
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert "{{ 7*7 }}" in page


def test_the_list_costs_four_statements(app, ines):
    learns(ines)
    with statements(app) as said:
        ines.opens("/lessons")
    assert len(said) <= 4


def drawn(days, happened="budget", plan="", text=""):
    return Drawn(NOW - timedelta(days=days), happened, plan, plan, text)


def test_the_plan_for_what_happens_most_often_lately_is_remembered():
    lessons = [
        drawn(1, "budget", "for a budget"),
        drawn(2, "equipped"),
        drawn(3, "equipped", "for the equipped"),
        drawn(20, "no_need", "old"),
        drawn(21, "no_need"),
        drawn(22, "no_need"),
    ]
    assert choose(lessons, NOW).then == "for the equipped"


def test_of_plans_for_equal_reasons_the_newest_is_remembered():
    assert choose([drawn(1, "a", "new"), drawn(2, "b", "old")], NOW).then == "new"
    assert choose([drawn(1, None, "new"), drawn(2, None, "old")], NOW).then == "new"


def test_without_a_plan_the_newest_sentence_is_remembered():
    assert choose([drawn(1), drawn(2, text="said")], NOW).text == "said"
    assert choose([drawn(1)], NOW) is None
    assert choose([], NOW) is None
