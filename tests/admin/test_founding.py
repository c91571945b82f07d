"""A new company lacks a team and people: its administrator's Today leads to both."""

import re

import pytest

import webapp.clock as clock
from tests.cast import Person, cost
from webapp.database import writing
from webapp.people import company

pytestmark = pytest.mark.both_databases
TO_BOTH = ["/admin/teams", "/admin/people"]


@pytest.fixture
def claire(app, otto):
    """Who has just founded a company, beside another that has all it needs."""
    with app.app_context(), writing():
        now = clock.now()
        made = company.found("Nouvelle", now, founders=app.extensions["rebond.founders"])
        founder = company.add_member(made, "Claire", now, role="admin")
        company.arrive(made, founder, now)
    return Person(app, made, founder)


def ways(person, path="/today"):
    """Where the card leads to."""
    card = re.search(r'id="founding".*?</section>', person.opens(path).text, re.S)
    return re.findall(r'<a [^>]*href="([^"]+)"', card[0]) if card else []


def test_a_founder_is_led_to_a_team_and_to_people(claire):
    assert ways(claire) == TO_BOTH
    assert ways(claire, "/today/panel") == TO_BOTH
    assert all(claire.opens(path).status_code == 200 for path in TO_BOTH)


def test_what_is_there_is_asked_for_no_more(app, claire):
    claire.submits("/admin/teams", {"name": "Nantes"})
    assert ways(claire) == ["/admin/people"]
    claire.submits(
        "/admin/people", {"name": "Inès", "email": "ines@nouvelle.test", "role": "member"}
    )
    assert ways(claire) == []


def test_a_team_that_was_put_away_is_none(app, claire):
    claire.submits("/admin/teams", {"name": "Nantes"})
    (team,) = re.findall(
        r'action="/admin/teams/([^/"]+)/archive"', claire.opens("/admin/teams").text
    )
    claire.submits(f"/admin/teams/{team}/archive", {})
    assert ways(claire) == TO_BOTH


def test_it_goes_with_the_first_steps(claire):
    claire.submits("/today/first/away", {})
    assert ways(claire) == []


def test_nobody_else_is_asked_nor_pays_for_it(app, claire, cast):
    with app.app_context(), writing():
        now = clock.now()
        other = company.add_member(claire.organisation_id, "Marc", now)
        company.arrive(claire.organisation_id, other, now)
    marc = Person(app, claire.organisation_id, other)
    assert ways(claire) == ["/admin/teams"]
    assert ways(marc) == []
    assert cost(app, claire, "/today") == cost(app, marc, "/today") + 1
