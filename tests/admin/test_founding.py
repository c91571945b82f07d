"""A new company lacks a team and people: its administrator's Today leads to both."""

import re
from datetime import date

import pytest

import webapp.clock as clock
from tests.cast import Person, cost
from webapp.database.transactions import write_transaction
from webapp.people import company, roster
from webapp.people.schedule import facts

pytestmark = pytest.mark.both_databases(always=True)
TO_BOTH = ["/admin/teams", "/admin/people"]


@pytest.fixture
def claire(app, otto):
    """Who has just founded a company, beside another that has all it needs."""
    with app.app_context(), write_transaction():
        now = clock.now()
        organisation_id = company.create_organisation(
            "Nouvelle", now, on_created=app.extensions["rebond"].hooks.on_organisation_created
        )
        founder = company.add_member(organisation_id, "Claire", now, role="admin")
        company.mark_joined(organisation_id, founder, now)
    return Person(app, organisation_id, founder)


def ways(person, path="/today"):
    """Where the card leads to."""
    card = re.search(r'id="setup".*?</section>', person.opens(path).text, re.S)
    return re.findall(r'<a [^>]*href="([^"]+)"', card[0]) if card else []


STEPS = ["company", "teams", "people", "words", "look"]


def passes_all(person):
    for step in STEPS:
        assert person.submits(f"/admin/founding/{step}/later").status_code == 303


@pytest.mark.lengthy
def test_a_founder_is_led_through_five_steps_with_their_defaults(claire):
    """Every one kept as it stands: a company that plays from today on."""
    assert ways(claire) == ["/admin/founding"]
    assert claire.opens("/admin/founding").location == "/admin/founding/company"
    days = {f"day{n}": "1" for n in (2, 3, 4, 5, 6)}
    company = {"name": "Neuve & Fils", "country": "BE", "dose": "2"} | days
    forms = {"company": company, "teams": {"first": "Liège", "second": "Namur"}}
    forms |= {"words": {"you": "vous", "language": "en"}}
    for step, following in zip(STEPS, [*STEPS[1:], None], strict=True):
        assert claire.opens(f"/admin/founding/{step}").status_code == 200
        answer = claire.submits(f"/admin/founding/{step}", forms.get(step, {}))
        assert answer.location == (f"/admin/founding/{following}" if following else "/today")
    assert claire.who.organisation == "Neuve & Fils"
    with claire.app.app_context():
        company_facts = facts.read_facts(claire.organisation_id, [])
        day = date(2026, 11, 16)
        assert (company_facts.dose(day), company_facts.company_days(day)) == (2, [2, 3, 4, 5, 6])
        assert company_facts.holiday_place(day)["country"] == "BE"
        assert [team.name for team in roster.list_teams(claire.organisation_id)] == [
            "Liège",
            "Namur",
        ]
    assert "Liège" in claire.opens("/admin/founding/teams").text
    assert ways(claire) == ["/admin/people"]


def test_the_setup_goes_on_where_one_was(claire):
    claire.submits("/admin/founding/company/later")
    claire.submits("/admin/founding/teams", {"first": "Liège"})
    assert claire.opens("/admin/founding").location == "/admin/founding/people"
    assert "3 sur 5" in claire.opens("/today").text
    claire.submits("/admin/founding/company/later")
    assert claire.opens("/admin/founding").location == "/admin/founding/people"


def test_a_team_named_twice_is_one_and_what_is_no_name_is_said(claire):
    assert claire.submits("/admin/founding/teams", {"first": "\u200b"}).status_code == 422
    form = {"first": "Liège", "second": "LIÈGE", "third": "Namur"}
    for _ in range(2):
        assert claire.submits("/admin/founding/teams", form).status_code == 303
    with claire.app.app_context():
        assert [team.name for team in roster.list_teams(claire.organisation_id)] == [
            "Liège",
            "Namur",
        ]


def test_once_somebody_else_is_in_settings_hold_from_monday(claire):
    """As everywhere (RULES R10)."""
    with claire.app.app_context(), write_transaction():
        other = company.add_member(claire.organisation_id, "Ida", clock.now())
        company.mark_joined(claire.organisation_id, other, clock.now())
    form = {"name": "Nouvelle", "country": "FR", "dose": "5", "day1": "1"}
    assert claire.submits("/admin/founding/company", form).status_code == 303
    with claire.app.app_context():
        company_facts = facts.read_facts(claire.organisation_id, [])
        assert [company_facts.dose(date(2026, 11, day)) for day in (16, 22, 23)] == [3, 3, 5]


def test_a_step_is_an_administrators_and_one_of_five(claire, ines, maya):
    assert ines.opens("/admin/founding").status_code == 403
    assert claire.opens("/admin/founding/sixth").status_code == 404
    assert claire.submits("/admin/founding/company", {"name": "", "dose": "9"}).status_code == 422
    assert ways(maya) == []


def test_who_has_passed_all_is_led_to_a_team_and_to_people(claire):
    passes_all(claire)
    assert ways(claire) == TO_BOTH
    assert ways(claire, "/today/panel") == TO_BOTH
    assert all(claire.opens(path).status_code == 200 for path in TO_BOTH)


def test_a_step_of_the_setup_that_is_done_is_asked_for_no_more(app, claire):
    passes_all(claire)
    claire.submits("/admin/teams", {"name": "Nantes"})
    assert ways(claire) == ["/admin/people"]
    claire.submits(
        "/admin/people", {"name": "Inès", "email": "ines@nouvelle.test", "role": "member"}
    )
    assert ways(claire) == []


def test_a_team_that_was_put_away_is_none(app, claire):
    passes_all(claire)
    claire.submits("/admin/teams", {"name": "Nantes"})
    (team,) = re.findall(
        r'action="/admin/teams/([^/"]+)/archive"', claire.opens("/admin/teams").text
    )
    claire.submits(f"/admin/teams/{team}/archive", {})
    assert ways(claire) == TO_BOTH


def test_the_setup_goes_with_the_first_steps(claire):
    claire.submits("/today/first/away", {})
    assert ways(claire) == []


@pytest.mark.lengthy
def test_nobody_else_is_asked_nor_pays_for_it(app, claire, cast):
    with app.app_context(), write_transaction():
        now = clock.now()
        other = company.add_member(claire.organisation_id, "Marc", now)
        company.mark_joined(claire.organisation_id, other, now)
    marc = Person(app, claire.organisation_id, other)
    assert ways(claire) == ["/admin/founding"]
    assert ways(marc) == []
    assert cost(app, claire, "/today") == cost(app, marc, "/today") + 1
