"""Two at the same instant: a code signs in once, a link lets in once, one administrator stays."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

import webapp.clock as clock
from tests.cast import Nobody, Person
from webapp.admin.person_invitations import NewPerson, invite_person
from webapp.database.engine import db
from webapp.people.models import MemberRow, SignIn

pytestmark = [pytest.mark.both_databases, pytest.mark.processes]

AT_ONCE = 6


def at_once(acts):
    """The status of each act, all begun together."""
    gate = Barrier(len(acts))

    def begin(act):
        gate.wait(30)
        return act().status_code

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(begin, acts))


def sign_ins(app, member_id):
    with app.app_context():
        return db.session.execute(
            select(func.count()).select_from(SignIn).where(SignIn.member_id == member_id)
        ).scalar_one()


def test_a_code_typed_six_times_at_once_signs_in_once(app, nobody, ines, asks_for_a_code):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    cookie = nobody.client.get_cookie("rebond-code").value

    def types():
        browser = Nobody(app)
        browser.client.set_cookie("rebond-code", cookie)
        return browser.submits("/sign-in/code", {"code": code})

    assert at_once([types] * AT_ONCE) == [303] * AT_ONCE
    assert sign_ins(app, ines.id) == 1


def test_six_wrong_codes_at_once_are_five_tries(app, nobody, asks_for_a_code):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    cookie = nobody.client.get_cookie("rebond-code").value
    wrong = "000000" if code != "000000" else "111111"

    def types():
        browser = Nobody(app)
        browser.client.set_cookie("rebond-code", cookie)
        return browser.submits("/sign-in/code", {"code": wrong})

    assert at_once([types] * AT_ONCE) == [422] * AT_ONCE
    assert nobody.submits("/sign-in/code", {"code": code}).status_code == 422


def test_a_link_followed_six_times_at_once_lets_in_once(app, maya):
    with app.app_context():
        member_id, token = invite_person(
            maya.organisation_id, NewPerson("Zoé", "zoe@ouest.test"), clock.now()
        )

    def follows():
        return Nobody(app).submits(f"/join/{token}", {"name": "Zoé"})

    assert at_once([follows] * AT_ONCE) == [303] + [404] * (AT_ONCE - 1)
    assert sign_ins(app, member_id) == 1


def test_a_link_tapped_six_times_in_one_browser_lets_in_once_and_says_so(app, maya):
    with app.app_context():
        member_id, token = invite_person(
            maya.organisation_id, NewPerson("Zoé", "zoe@ouest.test"), clock.now()
        )

    def follows():
        browser = Nobody(app)
        browser.client.set_cookie("rebond-code", "a token of this browser")
        return browser.submits(f"/join/{token}", {"name": "Zoé"})

    assert at_once([follows] * AT_ONCE) == [303] * AT_ONCE
    assert sign_ins(app, member_id) == 1


def test_two_administrators_do_not_take_each_other_away(app, maya, ines):
    form = {"team": "", "role": "admin"}
    assert maya.submits(f"/admin/people/{ines.id}", form).status_code == 303
    second = Person(app, ines.organisation_id, ines.id)
    for person in (maya, second):
        person.opens("/admin/people")
    demotion = {"team": "", "role": "member"}
    statuses = at_once(
        [
            lambda: maya.submits(f"/admin/people/{ines.id}", demotion),
            lambda: second.submits(f"/admin/people/{maya.id}", demotion),
        ]
    )
    assert statuses[0] == 303
    assert statuses[1] >= 303
    with app.app_context():
        admins = db.session.execute(
            select(func.count())
            .select_from(MemberRow)
            .where(MemberRow.organisation_id == maya.organisation_id, MemberRow.role == "admin")
        ).scalar_one()
    assert admins == 1
