"""The further teams of a manager: an administrator says which; they see and pause no others."""

import html
import json
import re
from uuid import uuid4

import pytest
from sqlalchemy import select

import webapp.clock as clock
from tests.cast import Person, statements
from webapp.database.engine import db
from webapp.me.erasure import erase_due
from webapp.people import managed_teams
from webapp.people.models import Audit, ManagedTeam

pytestmark = pytest.mark.lengthy

DAYS = {"from": "2026-11-18", "to": "2026-11-20"}


@pytest.fixture
def bilal(cast):
    """Of the team Lyon."""
    return cast("bilal")


@pytest.fixture
def brest(maya):
    """A third team of the company, which nobody is in."""
    return makes(maya, "Brest")


def makes(maya, name):
    assert maya.submits("/admin/teams", {"name": name}).status_code == 303
    with maya.app.app_context():
        return next(
            team.id for team in managed_teams.list_visible_teams(maya.who) if team.name == name
        )


def gives(maya, person, *teams):
    form = {"charge": [str(team) for team in teams]}
    return maya.submits(f"/admin/people/{person.id}/charges", form)


def places(maya, person, role, team):
    form = {"role": role, "team": str(team)}
    assert maya.submits(f"/admin/people/{person.id}", form).status_code == 303
    return Person(maya.app, person.organisation_id, person.id)  # signed in for anew


def sees(person, *teams):
    return [person.opens(f"/team/{team}").status_code for team in teams]


def rows(app):
    with app.app_context():
        pairs = db.session.execute(select(ManagedTeam.member_id, ManagedTeam.team_id))
        return {tuple(row) for row in pairs}


def read_audit(app, *events):
    with app.app_context():
        statement = select(Audit.what, Audit.actor_id, Audit.about_id).where(Audit.what.in_(events))
        return [tuple(row) for row in db.session.execute(statement.order_by(Audit.id))]


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2])
    return " ".join(html.unescape(text).replace("\u202f", " ").split())


@pytest.mark.both_databases(always=True)
def test_a_manager_of_two_teams_sees_both_and_no_third(cast, maya, theo, brest):
    nantes, lyon = cast("nantes").id, cast("lyon").id
    assert sees(theo, nantes, lyon, brest) == [200, 404, 404]
    assert gives(maya, theo, lyon).status_code == 303
    assert sees(theo, nantes, lyon, brest) == [200, 200, 404]
    page = theo.opens("/team").text
    assert (f'href="/team/{lyon}"' in page, "Brest" in page) == (True, False)
    assert "<h1>Nantes</h1>" in page


def test_what_one_manager_looks_after_is_no_others(app, cast, maya, theo, brest):
    nantes, lyon = cast("nantes").id, cast("lyon").id
    chloe = places(maya, cast("chloe"), "manager", lyon)
    gives(maya, theo, lyon)
    gives(maya, chloe, brest)
    assert (sees(theo, nantes, lyon, brest), sees(chloe, nantes, lyon, brest)) == (
        [200, 200, 404],
        [404, 200, 200],
    )
    gives(maya, theo)
    assert rows(app) == {(chloe.id, brest)}
    places(maya, theo, "member", nantes)
    assert rows(app) == {(chloe.id, brest)}


def test_the_page_of_a_further_team_is_the_one_that_its_members_see(cast, maya, theo, bilal):
    lyon = cast("lyon").id
    gives(maya, theo, lyon)
    further, own = theo.opens(f"/team/{lyon}").text, bilal.opens("/team").text
    assert further.partition("data-panel")[2] == own.partition("data-panel")[2] != ""
    assert "L’équipe voit cette même page" in words(theo.opens(f"/team/{lyon}"))


def test_who_is_in_no_team_chooses_among_those_that_they_look_after(cast, maya, theo):
    theo = places(maya, theo, "manager", "")
    gives(maya, theo, cast("lyon").id)
    page = theo.opens("/team")
    assert "dans aucune équipe" in words(page)
    assert f'href="/team/{cast("lyon").id}"' in page.text
    theo_pauses = words(theo.opens("/admin/pauses"))
    assert "Pour les équipes dont tu t’occupes" in theo_pauses
    assert sees(theo, cast("nantes").id, cast("lyon").id) == [404, 200]


