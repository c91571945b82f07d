"""People: a link shown once, moves that boards follow, and never a company without an admin."""

import re

import pytest
from sqlalchemy import select

import webapp.clock as clock
from tests.cast import Nobody, Person
from tests.progress.bulk_data import plans, whole
from webapp.admin.pause_targets import allowed_targets
from webapp.admin.person_invitations import NewPerson, invite_person
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.leagues import TEAM_MEMBERS
from webapp.people import company, roster
from webapp.people.models import Audit, MemberRow

pytestmark = pytest.mark.both_databases(always=True)

NEW = {"name": "Zoé", "email": "zoe@ouest.test", "team": "", "role": "member"}


def line(admin, name):
    with admin.app.app_context():
        return next(p for p in roster.list_people(admin.organisation_id, 0, 99) if p.name == name)


def lines(admin):
    with admin.app.app_context():
        return {p.name for p in roster.list_people(admin.organisation_id, 0, 99)}


def list_audited(admin):
    with admin.app.app_context():
        rows = db.session.execute(
            select(Audit.what).where(Audit.organisation_id == admin.organisation_id)
        )
        return set(rows.scalars())


def invite_zoe(admin, **more):
    answer = admin.submits("/admin/people", NEW | more)
    assert answer.status_code == 303, answer.text
    answer.close()
    return re.search(r"/join/[\w-]+", admin.opens(answer.location).text).group()


def test_where_people_are_is_asked_of_those_on_the_page_and_of_one_team(app, maya, theo, cast):
    """The company's facts are never read whole, however many people it has (HOUSE, growing)."""
    nantes = str(cast("nantes").id)
    with plans(app) as statements:
        assert maya.opens("/admin/people").status_code == 200
        with app.app_context():
            assert allowed_targets(theo.who).keys() >= {cast("nantes").id, cast("ines").id}
        form = {"team": nantes, "role": "member"}
        assert maya.submits(f"/admin/people/{cast('bilal').id}", form).status_code == 303
        assert maya.submits("/admin/teams", {"name": "Brest"}).status_code == 303
        assert maya.submits(f"/admin/teams/{nantes}/archive").status_code == 422
    of_facts = [
        (text, plan) for text, plan in statements if "JOIN facts" in text or "FROM facts" in text
    ]
    assert of_facts
    lists = [plan for text, plan in of_facts if "row_number()" not in text]  # the sizes on a page
    assert [line for plan in lists for line in whole(plan) if "facts" in line] == []


def test_a_team_is_as_large_as_those_who_are_in_it_now(maya, ines, cast, nobody):
    nantes, lyon = cast("nantes").id, cast("lyon").id
    path = invite_zoe(maya, team=str(nantes))
    place = {"team": str(lyon), "role": "member"}
    assert maya.submits(f"/admin/people/{ines.id}", place).status_code == 303
    assert maya.submits(f"/admin/people/{cast('awa').id}/removal", {"sure": "1"}).status_code == 303
    with maya.app.app_context():
        whose = maya.organisation_id
        sizes = {team.name: team.size for team in roster.list_sized_teams(whose)}
        assert sizes == {"Nantes": 2, "Lyon": 4}
        assert [roster.count_people(whose, team) for team in (nantes, lyon)] == [2, 4]
        assert roster.count_people(whose, cast("ottos_team").id) is None
        people_of = {p.name: p.team for p in roster.list_people(whose, 0, 99)}
        assert (people_of["Inès"], people_of["Théo"]) == (lyon, nantes)
    assert nobody.opens(path).status_code == 200


def test_somebody_new_comes_in_by_a_link_that_is_shown_once(maya, nobody, cast, letters):
    path = invite_zoe(maya, team=str(cast("nantes").id))
    assert "/join/" not in maya.opens("/admin/people").text
    assert path in letters[0].text
    assert letters[0].recipient == "zoe@ouest.test"
    for _ in range(3):
        page = nobody.opens(path)
        assert (page.status_code, "Atelier Ouest" in page.text) == (200, True)
    assert 'name="email"' not in page.text
    assert nobody.submits(path, {"name": "Zoé"}).location == "/today"
    assert nobody.opens("/").location == "/today"
    assert nobody.opens("/today/summary").status_code == 200
    assert Nobody(maya.app).submits(path, {"name": "Mallory"}).status_code == 404
    assert list_audited(maya) >= {"invitation", "sign-in"}


