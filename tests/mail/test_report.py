"""An administrator reads what does not leave: how many, since when, why; and none of its words."""

import html
import re
from datetime import timedelta

import pytest

import webapp.clock as clock
import webapp.mail.outbox as outbox
from tests.mail.conftest import LETTER, sends_to
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.mail.report import find_stuck
from webapp.people.models import MemberRow

pytestmark = pytest.mark.both_databases(always=True)
PAGES = ("/admin/company", "/admin/teams", "/admin/people", "/admin/pauses")


def notice(admin, page="/admin/company"):
    """What the page says of it, on one line; nothing where it says nothing."""
    match = re.search(r'<div class="notice wrong">(.*?)</div></div>', _page(admin, page))
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", match[1])).split()) if match else ""


def _page(admin, page):
    answer = admin.opens(page)
    assert answer.status_code == 200
    return answer.text.replace("\n", " ")


def speaks(app, person, language):
    with app.app_context(), write_transaction():
        db.session.get(MemberRow, (person.organisation_id, person.id)).language = language


def refuses(inbox, answer):
    inbox.answer = answer


def test_nothing_is_said_of_what_leaves_or_has_only_just_not(app, maya, inbox, waiting, at):
    waiting.puts()
    waiting.goes()
    refuses(inbox, "550 no")
    waiting.puts()
    waiting.goes()
    assert notice(maya) == ""
    at("2026-11-16 10:29")
    assert notice(maya) == ""
    at("2026-11-16 10:31")
    assert notice(maya) != ""


def test_a_mail_that_failed_is_reported_on_each_of_the_companys_pages_in_both_languages(
    app, maya, inbox, waiting, at
):
    refuses(inbox, "550 5.7.1 relay denied")
    waiting.puts(times=2)
    waiting.goes()
    at("2026-11-16 11:00")
    (text,) = {notice(maya, page) for page in PAGES}
    assert text == (
        "Depuis lun. 16 novembre, 09:30, 2 e-mails n’ont pas pu partir. Le serveur d’e-mail ne les "
        "accepte pas. Il dit : « 550 5.7.1 relay denied ». Préviens la personne qui gère le "
        "serveur de Rebond. 2 partiront tout seuls une fois que ce sera réparé."
    )
    speaks(app, maya, "en")
    assert notice(maya) == (
        "Since Mon 16 November, 09:30, 2 e-mails couldn’t be sent. The mail server doesn’t "
        "accept them. It says: “550 5.7.1 relay denied”. Tell whoever runs the Rebond server. "
        "2 will be sent once that is fixed."
    )


@pytest.mark.parametrize(
    "error, why",
    [
        ("unreachable", "ne répond pas"),
        ("plain", "ne propose pas de chiffrement"),
        ("certificate", "pas digne de confiance"),
        ("tls", "ne s’établit pas"),
        ("sign_in", "n’accepte pas le nom et le mot de passe"),
        ("refused", "ne les accepte pas"),
        ("unwritten", "Impossible de les composer"),
    ],
)
def test_each_error_has_its_sentence(app, maya, waiting, at, error, why):
    waiting.puts()
    with app.app_context():
        mail = outbox.claim(clock.now())
        outbox.postpone(mail, outbox.DeliveryError(error), clock.now())
    at("2026-11-16 11:00")
    assert why in notice(maya)


def test_that_nothing_sends_at_all_is_said_too(maya, waiting, at):
    waiting.puts()
    at("2026-11-16 11:00")
    assert "Rien n’a encore essayé de l" in notice(maya)


def test_codes_that_were_given_up_are_said_until_something_leaves_again(
    app, maya, inbox, waiting, at
):
    """They hold for ten minutes, so none of them is ever stuck for an hour."""
    sends_to(app, "smtp://127.0.0.1:1")
    waiting.puts(holds=timedelta(minutes=10))
    waiting.goes()
    at("2026-11-16 09:45")
    waiting.goes()
    text = notice(maya)
    assert "1 e-mail n’a pas pu partir" in text
    assert "1 portait un code ou un lien qui n’est plus valable" in text
    assert "partira" not in text
    sends_to(app, f"smtp://127.0.0.1:{inbox.port}")
    waiting.puts()
    at("2026-11-16 09:46")
    waiting.goes()
    assert notice(maya) == ""


def test_nothing_of_the_mail_is_said_with_it(app, maya, inbox, waiting, at):
    refuses(inbox, "554 spam: 123456 est ton code https://ouest.test/join/token <b>x</b>")
    waiting.puts()
    waiting.goes()
    at("2026-11-16 11:00")
    page = maya.opens("/admin/company").text
    assert "554 spam" in page
    assert "123456" not in page
    assert "token" not in page
    assert "Voilà" not in page
    assert "&lt;b&gt;x" in page


@pytest.mark.lengthy
def test_a_mail_that_failed_is_reported_to_administrators_of_that_company_alone(
    app, maya, theo, otto, inbox, waiting, at
):
    refuses(inbox, "550 no")
    waiting.puts()
    waiting.goes()
    at("2026-11-16 11:00")
    assert notice(maya) != ""
    assert notice(theo, "/admin/pauses") == ""
    assert notice(otto) == ""
    with app.app_context():
        assert find_stuck(otto.organisation_id, clock.now()) is None
        assert find_stuck(outbox.NOBODY, clock.now()) is None
    assert LETTER.to not in maya.opens("/admin/company").text
