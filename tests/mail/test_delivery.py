"""The outbox: at least once, later and later, and nothing that is secret longer than needed."""

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

import webapp.clock as clock
import webapp.mail.delivery as delivery
import webapp.mail.outbox as outbox
from tests.mail.conftest import HOST, LETTER, sends_to
from tests.mail.servers import KINDS
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.mail.outbox import FIRST_DELAY, LEASE, LONGEST_DELAY, retry_delay

pytestmark = [pytest.mark.both_databases, pytest.mark.processes]


def later(**much):
    clock.set_now(clock.now() + timedelta(**much))


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_leaves_whole_and_encrypted_where_it_can_be(open_inbox, waiting, kind):
    inbox = open_inbox(kind)
    waiting.puts()
    row = waiting.row()
    waiting.goes()
    (mail,) = inbox.mails
    assert mail.encrypted is (kind != "plain")
    assert (mail.sender, mail.recipients) == ("rebond@ouest.test", ["ines@ouest.test"])
    message = mail.message
    assert message["From"] == "Rebond <rebond@ouest.test>"
    assert message["To"] == "ines@ouest.test"
    assert message["Subject"] == LETTER.subject
    assert message["Date"].datetime == row.created_at.replace(microsecond=0)
    assert message["Message-ID"] == f"<{row.id.hex}@{HOST}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert message.get_content_type() == "multipart/alternative"
    bodies = [message.get_body((kind,)).get_content() for kind in ("plain", "html")]
    assert [body.splitlines() for body in bodies] == [[LETTER.text[:-1]], [LETTER.html[:-1]]]
    assert mail.content.isascii()


def test_a_mail_that_was_sent_holds_no_secret_and_is_erased_after_a_day(inbox, waiting):
    waiting.puts()
    assert "123456" in waiting.row().text
    waiting.goes()
    row = waiting.row()
    assert (row.subject, row.text, row.html, row.error) == ("", "", "", None)
    assert row.done_at is not None
    waiting.goes()
    assert len(inbox.mails) == 1
    later(hours=23)
    waiting.goes()
    assert waiting.rows() != []
    later(hours=2)
    waiting.goes()
    assert waiting.rows() == []


def test_a_mail_server_that_is_away_is_asked_again_later_and_later(app, waiting, inbox, caplog):
    url = f"smtp://127.0.0.1:{inbox.port}"
    sends_to(app, "smtp://127.0.0.1:1")
    waiting.puts()
    pauses = []
    with caplog.at_level(logging.ERROR):
        for _ in range(14):
            before = clock.now()
            waiting.goes()
            row = waiting.row()
            pauses.append(round((row.due_at - before).total_seconds()))
            clock.set_now(row.due_at - timedelta(seconds=1))
            waiting.goes()
            assert waiting.row().attempts == row.attempts
            clock.set_now(row.due_at)
    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-3:] == [3600, 3600, 3600]
    assert (row.error, row.detail) == ("unreachable", "Connection refused")
    assert "the mail server does not answer" in caplog.text
    assert "123456" not in caplog.text
    assert "ines@" not in caplog.text
    sends_to(app, url)
    waiting.goes()
    (mail,) = inbox.mails
    assert "123456" in mail.message["Subject"]
    assert waiting.row().error is None


def test_the_pause_doubles_up_to_an_hour():
    pauses = [retry_delay(attempts) for attempts in range(1, 200)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (FIRST_DELAY, LONGEST_DELAY)
    assert all(later <= 2 * sooner for sooner, later in pairwise(pauses))


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "451 4.7.1 later", "421 closing"])
def test_a_mail_that_is_not_taken_waits_with_what_was_said_and_holds_up_no_other(
    inbox, waiting, answer
):
    inbox.answer = answer
    waiting.puts(times=2)
    waiting.goes()
    assert [(row.error, row.detail) for row in waiting.rows()] == [("refused", answer)] * 2
    inbox.answer = "250 OK"
    waiting.puts()
    waiting.goes()
    assert len(inbox.mails) == 1
    later(seconds=6)
    waiting.goes()
    assert len(inbox.mails) == 3


