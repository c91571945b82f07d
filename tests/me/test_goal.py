"""The member's own goal: it gilds a day and costs nothing (RULES R4.2)."""

import html

import pytest


def wishes(person, goal, **more):
    return person.submits("/me/goal", {"goal": goal, **more})


def calls(person, count):
    person.sends(*[person.taps("no_answer") for _ in range(count)])


def read_summary(person):
    return person.opens("/today/summary").get_json()


@pytest.mark.both_databases
def test_reaching_it_gilds_the_day(ines):
    assert wishes(ines, "5").headers["Location"] == "/me?goal=#goal"
    calls(ines, 4)
    assert "encore 1 pour la dorer" in html.unescape(ines.opens("/today").text)
    assert read_summary(ines)["goal"] == {"needed": 5}
    assert not read_summary(ines)["line"][-1]["gilded"]
    calls(ines, 1)
    assert read_summary(ines)["line"][-1]["gilded"]
    assert "la journée est dorée" in html.unescape(ines.opens("/today").text)


def test_missing_it_costs_nothing(ines, theo, at):
    wishes(ines, "20")
    for person in (ines, theo):
        calls(person, 3)
    at("2026-11-17 09:00")
    assert ines.today().state == theo.today().state
    assert ines.today().points_total == theo.today().points_total


def test_a_day_keeps_the_goal_that_it_had(ines, at):
    wishes(ines, "5")
    calls(ines, 5)
    at("2026-11-17 09:00")
    wishes(ines, "20")
    calls(ines, 6)
    assert [day["gilded"] for day in read_summary(ines)["line"]][-2:] == [True, False]
    wishes(ines, "none")
    assert read_summary(ines)["goal"] is None
    assert [day["gilded"] for day in read_summary(ines)["line"]][-2:] == [True, False]


def test_without_one_nothing_is_said_of_it(ines):
    calls(ines, 3)
    assert read_summary(ines)["goal"] is None
    assert "dorer" not in ines.opens("/today").text


def test_the_member_may_write_a_number_of_their_own(ines):
    assert wishes(ines, "free", number=" 12 ").status_code == 303
    page = ines.opens("/me").text
    assert 'value="free" checked' in page
    assert 'value="12"' in page


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"goal": "7"},
        {"goal": "free"},
        {"goal": "free", "number": "2"},
        {"goal": "free", "number": "201"},
        {"goal": "free", "number": "-3"},
        {"goal": "free", "number": "٣"},
        {"goal": "free", "number": "9" * 99},
    ],
)
def test_a_number_that_is_no_goal_is_refused_and_changes_nothing(ines, form):
    wishes(ines, "10")
    answer = ines.submits("/me/goal", form)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert read_summary(ines)["goal"] == {"needed": 10}


def test_changing_ones_mind_the_same_day_leaves_one_goal(ines):
    for goal in ("5", "10", "20", "5"):
        wishes(ines, goal)
    assert read_summary(ines)["goal"] == {"needed": 5}