def test_who_comes_in_plays_for_their_team_this_week(maya, ines, nobody, cast, letters):
    ines.sends(*[ines.taps("no_answer") for _ in range(3)])
    path = invite_zoe(maya, team=str(cast("nantes").id))
    sizes = {entry.name: entry.size for entry in ines.board().lines}
    nobody.submits(path, {"name": "Zoé"})
    grown = {entry.name: entry.size for entry in ines.board().lines}
    assert (sizes["Nantes"], grown["Nantes"]) == (3, 4)


def test_a_link_holds_seven_days_and_a_newer_one_replaces_it(maya, nobody, at, letters):
    first = invite_zoe(maya)
    zoe = line(maya, "Zoé").id
    answer = maya.submits(f"/admin/people/{zoe}/link")
    second = re.search(r"/join/[\w-]+", maya.opens(answer.location).text).group()
    assert nobody.opens(first).status_code == 404
    assert nobody.opens(second).status_code == 200
    at("2026-11-23 09:35")
    assert nobody.opens(second).status_code == 404
    assert nobody.submits(second, {"name": "Zoé"}).status_code == 404


def test_who_has_no_address_is_asked_for_one(app, maya, nobody):
    with app.app_context():
        _, token = invite_person(maya.organisation_id, NewPerson("Zoé"), clock.now())
    assert 'name="email"' in nobody.opens(f"/join/{token}").text
    path = f"/join/{token}"
    assert nobody.submits(path, {"name": "Zoé"}).status_code == 422
    assert nobody.submits(path, {"name": "Zoé", "email": "ines@ouest.test"}).status_code == 422
    assert nobody.submits(path, {"name": "", "email": "z@ouest.test"}).status_code == 422
    assert nobody.submits(path, {"name": "Zoé", "email": "z@ouest.test"}).status_code == 303
    assert line(maya, "Zoé").email == "z@ouest.test"


def test_an_address_is_of_one_person_in_a_company(maya, otto, letters):
    assert maya.submits("/admin/people", NEW | {"email": "Ines@ouest.test"}).status_code == 422
    assert otto.submits("/admin/people", NEW | {"email": "ines@ouest.test"}).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"email": "zoe"}, {"role": "owner"}, {"team": "x"}, {"role": ""}],
    ids=str,
)
def test_an_invitation_that_cannot_be_made_is_said(maya, wrong):
    answer = maya.submits("/admin/people", NEW | wrong)
    assert answer.status_code == 422
    assert "error" in answer.text
    assert "Zoé" not in lines(maya)


def test_nobody_is_put_into_ottos_team(maya, cast, ines):
    ottos = str(cast("ottos_team").id)
    assert maya.submits("/admin/people", NEW | {"team": ottos}).status_code == 422
    form = {"team": ottos, "role": "member"}
    assert maya.submits(f"/admin/people/{ines.id}", form).status_code == 422


def test_a_change_of_team_shows_on_the_next_monday(maya, ines, cast, at):
    at("2026-11-18 10:00")
    ines.sends(*[ines.taps("no_answer") for _ in range(3)])
    maya.sends(*[maya.taps("no_answer") for _ in range(3)])
    form = {"team": str(cast("lyon").id), "role": "member"}
    assert maya.submits(f"/admin/people/{ines.id}", form).status_code == 303
    assert {entry.name: entry.size for entry in ines.board().lines} == {"Nantes": 3, "Lyon": 3}
    at("2026-11-23 10:00")
    assert {entry.name: entry.size for entry in ines.board().lines} == {"Nantes": 2, "Lyon": 4}


def test_another_role_is_signed_in_for_anew(maya, ines, theo):
    assert ines.opens("/").location == "/today"
    form = {"team": "", "role": "manager"}
    assert maya.submits(f"/admin/people/{ines.id}", form).status_code == 303
    assert ines.opens("/").location != "/today"
    assert line(maya, "Inès").role == "manager"
    assert "role-manager" in list_audited(maya)


