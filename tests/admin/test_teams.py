"""Teams: made, named anew, archived when empty."""

import pytest

from webapp.people import roster
from webapp.text_folding import fold_text


def teams_by_name(person):
    with person.app.app_context():
        return {team.name: team for team in roster.list_sized_teams(person.organisation_id)}


@pytest.mark.both_databases
def test_a_team_is_made_named_anew_and_put_away(maya):
    assert maya.submits("/admin/teams", {"name": "Brest"}).status_code == 303
    brest = teams_by_name(maya)["Brest"]
    assert maya.submits(f"/admin/teams/{brest.id}", {"name": "Quimper"}).status_code == 303
    assert set(teams_by_name(maya)) == {"Nantes", "Lyon", "Quimper"}
    assert maya.submits(f"/admin/teams/{brest.id}/archive").status_code == 303
    assert set(teams_by_name(maya)) == {"Nantes", "Lyon"}
    assert maya.submits(f"/admin/teams/{brest.id}", {"name": "Again"}).status_code == 404


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
def test_people_and_teams_stand_in_the_order_of_the_alphabet(maya):
    """« Émile » is not behind « Zoé », though a database would put him there."""
    for name in ("Vannes", "Épinal", "évry", "Çan", "Dax"):
        maya.submits("/admin/teams", {"name": name})
    assert list(teams_by_name(maya)) == ["Çan", "Dax", "Épinal", "évry", "Lyon", "Nantes", "Vannes"]
    for number, name in enumerate(("Zoé", "Émile", "étienne", "Ève")):
        email = f"n{number}@ouest.test"
        added = {"name": name, "email": email, "team": "", "role": "member"}
        assert maya.submits("/admin/people", added).status_code == 303
    with maya.app.app_context():
        names = [person.name for person in roster.list_people(maya.organisation_id, 0, 99)]
    assert names == sorted(names, key=fold_text)
    assert names.index("étienne") < names.index("Zoé")


def test_a_team_with_people_is_not_put_away(maya):
    nantes = teams_by_name(maya)["Nantes"]
    answer = maya.submits(f"/admin/teams/{nantes.id}/archive")
    assert answer.status_code == 422
    assert "Nantes" in teams_by_name(maya)


def test_two_teams_do_not_share_a_name(maya):
    for name in ("Nantes", "nantes ", "LYON"):
        assert maya.submits("/admin/teams", {"name": name}).status_code == 422
    lyon = teams_by_name(maya)["Lyon"]
    assert maya.submits(f"/admin/teams/{lyon.id}", {"name": "Nantes"}).status_code == 422
    assert maya.submits(f"/admin/teams/{lyon.id}", {"name": "LYON"}).status_code == 303


@pytest.mark.lengthy
def test_a_company_may_have_more_teams_than_a_board_holds(maya):
    for n in range(30):
        assert maya.submits("/admin/teams", {"name": f"Team {n}"}).status_code == 303
    assert len(teams_by_name(maya)) == 32


def test_ottos_team_is_nobodys_business(maya, cast):
    ottos = cast("ottos_team").id
    for path in (f"/admin/teams/{ottos}", f"/admin/teams/{ottos}/archive"):
        assert maya.submits(path, {"name": "Mine"}).status_code == 404