@pytest.mark.both_databases(always=True)
def test_a_manager_pauses_a_further_team_and_nobody_in_it(cast, maya, theo, bilal, brest):
    lyon = cast("lyon").id
    gives(maya, theo, lyon)
    for whom, status in ((lyon, 303), (bilal.id, 422), (brest, 422), (theo.id, 303)):
        assert theo.submits("/admin/pauses", {"whom": str(whom), **DAYS}).status_code == status
    page = theo.opens("/admin/pauses")
    assert "Équipe Lyon du mer. 18 novembre au ven. 20 novembre" in words(page)
    assert not [name for name in ("Bilal", "Chloé", "Maya", "Brest") if name in words(page)]
    offered = re.findall(r'<option value="([^"]+)"', page.text)
    assert offered[:2] == [str(cast("nantes").id), str(lyon)]
    assert "Équipe Lyon" in words(maya.opens("/admin/pauses"))
    for end in re.findall(r'action="(/admin/pauses/[^"]+/end)"', page.text):
        assert theo.submits(end).status_code == 303
    assert "Personne n’est en pause" in words(theo.opens("/admin/pauses"))


def test_a_pause_of_one_person_in_a_further_team_is_not_shown(cast, maya, theo, bilal):
    gives(maya, theo, cast("lyon").id)
    before = theo.opens("/admin/pauses").text
    assert maya.submits("/admin/pauses", {"whom": str(bilal.id), **DAYS}).status_code == 303
    end = re.search(r'action="(/admin/pauses/[^"]+/end)"', maya.opens("/admin/pauses").text)
    assert theo.opens("/admin/pauses").text == before
    assert theo.submits(end.group(1)).status_code == 404


def test_a_member_of_the_team_is_shown_to_nobody_by_it(cast, maya, theo, bilal):
    gives(maya, theo, cast("lyon").id)
    bilal.sends(bilal.taps("refusal"))
    for path in (f"/team/{cast('lyon').id}", "/admin/pauses", "/boards", "/me", "/lessons/team"):
        assert "Bilal" not in words(theo.opens(path)), path
    assert theo.opens("/admin/people").status_code == 403


@pytest.mark.both_databases(always=True)
def test_the_teams_that_are_ticked_are_saved_whole_and_written_down(app, cast, maya, theo, brest):
    lyon = cast("lyon").id
    assert gives(maya, theo, lyon).status_code == 303
    assert gives(maya, theo, lyon).status_code == 303
    assert gives(maya, theo, brest).status_code == 303
    assert rows(app) == {(theo.id, brest)}
    assert gives(maya, theo).status_code == 303
    assert rows(app) == set()
    assert sees(theo, lyon, brest) == [404, 404]
    events = read_audit(app, "charge", "charge-end")
    assert {(actor, about) for _, actor, about in events} == {(maya.id, theo.id)}
    assert sorted(what for what, *_ in events) == ["charge", "charge", "charge-end", "charge-end"]


def test_the_form_stands_at_a_manager_and_holds_what_was_ticked(cast, maya, theo, ines, brest):
    gives(maya, theo, cast("lyon").id)
    page = maya.opens("/admin/people").text
    form = page.partition(f'action="/admin/people/{theo.id}/charges"')[2].partition("</form>")[0]
    assert re.findall(r'name="charge" value="([^"]+)"( checked)?', form) == [
        (str(brest), ""),
        (str(cast("lyon").id), " checked"),
    ]
    assert page.count("/charges") == 1
    assert "S’occupe aussi de : Lyon" in words(maya.opens("/admin/people")).replace("\xa0", " ")


@pytest.mark.both_databases(always=True)
def test_ottos_team_an_archived_one_and_one_that_never_was_are_refused(
    app, cast, maya, theo, brest
):
    lyon = cast("lyon").id
    gives(maya, theo, lyon)
    assert maya.submits(f"/admin/teams/{brest}/archive").status_code == 303
    for wrong in (cast("ottos_team").id, brest, uuid4(), "x", ""):
        answer = gives(maya, theo, lyon, wrong)
        assert answer.status_code == 422
        assert "Choisis dans la liste." in words(answer)
        assert f'value="{lyon}" checked' in answer.text
    assert rows(app) == {(theo.id, lyon)}


