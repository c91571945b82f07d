"""What people are told by mail: in the words of whose it is, in both alternatives."""

import re

import pytest
from sqlalchemy import select

import webapp.clock as clock
from webapp.auth import invitations
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people.models import MemberRow, Organisation

pytestmark = pytest.mark.both_databases(always=True)
INVITED = {"name": "Zoé", "email": "zoe@ouest.test", "team": "", "role": "member"}
HOSTILE = "<b>Ouest</b> http://evil.example"


def asks(nobody, email, accept="fr"):
    answer = nobody.submits("/sign-in", {"email": email}, headers={"Accept-Language": accept})
    assert answer.location == "/sign-in/code"


def sets(app, model, key, **values):
    with app.app_context(), write_transaction():
        row = db.session.get(model, key)
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.parametrize(
    "language, vous, subject, closing",
    [
        ("fr", False, "est ton code Rebond", "Si tu n’as rien demandé, ignore"),
        ("fr", True, "est votre code Rebond", "Si vous n’avez rien demandé, ignorez"),
        ("en", None, "is your Rebond code", "If you didn’t ask for it, ignore"),
    ],
)
def test_a_code_speaks_as_its_member_wishes_whatever_the_page_spoke(
    app, ines, nobody, letters, language, vous, subject, closing
):
    sets(app, MemberRow, (ines.organisation_id, ines.id), language=language, vous=vous)
    asks(nobody, "ines@ouest.test", "fr" if language == "en" else "en")
    (letter,) = letters
    assert re.fullmatch(rf"\d{{6}} {subject}", letter.subject)
    code = letter.subject[:6]
    assert letter.language == language
    for body in (letter.text, letter.html):
        assert code in body
        assert closing in body
    assert f'<html lang="{language}">' in letter.html


def test_a_code_says_vous_where_the_company_does(app, ines, nobody, letters):
    sets(app, Organisation, ines.organisation_id, vous=True)
    asks(nobody, "ines@ouest.test")
    assert "est votre code" in letters[0].subject


@pytest.mark.parametrize(
    "language, vous, subject",
    [("fr", False, "t’invite"), ("fr", True, "vous invite"), ("en", False, "invites you")],
)
def test_an_invitation_speaks_the_companys_words(app, maya, letters, language, vous, subject):
    sets(app, Organisation, maya.organisation_id, language=language, vous=vous)
    maya.submits("/admin/people", INVITED)
    (letter,) = letters
    assert subject in letter.subject
    (link,) = re.findall(r'href="([^"]+)"', letter.html)
    assert link in letter.text.split()
    assert re.fullmatch(r"http://localhost/join/[\w-]{43}", link)


def test_hostile_names_are_text_and_nothing_to_tap(app, maya, letters):
    sets(app, Organisation, maya.organisation_id, name=HOSTILE)
    maya.submits("/admin/people", INVITED | {"name": "Zoé <img src=x> www.evil.example"})
    (letter,) = letters
    assert "<b>" not in letter.html
    assert "<img" not in letter.html
    assert "&lt;b&gt;Ouest" in letter.html
    for text in (letter.subject, letter.text, letter.html):
        assert "http://evil" not in text
        assert "evil.example" not in text
        assert "evil" in text


def test_a_mail_loads_nothing_from_anywhere(maya, letters):
    """What it loads would tell when it was read."""
    maya.submits("/admin/people", INVITED)
    assert not re.search(r"\bsrc=|url\(|<link|<script|@import", letters[0].html)


@pytest.mark.lengthy
def test_a_link_that_is_worth_nothing_any_more_does_not_leave(app, maya, nobody, letters, cast):
    """Because there is a newer one, or since it was used as it was shown to who invited."""
    maya.submits("/admin/people", INVITED)
    zoe = _of(app, "Zoé")
    with app.app_context(), write_transaction():
        token = invitations.create_invitation(*zoe, clock.now())
    assert len(letters) == 0
    maya.submits("/admin/people", INVITED | {"name": "Luc", "email": "luc@ouest.test"})
    page = maya.opens("/admin/people").text
    used = re.search(r"/join/[\w-]+", page).group()
    assert nobody.submits(used, {"name": "Luc"}).location == "/today"
    assert len(letters) == 0
    assert nobody.opens(f"/join/{token}").status_code == 200


def test_who_is_shut_out_before_it_leaves_gets_no_link(app, maya, letters):
    maya.submits("/admin/people", INVITED)
    _, zoe = _of(app, "Zoé")
    assert maya.submits(f"/admin/people/{zoe}/suspension").status_code == 303
    assert len(letters) == 0


def test_an_invitation_that_is_refused_sends_nothing(maya, letters):
    assert maya.submits("/admin/people", INVITED).status_code == 303
    assert maya.submits("/admin/people", INVITED | {"name": "Zohra"}).status_code == 422
    assert maya.submits("/admin/people", INVITED).status_code == 303  # once more is told as done
    assert len(letters) == 1


def _of(app, name):
    with app.app_context():
        return db.session.execute(
            select(MemberRow.organisation_id, MemberRow.id).where(MemberRow.name == name)
        ).one()
