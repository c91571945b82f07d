"""A link of a team: shown at a meeting, as many come in as it is for, closed when one wants."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.cast import Nobody
from webapp.database.engine import db
from webapp.people import roster
from webapp.people.models import MemberRow, SignIn

LINKS = "/admin/people/links"


def make(maya, team, most=10, days=7):
    """The page of a new link, and where the link itself leads."""
    answer = maya.submits(LINKS, {"team": str(team), "most": most, "days": days})
    assert answer.status_code == 303, answer.text
    return answer.location, re.search(r"/join/team/[\w-]+", maya.opens(answer.location).text)[0]


def people_of(maya):
    with maya.app.app_context():
        return {each.name: each for each in roster.list_people(maya.organisation_id, 0, 999)}


def join(browser, path, name="Zoé", email="zoe@ouest.test"):
    return browser.submits(path, {"name": name, "email": email})


@pytest.mark.lengthy
def test_everyone_says_who_they_are_and_is_in_the_team_as_a_member(maya, cast, nobody):
    page, path = make(maya, cast("nantes").id)
    for _ in range(3):
        assert nobody.opens(path).status_code == 200
    assert join(nobody, path).location == "/today"
    assert nobody.opens("/today/summary").status_code == 200
    zoe = people_of(maya)["Zoé"]
    assert (zoe.team, zoe.role, zoe.email) == (cast("nantes").id, "member", "zoe@ouest.test")
    assert "Zoé" in maya.opens(page).text
    assert "1 sur 10" in maya.opens(LINKS).text
    audit = maya.opens("/admin/audit").text
    assert audit.index("est entré·e par le lien d’une équipe") < audit.index("a créé le lien")


def crowd(app, path, people, at_once):
    """The answers to so many people who come in by a link, the first of them all at once."""
    gate = Barrier(at_once)

    def come(number):
        browser = Nobody(app)
        if number < at_once:
            gate.wait(60)
        return join(browser, path, f"Zoé {number}", f"zoe{number}@ouest.test").status_code

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(come, range(people)))


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
def test_of_many_who_try_at_once_exactly_as_many_come_in_as_the_link_is_for(app, maya, cast):
    _, path = make(maya, cast("nantes").id, most=5)
    statuses = crowd(app, path, people=8, at_once=8)
    assert (statuses.count(303), statuses.count(404)) == (5, 3)
    with app.app_context():
        came = select(func.count()).where(MemberRow.came_by.is_not(None))
        assert db.session.execute(came.select_from(MemberRow)).scalar_one() == 5


@pytest.mark.slow
@pytest.mark.both_databases
def test_a_hundred_takers_of_a_link_for_ten_are_ten(app, maya, cast):
    _, path = make(maya, cast("nantes").id, most=10)
    statuses = crowd(app, path, people=100, at_once=20)
    assert (statuses.count(303), statuses.count(404)) == (10, 90)
    assert len([name for name in people_of(maya) if name.startswith("Zoé")]) == 10


@pytest.mark.lengthy
def test_the_same_browser_sending_it_twice_is_one_person(app, maya, cast, nobody):
    _, path = make(maya, cast("nantes").id)
    nobody.opens(path)
    cookie = nobody.client.get_cookie("rebond-code").value
    for _ in range(2):
        browser = Nobody(app)
        browser.client.set_cookie("rebond-code", cookie)
        assert join(browser, path).status_code == 303
    assert "1 sur 10" in maya.opens(LINKS).text
    with app.app_context():
        zoe = select(func.count()).where(SignIn.member_id == people_of(maya)["Zoé"].id)
        assert db.session.execute(zoe.select_from(SignIn)).scalar_one() == 1


def test_closed_it_lets_in_nobody_else_and_who_is_in_stays(maya, cast, nobody):
    page, path = make(maya, cast("nantes").id)
    join(nobody, path)
    assert maya.submits(f"{page}/end").status_code == 303
    stranger = Nobody(maya.app)
    assert stranger.opens(path).status_code == 404
    assert join(stranger, path, "Mallory", "m@ouest.test").status_code == 404
    assert "/join/team/" not in maya.opens(page).text
    assert nobody.opens("/today").status_code == 200


def test_a_teams_link_expires_and_one_of_an_archived_team_takes_nobody(maya, cast, nobody, at):
    _, path = make(maya, cast("nantes").id, days=1)
    at("2026-11-17 09:29")
    assert nobody.opens(path).status_code == 200
    at("2026-11-17 09:31")
    assert nobody.opens(path).status_code == 404
    assert join(nobody, path).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "email": "zoe@ouest.test"},
        {"name": "Zoé", "email": "zoe"},
        {"name": "Zoé", "email": "ines@ouest.test"},
    ],
)
def test_a_wrong_form_of_a_teams_link_is_said_and_takes_no_use(maya, cast, nobody, form):
    _, path = make(maya, cast("nantes").id)
    assert nobody.submits(path, form).status_code == 422
    assert "0 sur 10" in maya.opens(LINKS).text


def test_a_link_needs_a_team_of_ones_own_and_choices_of_the_lists(maya, ines, cast):
    nantes, ottos = cast("nantes").id, cast("ottos_team").id
    for form in (
        {"team": str(ottos), "most": 10, "days": 7},
        {"team": "", "most": 10, "days": 7},
        {"team": str(nantes), "most": 1000, "days": 7},
        {"team": str(nantes), "most": 10, "days": "x"},
    ):
        assert maya.submits(LINKS, form).status_code == 422
    assert ines.submits(LINKS, {"team": str(nantes), "most": 10, "days": 7}).status_code == 403


def test_another_company_neither_sees_nor_closes_it(maya, cast):
    page, path = make(maya, cast("nantes").id)
    otto = cast("otto")
    assert otto.opens(page).status_code in (403, 404)
    assert otto.submits(f"{page}/end").status_code in (403, 404)
    assert Nobody(maya.app).opens(path).status_code == 200


def test_made_by_two_taps_it_is_one_link(maya, cast):
    assert make(maya, cast("nantes").id) == make(maya, cast("nantes").id)


def test_where_there_is_one_team_it_is_chosen_already(maya, cast, at):
    def list_selected_teams():
        form = maya.opens("/admin/people").text.partition('id="team"')[2]
        return re.findall(r'value="([^"]*)" selected', form.partition("</select>")[0])

    assert list_selected_teams() == []
    for name in ("theo", "ines", "awa"):
        whose = f"/admin/people/{cast(name).id}"
        role = {"theo": "manager"}.get(name, "member")
        maya.submits(whose, {"team": str(cast("lyon").id), "role": role})
    maya.submits(f"/admin/teams/{cast('nantes').id}/archive")
    assert list_selected_teams() == [str(cast("lyon").id)]
