"""A company's own tags: added, named anew, put in order, archived; a lesson keeps what it has."""

import re

import pytest

from webapp.lessons import repository, tags

TAGS = "/admin/tags"
pytestmark = pytest.mark.both_databases


def list_offered_tags(person, row="happened"):
    with person.app.app_context():
        return [tag["name"] for tag in repository.list_tags(person.who) if tag["row"] == row]


def find_tag_line(person, name):
    with person.app.app_context():
        return next(tag for tag in tags.list_tag_lines(person.who) if tag.name_fr == name)


def add(maya, french, english="", row="happened"):
    form = {"row": row, "name_fr": french, "name_en": english}
    return maya.submits(TAGS, form).status_code


def test_a_new_tag_is_offered_in_both_languages_and_a_lesson_takes_it(maya, ines):
    assert add(maya, "Déjà en contrat", "Under contract") == 303
    assert list_offered_tags(ines)[-1] == "Déjà en contrat"
    tag = find_tag_line(maya, "Déjà en contrat")
    call = ines.taps("refusal")
    lesson = ines.draws(call, happened=tag.id)
    assert ines.sends(call, lesson) == ["accepted", "accepted"]
    assert ines.today().points_day == 20
    assert "Déjà en contrat" in ines.opens("/lessons").text
    ines.submits("/me/settings", {"language": "en", "theme": "auto"})
    assert "Under contract" in ines.opens("/lessons").text


def test_one_language_is_enough_and_sent_twice_it_is_one_tag(maya, ines):
    assert [add(maya, "", "Contract"), add(maya, "", "Contract")] == [303, 303]
    assert list_offered_tags(ines).count("Contract") == 1


def test_an_archived_tag_is_offered_no_more_and_lessons_keep_it(maya, ines):
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call, happened="budget"))
    maya.submits(f"{TAGS}/budget/archive")
    assert "Budget" not in list_offered_tags(ines)
    assert "Budget" in ines.opens("/lessons").text
    late = ines.taps("refusal")
    assert ines.sends(late, ines.draws(late, happened="budget")) == ["accepted"] * 2
    maya.submits(f"{TAGS}/budget/return")
    assert list_offered_tags(ines)[-1] == "Budget"


def test_tags_are_put_in_order_and_chance_stands_last(maya, ines):
    first, second = list_offered_tags(ines)[:2]
    maya.submits(f"{TAGS}/{find_tag_line(maya, second).id}/up")
    assert list_offered_tags(ines)[:2] == [second, first]
    maya.submits(f"{TAGS}/{find_tag_line(maya, second).id}/down")
    assert list_offered_tags(ines)[:2] == [first, second]
    add(maya, "Silence", row="work_on")
    with maya.app.app_context():
        rows = [tag.id for tag in tags.list_tag_lines(maya.who) if tag.row == "work_on"]
    assert rows[-1] == "chance"


def test_another_name_is_read_on_the_lessons_of_before(maya, ines):
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call, happened="budget"))
    form = {"name_fr": "Trop cher", "name_en": "Too dear"}
    assert maya.submits(f"{TAGS}/budget", form).status_code == 303
    assert "Trop cher" in ines.opens("/lessons").text


def test_a_change_of_a_tag_that_cannot_be_says_why(maya):
    assert add(maya, "") == 422
    assert add(maya, "x" * 41) == 422
    assert add(maya, "BUDGET") == 422
    assert add(maya, "Neuf", row="third") == 400
    duplicate = {"name_fr": "budget", "name_en": "Other"}
    assert maya.submits(f"{TAGS}/equipped", duplicate).status_code == 422
    assert maya.submits(f"{TAGS}/chance/archive").status_code == 422
    for way in ("", "/up", "/down", "/archive", "/return"):
        form = {"name_fr": "Neuf", "name_en": "New"}
        assert maya.submits(f"{TAGS}/nowhere{way}", form).status_code == 404


@pytest.mark.lengthy
def test_a_row_keeps_one_tag_and_has_no_more_than_thirty(maya, ines):
    for number in range(tags.MAX_TAGS - len(list_offered_tags(ines))):
        assert add(maya, f"Neuf {number}") == 303
    assert add(maya, "Un de trop") == 422
    with maya.app.app_context():
        ids = [tag.id for tag in tags.list_tag_lines(maya.who) if tag.row == "happened"]
    statuses = [maya.submits(f"{TAGS}/{tag}/archive").status_code for tag in ids]
    assert statuses == [303] * (len(ids) - 1) + [422]


def test_tags_are_the_administrators_of_their_own_company(maya, ines, cast):
    assert ines.opens(TAGS).status_code == 403
    assert ines.submits(f"{TAGS}/budget/archive").status_code == 403
    add(maya, "Déjà en contrat")
    assert "Déjà en contrat" not in list_offered_tags(cast("otto"))
    page = maya.opens(TAGS).text
    assert len(re.findall(r'<li id="', page)) >= 18
