"""A way in for who has come in before: theirs alone, however somebody asks for it."""

import html
import re

import pytest
from sqlalchemy import select

import webapp.admin.letters as admin_letters
import webapp.clock as clock
from tests.cast import Nobody
from webapp.admin import person_invitations
from webapp.auth import invitations
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.people.models import Audit, InvitationLink, SignIn

pytestmark = pytest.mark.both_databases(always=True)
NEW = {"name": "Zoé", "email": "zoe@ouest.test", "team": "", "role": "member"}
JOIN = re.compile(r"/join/[\w-]+")


@pytest.fixture
def mailing(monkeypatch, letters):
    """Mails leave; what has left."""
    monkeypatch.setattr(admin_letters, "can_send", lambda: True)
    return letters


def asks_for(admin, person):
    return admin.submits(f"/admin/people/{person.id}/link")


def read_today(person):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", person.opens("/today").text)))


def test_a_new_link_goes_to_their_own_address_and_is_shown_to_nobody(
    app, maya, ines, mailing, capfd
):
    answer = asks_for(maya, ines)
    assert answer.status_code == 303
    assert not [c for c in answer.headers.getlist("Set-Cookie") if "rebond-link" in c]
    page = maya.opens(answer.location)
    (mail,) = mailing
    assert mail.recipient == "ines@ouest.test"
    assert "Maya" in mail.text
    path = JOIN.search(mail.text).group()
    output = capfd.readouterr()
    for text in (answer.text, page.text, str(answer.headers), output.out, output.err):
        assert path.removeprefix("/join/") not in text
        assert "/join/" not in text
    browser = Nobody(app)
    assert 'name="lost"' in browser.opens(path).text
    assert browser.submits(path).location == "/today"


def test_who_asked_for_it_is_in_the_audit_and_on_today_until_it_is_put_away(
    app, maya, ines, mailing
):
    asks_for(maya, ines)
    with app.app_context():
        noted = db.session.execute(
            select(Audit.actor_id, Audit.about_id).where(Audit.what == "way-in")
        ).one()
    assert noted == (maya.id, ines.id)
    assert "Maya a demandé un nouveau lien de connexion" in read_today(ines)
    assert ines.submits("/today/way-in").location == "/today"
    assert "Maya" not in read_today(ines)


def test_without_mails_it_is_said_in_words_and_nothing_is_made(app, maya, ines, letters):
    page = maya.opens("/admin/people").text
    assert f"/admin/people/{ines.id}/link" not in page
    assert "rebond member link" in page
    answer = asks_for(maya, ines)
    assert (answer.status_code, "/join/" in answer.text) == (422, False)
    assert "rebond member link" in answer.text
    with app.app_context():
        assert db.session.execute(select(InvitationLink.token)).all() == []
    assert len(letters) == 0


def test_the_operators_line_prints_it_and_the_member_is_told(app, ines, letters, nobody):
    with app.app_context():
        token = person_invitations.renew_invitation(ines.organisation_id, ines.id, clock.now())
    assert "qui gère le serveur" in read_today(ines)
    (mail,) = letters
    assert (mail.recipient, token in mail.text) == ("ines@ouest.test", False)
    assert nobody.submits(f"/join/{token}").location == "/today"


@pytest.mark.lengthy
def test_a_link_that_was_shown_is_worth_nothing_once_they_have_come_in(
    app, maya, nobody, mailing, asks_for_a_code
):
    """The administrator keeps it, the invited one comes in by a code: it opened their lessons."""
    answer = maya.submits("/admin/people", NEW)
    path = JOIN.search(maya.opens(answer.location).text).group()
    code = asks_for_a_code(nobody, "zoe@ouest.test")
    assert nobody.submits("/sign-in/code", {"code": code}).location == "/today"
    thief = Nobody(app)
    assert thief.opens(path).status_code == 404
    assert thief.submits(path, {"name": "Zoé"}).status_code == 404
    with app.app_context(), write_transaction():  # and one that is left over in the table
        zoe = db.session.execute(select(SignIn.member_id)).scalars().all()[-1]
        token = invitations.create_invitation(maya.organisation_id, zoe, clock.now())
    assert thief.submits(f"/join/{token}", {"name": "Zoé"}).status_code == 404


def test_a_lost_phone_is_signed_out_by_the_way_in_if_its_owner_says_so(app, maya, ines, mailing):
    for lost, stands in (({}, True), ({"lost": "1"}, False)):
        with app.app_context(), write_transaction():
            token = invitations.create_invitation(
                ines.organisation_id, ines.id, clock.now(), private=True
            )
        assert Nobody(app).submits(f"/join/{token}", lost).location == "/today"
        assert (ines.opens("/").location == "/today") is stands


def test_two_taps_are_one_way_in_and_a_flood_is_none(maya, ines, mailing, at):
    for _ in range(2):
        assert asks_for(maya, ines).status_code == 303
    assert len(mailing) == 1
    for minute in range(35, 39):
        at(f"2026-11-16 09:{minute}")
        assert asks_for(maya, ines).status_code == 303
        assert len(mailing) == minute - 33
    at("2026-11-16 09:40")
    assert asks_for(maya, ines).status_code == 429
    assert len(mailing) == 5