def test_the_last_administrator_stays_one(maya, ines):
    form = {"team": "", "role": "member"}
    assert maya.submits(f"/admin/people/{maya.id}", form).status_code == 422
    assert maya.submits(f"/admin/people/{maya.id}/suspension").status_code == 422
    assert maya.submits(f"/admin/people/{maya.id}/removal", {"sure": "1"}).status_code == 422
    promotion = {"team": "", "role": "admin"}
    assert maya.submits(f"/admin/people/{ines.id}", promotion).status_code == 303
    assert maya.submits(f"/admin/people/{maya.id}", form).status_code == 303
    assert line(maya, "Maya").role == "member"


def test_an_administrator_who_never_came_in_is_no_replacement(maya, letters):
    invite_zoe(maya, role="admin")
    form = {"team": "", "role": "member"}
    assert maya.submits(f"/admin/people/{maya.id}", form).status_code == 422


def test_who_is_suspended_is_out_and_on_pause_until_let_back(maya, ines, at):
    assert ines.opens("/").location == "/today"
    assert maya.submits(f"/admin/people/{ines.id}/suspension").status_code == 303
    assert ines.opens("/").location != "/today"
    assert maya.submits(f"/admin/people/{ines.id}/link").status_code == 404
    at("2026-11-19 09:30")
    assert maya.submits(f"/admin/people/{ines.id}/return").status_code == 303
    back = Person(maya.app, ines.organisation_id, ines.id)
    assert back.opens("/").location == "/today"
    at("2026-11-20 09:30")
    assert [str(open_day.day) for open_day in back.today().state.open] == [
        "2026-11-16",
        "2026-11-19",
    ]


def test_who_is_removed_is_asked_about_once_more_and_leaves_the_next_board(maya, ines, theo, at):
    ines.sends(*[ines.taps("no_answer") for _ in range(3)])
    question = maya.submits(f"/admin/people/{ines.id}/removal")
    assert (question.status_code, 'name="sure"' in question.text) == (200, True)
    assert "Inès" in lines(maya)
    assert maya.submits(f"/admin/people/{ines.id}/removal", {"sure": "1"}).status_code == 303
    assert "Inès" not in lines(maya)
    assert ines.opens("/").location != "/today"
    assert {entry.name: entry.size for entry in theo.board().lines} == {"Nantes": 3, "Lyon": 3}
    assert maya.submits(f"/admin/people/{ines.id}/removal", {"sure": "1"}).status_code == 404
    at("2026-11-23 10:00")
    assert {entry.name: entry.size for entry in theo.board().lines} == {"Nantes": 2, "Lyon": 3}


@pytest.mark.lengthy
def test_a_team_has_fifty_people_at_most(app, maya, ines, cast):
    nantes = cast("nantes").id
    with app.app_context(), write_transaction():
        for n in range(TEAM_MEMBERS - 3):
            company.add_member(maya.organisation_id, f"Nr {n}", clock.now(), team_id=nantes)
    assert maya.submits("/admin/people", NEW | {"team": str(nantes)}).status_code == 422
    form = {"team": str(nantes), "role": "member"}
    assert maya.submits(f"/admin/people/{cast('bilal').id}", form).status_code == 422
    assert maya.submits(f"/admin/people/{ines.id}", form | {"role": "manager"}).status_code == 303
    pages = maya.opens("/admin/people").text, maya.opens("/admin/people?page=2").text
    assert "page=2" in pages[0]
    assert "page=1" in pages[1]
    last = line(maya, "Théo").id
    question = maya.submits(f"/admin/people/{last}/removal?page=2")
    assert 'name="sure"' in question.text
    answer = maya.submits(f"/admin/people/{last}/removal?page=2", {"sure": "1"})
    assert answer.location == "/admin/people?page=2"


def test_otto_is_nobodys_business(app, maya, otto):
    form = {"team": "", "role": "member", "sure": "1"}
    for noun in ("", "/link", "/suspension", "/return", "/removal"):
        assert maya.submits(f"/admin/people/{otto.id}{noun}", form).status_code == 404
    with app.app_context():
        row = db.session.execute(select(MemberRow).where(MemberRow.id == otto.id)).scalar_one()
        assert (row.role, row.suspended_at, row.removed_at) == ("admin", None, None)
