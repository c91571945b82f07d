"""What is dangerous asks for a fresh sign-in: a code by mail, then back to what was asked."""

import re

import pytest
from sqlalchemy import select, update

import webapp.clock as clock
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.people.models import Account, Audit, SignIn

pytestmark = pytest.mark.both_databases


@pytest.fixture
def stale(app):
    """Let somebody's sign-in be one of long ago."""

    def make_stale(person):
        person.signs_in()
        with app.app_context(), write_transaction():
            db.session.execute(
                update(SignIn).where(SignIn.member_id == person.id).values(proved_at=None)
            )
        return person

    return make_stale


def confirms(person, letters, to):
    person.submits("/confirm/code", {"to": to})
    code = re.search(r"\d{6}", letters[-1].subject).group()
    return person.submits("/confirm", {"to": to, "code": f"Ton code : {code[:3]} {code[3:]}"})


@pytest.mark.parametrize(
    ("verb", "path", "back"),
    [
        ("GET", "/me/export/json", "me.data"),
        ("GET", "/me/export/zip", "me.data"),
        ("POST", "/me/leave", "me.leave"),
        ("GET", "/me/address", "me.address"),
        ("POST", "/me/address", "me.address"),
        ("POST", "/me/address/code", "me.address"),
    ],
)
def test_a_code_is_asked_for_first_and_leads_back(ines, stale, letters, verb, path, back):
    stale(ines)
    form = {"sure": "1", "email": "other@ouest.test", "code": "123456"}
    site = {"Sec-Fetch-Site": "same-origin"}
    answer = ines.asks(verb, path, data=form if verb == "POST" else None, headers=site)
    assert (answer.status_code, answer.location) == (303, f"/confirm?to={back}")
    assert ines.opens(answer.location).status_code == 200
    led = confirms(ines, letters, back)
    assert (led.status_code, led.location) == (303, "/" + back.replace(".", "/"))
    assert ines.opens(led.location).status_code == 200
    assert letters[-1].recipient == "ines@ouest.test"


def test_a_confirmation_holds_for_fifteen_minutes(ines, stale, letters, at):
    stale(ines)
    at("2026-11-16 10:00")
    confirms(ines, letters, "me.data")
    at("2026-11-16 10:14")
    assert ines.opens("/me/export/json").status_code == 200
    at("2026-11-16 10:16")
    assert ines.opens("/me/export/json").location == "/confirm?to=me.data"


def test_a_sign_in_by_a_code_is_fresh(nobody, asks_for_a_code):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    nobody.submits("/sign-in/code", {"code": code})
    assert nobody.opens("/me/export/json").status_code == 200


def test_another_role_asks_for_it_and_what_was_chosen_is_found_again(
    app, maya, ines, stale, letters, cast
):
    stale(maya)
    form = {"team": str(cast("nantes").id), "role": "manager"}
    answer = maya.submits(f"/admin/people/{ines.id}", form)
    assert answer.location == "/confirm?to=admin.person_list"
    with app.app_context():
        assert "role-manager" not in db.session.execute(select(Audit.what)).scalars().all()
    page = maya.opens(confirms(maya, letters, "admin.person_list").location).text
    row = page[page.index(f"person-{ines.id}") :].split("</li>")[0]
    assert '<option value="manager" selected>' in row
    assert maya.submits(f"/admin/people/{ines.id}", form).location == "/admin/people"


def test_another_team_does_not_ask_for_it_and_a_new_administrator_does(
    maya, ines, stale, cast, letters
):
    stale(maya)
    form = {"team": str(cast("lyon").id), "role": "member"}
    assert maya.submits(f"/admin/people/{ines.id}", form).location == "/admin/people"
    new = {"name": "Zoé", "email": "zoe@ouest.test", "team": "", "role": "admin"}
    answer = maya.submits("/admin/people", new)
    assert answer.location == "/confirm?to=admin.person_list"
    page = maya.opens(confirms(maya, letters, "admin.person_list").location).text
    assert 'value="zoe@ouest.test"' in page
    assert maya.submits("/admin/people", new).location == "/admin/people"


def test_a_code_is_worth_nothing_in_another_sign_in_or_after_five_tries(
    app, ines, cast, stale, letters
):
    stale(ines)
    ines.submits("/confirm/code", {"to": "me.data"})
    code = re.search(r"\d{6}", letters[-1].subject).group()
    other = type(ines)(app, ines.organisation_id, ines.id)
    stale(other)
    assert other.submits("/confirm", {"code": code}).status_code == 422
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert ines.submits("/confirm", {"code": wrong}).status_code == 422
    assert ines.submits("/confirm", {"code": code}).status_code == 422
    with app.app_context():
        refused = db.session.execute(
            select(Audit.count).where(Audit.what == "code-refused", Audit.about_id == ines.id)
        ).scalar_one()
    assert refused == 7


def test_a_confirmation_leads_to_our_own_pages_alone(ines, stale, letters):
    stale(ines)
    led = confirms(ines, letters, "https://evil.test/")
    assert led.location == "/me/data"


def test_an_address_is_changed_by_a_code_to_the_new_and_a_word_to_the_old(app, ines, letters):
    assert ines.submits("/me/address", {"email": "Ines.B@ouest.test"}).location == "/me/address"
    assert letters[-1].recipient == "ines.b@ouest.test"
    assert "ines.b@ouest.test" in ines.opens("/me/address").text
    code = letters[-1].subject[:6]
    answer = ines.submits("/me/address/code", {"code": code})
    assert answer.location == "/me/address?kept="
    assert letters[-1].recipient == "ines@ouest.test"
    assert "ines.b@" not in letters[-1].text
    with app.app_context():
        addresses = db.session.execute(select(Account.email)).scalars().all()
    assert ("ines.b@ouest.test" in addresses, "ines@ouest.test" in addresses) == (True, False)


@pytest.mark.parametrize("address", ["theo@ouest.test", "otto@Ottoslivovitz.test", "no@body.test"])
def test_whether_an_address_exists_elsewhere_is_not_told(ines, letters, address):
    answer = ines.submits("/me/address", {"email": address})
    assert (answer.status_code, answer.location) == (303, "/me/address")
    page = ines.opens("/me/address").text
    other = ines.submits("/me/address", {"email": "free@ouest.test"})
    assert (other.status_code, other.location) == (303, "/me/address")
    other_page = ines.opens("/me/address").text
    assert page.replace(address.lower(), "") == other_page.replace("free@ouest.test", "")
    assert ("theo@ouest.test" in [mail.recipient for mail in letters]) is False


def test_who_shows_that_both_addresses_are_theirs_is_one_person(app, ines, otto, letters, nobody):
    with app.app_context(), write_transaction():
        member = company.add_member(
            otto.organisation_id, "Inès", clock.now(), email="ines@home.test"
        )
        company.mark_joined(otto.organisation_id, member, clock.now())
    ines.submits("/me/address", {"email": "ines@home.test"})
    ines.submits("/me/address/code", {"code": letters[-1].subject[:6]})
    with app.app_context():
        addresses = db.session.execute(select(Account.email)).scalars().all()
    assert "ines@ouest.test" not in addresses
    nobody.submits("/sign-in", {"email": "ines@home.test"})
    answer = nobody.submits("/sign-in/code", {"code": letters[-1].subject[:6]})
    assert answer.location == "/sign-in/choose"