def test_a_way_in_is_that_of_one_company(app, otto, ines, maya, nobody, mailing):
    """Otto invites Inès's address and has the link shown: it opens his own company alone."""
    answer = otto.submits("/admin/people", NEW | {"email": "ines@ouest.test"})
    path = JOIN.search(otto.opens(answer.location).text).group()
    assert nobody.submits(path, {"name": "Inès"}).location == "/today"
    assert "Atelier Ouest" not in nobody.opens("/me").text
    assert nobody.opens("/me/address").location == "/confirm?to=me.address"
    nobody.submits("/confirm/code", {"to": "me.address"})
    assert mailing[-1].recipient == "ines@ouest.test"


@pytest.mark.parametrize("what", ["suspension", "removal"])
def test_there_is_none_for_who_is_shut_out(app, maya, ines, mailing, what):
    maya.submits(f"/admin/people/{ines.id}/{what}", {"sure": "1"})
    assert asks_for(maya, ines).status_code == 404
    with app.app_context():
        assert (
            person_invitations.renew_invitation(ines.organisation_id, ines.id, clock.now()) is None
        )
    assert len(mailing) == 0


@pytest.mark.lengthy
def test_an_address_is_corrected_before_its_owner_has_come_in(app, maya, nobody, letters):
    first = maya.submits("/admin/people", NEW | {"email": "zoo@ouest.test"})
    wrong = JOIN.search(maya.opens(first.location).text).group()
    with app.app_context():
        zoe = db.session.execute(select(InvitationLink.member_id)).scalar_one()
    path = f"/admin/people/{zoe}/address"
    assert maya.submits(path, {"email": "ines@ouest.test"}).status_code == 422
    assert maya.submits(path, {"email": "zoe"}).status_code == 422
    answer = maya.submits(path, {"email": "zoe@ouest.test"})
    right = JOIN.search(maya.opens(answer.location).text).group()
    assert nobody.opens(wrong).status_code == 404
    assert (letters[-1].recipient, right in letters[-1].text) == ("zoe@ouest.test", True)
    assert nobody.submits(right, {"name": "Zoé"}).location == "/today"
    assert maya.submits(path, {"email": "mine@ouest.test"}).status_code == 422


def test_an_administrator_changes_nobodys_address_who_has_come_in(maya, ines, otto):
    for person, status in ((ines, 422), (otto, 404)):
        form = {"email": "mine@ouest.test"}
        assert maya.submits(f"/admin/people/{person.id}/address", form).status_code == status


def test_an_administrator_ends_all_sign_ins_of_a_person(app, maya, ines, otto):
    assert ines.opens("/").location == "/today"
    assert maya.submits(f"/admin/people/{ines.id}/sign-ins").status_code == 303
    assert ines.opens("/").location != "/today"
    assert otto.opens("/").location == "/today"
    assert maya.submits(f"/admin/people/{otto.id}/sign-ins").status_code == 404
    assert otto.opens("/").location == "/today"
    with app.app_context():
        assert "sign-ins-ended" in db.session.execute(select(Audit.what)).scalars().all()


def test_a_new_person_is_invited_once_by_two_taps_and_the_link_is_shown_again(maya, letters):
    pages = [maya.submits("/admin/people", NEW) for _ in range(2)]
    assert [page.status_code for page in pages] == [303, 303]
    path = JOIN.search(maya.opens("/admin/people").text).group()
    assert len(letters) == 1
    assert path in letters[0].text


def test_a_new_team_is_made_once_by_two_taps(maya, at):
    assert [maya.submits("/admin/teams", {"name": "Brest"}).status_code for _ in range(2)] == [
        303,
        303,
    ]
    assert maya.opens("/admin/teams").text.count('value="Brest"') == 1
    at("2026-11-16 09:45")
    assert maya.submits("/admin/teams", {"name": "Brest"}).status_code == 422


@pytest.mark.lengthy
def test_who_was_removed_a_moment_ago_can_be_invited_again(app, maya, letters):
    maya.submits("/admin/people", NEW)
    with app.app_context():
        zoe = db.session.execute(select(InvitationLink.member_id)).scalar_one()
    maya.submits(f"/admin/people/{zoe}/removal", {"sure": "1"})
    answer = maya.submits("/admin/people", NEW)
    assert JOIN.search(maya.opens(answer.location).text)
    with app.app_context():
        assert company.is_email_in_use(maya.organisation_id, "zoe@ouest.test")


def test_a_way_in_that_went_to_the_address_from_before_is_worth_nothing_then(
    app, maya, ines, mailing
):
    asks_for(maya, ines)
    path = JOIN.search(mailing[-1].text).group()
    ines.submits("/me/address", {"email": "ines.b@ouest.test"})
    answer = ines.submits("/me/address/code", {"code": mailing[-1].subject[:6]})
    assert answer.location == "/me/address?kept="
    thief = Nobody(app)
    assert thief.opens(path).status_code == 404
    assert thief.submits(path).status_code == 404
