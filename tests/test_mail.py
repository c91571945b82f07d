"""Letters: by SMTP where there is a server, on the terminal where there is none."""

import logging
import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

import webapp.mail as mail
from webapp.mail import Letter

LETTER = Letter("ines@ouest.test", "123456 est ton code", "Voilà : 123456\n")


class Kept(Message):
    """Keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.letters = []

    def handle_message(self, message) -> None:
        self.letters.append(message)


@pytest.fixture
def server():
    kept = Kept()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}", kept.letters
    controller.stop()


def test_a_letter_goes_out_by_smtp(server):
    url, letters = server
    mail.send(LETTER, "rebond@ouest.test", url)
    (letter,) = letters
    assert (letter["To"], letter["From"]) == ("ines@ouest.test", "rebond@ouest.test")
    assert "123456" in letter["Subject"]
    assert letter.get_payload(decode=True).decode().strip() == "Voilà : 123456"


def test_without_a_server_a_letter_is_printed(capsys):
    mail.send(LETTER, "rebond@ouest.test", "")
    said = capsys.readouterr().out
    assert "ines@ouest.test" in said
    assert "123456 est ton code" in said


def test_a_letter_that_cannot_leave_changes_no_answer(app, nobody, caplog):
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    with caplog.at_level(logging.ERROR):
        answer = nobody.submits("/sign-in", {"email": "ines@ouest.test"})
    assert (answer.status_code, answer.location) == (303, "/sign-in/code")
    assert "could not be sent" in caplog.text


def test_a_letter_leaves_after_its_answer(app, nobody, monkeypatch):
    sent = []
    monkeypatch.setattr("webapp.mail.send", lambda letter, *_: sent.append(letter))
    answer = nobody.submits("/sign-in", {"email": "ines@ouest.test"}, buffered=False)
    assert sent == []
    answer.close()
    assert len(sent) == 1