def test_a_code_that_holds_no_longer_does_not_leave(app, inbox, waiting):
    sends_to(app, "smtp://127.0.0.1:1")
    waiting.puts(holds=timedelta(minutes=10))
    waiting.goes()
    sends_to(app, f"smtp://127.0.0.1:{inbox.port}")
    later(minutes=10)
    waiting.goes()
    row = waiting.row()
    assert (row.subject, row.text, row.html) == ("", "", "")
    assert row.error == "unreachable"
    assert row.done_at is not None
    assert inbox.mails == []


def test_who_dies_between_sending_and_marking_lets_another_send_it_again(inbox, waiting, app):
    """The same to the byte, so that who gets it twice can tell."""
    waiting.puts()
    with app.app_context():
        mail = outbox.claim(clock.now())
        sending = delivery._Delivery(app.extensions["rebond.mail"])
        sending._send(mail)
        sending._close()
    waiting.goes()
    assert len(inbox.mails) == 1
    clock.set_now(clock.now() + LEASE)
    waiting.goes()
    first, second = inbox.mails
    assert first.content == second.content
    assert waiting.row().attempts == 2


def test_several_loops_send_each_mail_once(app, inbox, waiting):
    inbox.seconds = 0.005
    waiting.puts(times=40)
    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(waiting.goes) for _ in range(6)]:
            done.result()
    ids = Counter(mail.message["Message-ID"] for mail in inbox.mails)
    assert len(ids) == 40
    assert set(ids.values()) == {1}


def test_whoever_finds_it_done_meanwhile_does_not_put_it_back(app, waiting):
    waiting.puts()
    with app.app_context():
        mail = outbox.claim(clock.now())
        outbox.finish(mail, clock.now())
        outbox.postpone(mail, delivery.DeliveryError("unreachable"), clock.now())
    assert waiting.row().error is None


def test_no_connection_to_the_database_is_held_while_a_mail_is_sent(app, inbox, waiting):
    connection_counts = []
    with app.app_context():
        pool = db.engine.pool
    inbox.on_data = lambda: connection_counts.append(pool.checkedout())
    waiting.puts(times=2)
    waiting.goes()
    assert connection_counts == [0, 0]


def test_a_mail_that_cannot_be_written_holds_up_no_other(app, inbox, waiting, monkeypatch, caplog):
    build_message = delivery.build_message

    def refuse(mail, *rest):
        if mail.subject == "broken":
            raise ValueError("123456")
        return build_message(mail, *rest)

    monkeypatch.setattr(delivery, "build_message", refuse)
    waiting.puts(replace(LETTER, subject="broken"))
    waiting.puts()
    with caplog.at_level(logging.ERROR):
        waiting.goes()
    assert len(inbox.mails) == 1
    assert [row.error for row in waiting.rows()] == ["unwritten", None]
    assert "123456" not in caplog.text


def test_without_a_mail_server_a_mail_is_printed_and_then_forgotten(waiting, capsys):
    waiting.puts()
    waiting.goes()
    output = capsys.readouterr().out
    assert "ines@ouest.test" in output
    assert "123456 est ton code" in output
    assert "Voilà : 123456" in output
    assert waiting.row().text == ""


def test_a_mail_of_a_change_that_is_undone_is_undone_with_it(app, ines, waiting, inbox):
    def changes():
        now = clock.now()
        with write_transaction():
            outbox.enqueue(LETTER, now, now + timedelta(days=1), ines.organisation_id)
            raise RuntimeError

    with app.app_context(), pytest.raises(RuntimeError):
        changes()
    waiting.goes()
    assert (waiting.rows(), inbox.mails) == ([], [])


def test_to_nobody_the_same_is_written_without_a_word(app, waiting, inbox):
    with app.app_context(), write_transaction():
        now = clock.now()
        outbox.enqueue(LETTER, now, now + timedelta(days=1), None)
    waiting.goes()
    row = waiting.row()
    assert (row.recipient, row.subject, row.text, row.html) == ("", "", "", "")
    assert (row.attempts, row.done_at is not None, row.error) == (1, True, None)
    assert inbox.mails == []
