"""The first minutes: three steps that are done by doing them, and leave."""

import re

import pytest

import webapp.clock as clock
from tests.cast import cost
from webapp.database.transactions import write_transaction
from webapp.i18n import force_variant
from webapp.people.schedule import declarations
from webapp.today.sentences import working_days

pytestmark = pytest.mark.both_databases


@pytest.fixture
def nina(cast):
    """Somebody who came in this morning."""
    return cast("ines")


def list_steps(person):
    """The steps that Today still shows, and those that the phone keeps: the same."""
    page = person.opens("/today").text
    steps = re.findall(r'data-step="(\w+)" data-show="[^"]*">', page)
    first = person.opens("/today/summary").get_json()["first"]
    assert steps == [step for step in ("call", "lesson", "pattern") if first and first[step]]
    assert (first["left"] if first else 0) == len(steps)
    return steps


def test_a_new_member_has_three_steps(nina):
    assert list_steps(nina) == ["call", "lesson", "pattern"]
    assert "du lundi au vendredi" in nina.opens("/today").text


def test_the_first_call_is_done_by_calling(nina):
    nina.sends(nina.taps("no_answer"))
    assert list_steps(nina) == ["lesson", "pattern"]


def test_a_call_taken_back_is_to_do_again(nina):
    call = nina.taps("no_answer")
    nina.sends(call, nina.withdraws(call))
    assert list_steps(nina) == ["call", "lesson", "pattern"]


def test_the_first_lesson_is_done_by_drawing_one(nina):
    call = nina.taps("refusal")
    nina.sends(call, nina.draws(call, "budget", "question"))
    assert list_steps(nina) == ["pattern"]


def test_half_a_lesson_or_one_taken_back_is_none_yet(nina):
    call = nina.taps("refusal")
    nina.sends(call, nina.draws(call, "budget", None))
    assert list_steps(nina) == ["lesson", "pattern"]
    lesson = nina.draws(call, "budget", "question")
    nina.sends(lesson)
    assert list_steps(nina) == ["pattern"]
    nina.sends(nina.withdraws(lesson))
    assert list_steps(nina) == ["lesson", "pattern"]


def test_the_pattern_is_done_by_saying_one(app, nina):
    with app.app_context(), write_transaction():
        now = clock.now()
        days = {"weeks": [[1, 2, 4]]}
        declarations.add_fact(
            nina.organisation_id, "member", nina.id, "pattern", now.date(), now, value=days
        )
    assert list_steps(nina) == ["call", "lesson"]


def test_the_card_leads_to_where_it_is_said(nina):
    (way,) = re.findall(r'href="(/me/calendar/week[^"]*)"', nina.opens("/today").text)
    (monday,) = re.findall(r'name="this" value="([^"]+)"', nina.opens(way).text)
    week = {"what": "week", "weeks": "1", "this": monday, "from": "2026-11-16"}
    answer = nina.submits("/me/calendar/changes", week | {"a1": "on", "a2": "on", "a4": "on"})
    assert answer.status_code == 303
    assert list_steps(nina) == ["call", "lesson"]


def test_or_by_finding_the_companys_right(nina):
    answer = nina.submits("/today/first/pattern", {})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/today")
    assert list_steps(nina) == ["call", "lesson"]


def test_put_away_they_stay_away(nina, at):
    assert nina.submits("/today/first/away", {}).status_code == 303
    assert list_steps(nina) == []
    assert nina.opens("/today/summary").get_json()["first"] is None
    nina.sends(nina.taps("no_answer"))
    assert "data-first" not in nina.opens("/today").text


def test_the_first_steps_are_for_the_first_three_weeks(nina, at):
    at("2026-12-04 09:00")
    assert list_steps(nina) == ["call", "lesson", "pattern"]
    at("2026-12-05 09:00")
    assert list_steps(nina) == []


def test_what_somebody_else_does_is_not_theirs(nina, theo):
    call = theo.taps("refusal")
    theo.sends(call, theo.draws(call, "budget", "question"))
    theo.submits("/today/first/pattern", {})
    theo.submits("/today/first/away", {})
    assert list_steps(nina) == ["call", "lesson", "pattern"]


def test_the_first_steps_cost_no_statement(app, nina):
    nina.sends(nina.taps("refusal"))
    with_them = [cost(app, nina, path) for path in ("/today", "/today/summary")]
    nina.submits("/today/first/away", {})
    assert [cost(app, nina, path) for path in ("/today", "/today/summary")] == with_them


@pytest.mark.parametrize(
    "language, weeks, expected",
    [
        ("fr", [{1, 2, 3, 4, 5}], "du lundi au vendredi"),
        ("en", [{1, 2, 3, 4, 5}], "Monday to Friday"),
        ("fr", [{1, 2, 4}], "lundi, mardi et jeudi"),
        ("en", [{5, 6, 7}], "Friday to Sunday"),
        ("en", [{3}], "Wednesday"),
        ("fr", [{1, 2}], "lundi et mardi"),
        ("en", [{1, 2}, {3}], "weeks that alternate"),
    ],
)
def test_working_days_are_said_in_words(app, language, weeks, expected):
    with app.test_request_context(), force_variant(language):
        assert working_days([frozenset(week) for week in weeks]) == expected


def test_the_home_screen_is_spoken_of_after_the_third_call(nina):
    nina.sends(nina.taps("no_answer"), nina.taps("no_answer"))
    assert "data-install>" not in nina.opens("/today").text
    nina.sends(nina.taps("no_answer"))
    assert "data-install>" in nina.opens("/today").text