def test_only_a_manager_of_the_company_is_given_teams(app, cast, maya, ines, otto):
    lyon = cast("lyon").id
    for person in (ines, maya):
        answer = gives(maya, person, lyon)
        assert answer.status_code == 422
        assert "Il faut être manager" in words(answer)
    for stranger in (otto.id, cast("oskar").id, uuid4()):
        form = {"charge": str(lyon)}
        assert maya.submits(f"/admin/people/{stranger}/charges", form).status_code == 404
    assert otto.submits(f"/admin/people/{cast('theo').id}/charges").status_code == 404
    assert cast("theo").submits(f"/admin/people/{cast('theo').id}/charges").status_code == 403
    assert rows(app) == set()


@pytest.mark.both_databases(always=True)
@pytest.mark.parametrize("role", ["member", "admin"])
def test_who_is_no_manager_any_more_has_no_further_team_left(app, cast, maya, theo, role):
    nantes, lyon = cast("nantes").id, cast("lyon").id
    gives(maya, theo, lyon)
    theo = places(maya, theo, role, nantes)
    assert rows(app) == set()
    assert sees(theo, nantes, lyon) == ([200, 404] if role == "member" else [200, 200])
    theo = places(maya, theo, "manager", nantes)
    assert sees(theo, nantes, lyon) == [200, 404]


def test_a_row_that_outlived_the_role_opens_nothing(app, cast, ines):
    with app.app_context():
        db.session.add(
            ManagedTeam(
                organisation_id=ines.organisation_id, member_id=ines.id, team_id=cast("lyon").id
            )
        )
        db.session.commit()
    assert sees(ines, cast("lyon").id) == [404]
    assert ines.opens("/admin/pauses").status_code == 403


def test_who_moves_into_a_further_team_has_it_as_their_own_alone(app, cast, maya, theo):
    nantes, lyon = cast("nantes").id, cast("lyon").id
    gives(maya, theo, lyon)
    gives(maya, theo, lyon, nantes)
    assert rows(app) == {(theo.id, lyon)}
    places(maya, theo, "manager", lyon)
    assert (rows(app), sees(theo, nantes, lyon)) == (set(), [404, 200])
    places(maya, theo, "manager", nantes)
    assert sees(theo, nantes, lyon) == [200, 404]


@pytest.mark.both_databases(always=True)
def test_an_archived_team_is_nobodys_any_more(app, maya, theo, brest):
    gives(maya, theo, brest)
    assert sees(theo, brest) == [200]
    assert maya.submits(f"/admin/teams/{brest}/archive").status_code == 303
    assert (rows(app), sees(theo, brest)) == (set(), [404])
    assert "Brest" not in words(theo.opens("/admin/pauses"))


@pytest.mark.both_databases(always=True)
def test_who_is_removed_or_erased_leaves_no_charge(app, cast, maya, theo, at):
    chloe = cast("chloe")
    places(maya, chloe, "manager", cast("lyon").id)
    gives(maya, theo, cast("lyon").id)
    gives(maya, chloe, cast("nantes").id)
    assert maya.submits(f"/admin/people/{theo.id}/removal", {"sure": "1"}).status_code == 303
    chloe = Person(app, chloe.organisation_id, chloe.id)
    assert chloe.submits("/me/leave", {"sure": "1"}).status_code == 303
    assert rows(app) == {(chloe.id, cast("nantes").id)}  # who may come back finds it again
    at("2026-12-17 10:00")
    with app.app_context():
        assert erase_due(clock.now()) == 2
    assert rows(app) == set()


@pytest.mark.both_databases(always=True)
def test_a_manager_reads_and_takes_away_which_teams_they_look_after(cast, maya, theo, brest):
    assert "Tu t’occupes aussi" not in words(theo.opens("/me"))
    gives(maya, theo, cast("lyon").id, brest)
    page = words(theo.opens("/me")).replace("\xa0", " ")
    assert "Ce que voit mon manager Tu t’occupes aussi de : Brest, Lyon" in page
    assert "Pauses des équipes" in page
    export = json.loads(theo.opens("/me/export/json").data)
    assert export["charges"] == [{"team": "Brest"}, {"team": "Lyon"}]


def test_further_teams_cost_no_statement_more(app, cast, maya, theo, brest):
    visits = (theo, "/team"), (theo, "/admin/pauses"), (theo, "/me"), (maya, "/admin/people")
    before = [cost(app, *each) for each in visits]
    gives(maya, theo, cast("lyon").id, brest)
    assert [cost(app, *each) for each in visits] == before


def cost(app, person, path):
    person.opens(path)
    with statements(app) as sql:
        assert person.opens(path).status_code == 200
    return len([line for line in sql if line != "COMMIT"])
