"""Mail of a real server: once from several, again after a kill -9, and said where it cannot be."""

import http.client
import os
import signal
import subprocess
import time
from collections import Counter
from datetime import timedelta

import pytest

import webapp.clock as clock
from tests.cast import START
from tests.mail.servers import CREDENTIALS, serving
from tests.mail.test_asking import ask
from tests.support.https_server import AUTHORITY
from tests.support.live_servers import REBOND, Served

pytestmark = pytest.mark.processes

PATIENCE = 60


def until(holds):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.02)


def asks_for_a_code(server, email="ines@ouest.test"):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        ask(connection, email)
    finally:
        connection.close()


@pytest.fixture
def environ(database):
    return {
        "PATH": os.environ["PATH"],
        "REBOND_MODE": "test",
        "DATABASE_URL": database[0],
        "REBOND_NOW": (START + timedelta(minutes=1)).isoformat(),
    }


@pytest.mark.both_databases
def test_who_is_killed_between_sending_and_marking_sends_it_again_under_its_id(
    app, database, tmp_path
):
    with serving("offered", auth=True) as inbox:
        url = f"smtp://{CREDENTIALS}localhost:{inbox.port}"
        server = Served(database[0], tmp_path, SMTP_URL=url, SMTP_CA_FILE=AUTHORITY)
        try:
            inbox.on_data = server.kill
            asks_for_a_code(server)
            until(lambda: inbox.mails)
            inbox.on_data = lambda: None
            clock.set_now(START + timedelta(minutes=4))
            server.restart()
            until(lambda: len(inbox.mails) == 2)
        finally:
            server.stop()
    first, second = inbox.mails
    assert first.encrypted
    assert second.encrypted
    assert first.signed_in
    assert first.content == second.content
    assert first.message["Message-ID"]


def test_without_a_mail_server_the_code_is_printed_on_the_terminal(app, database, tmp_path):
    server = Served(database[0], tmp_path)
    try:
        asks_for_a_code(server)
        until(lambda: "est ton code Rebond" in server.log_text())
    finally:
        server.stop()
    assert "--- mail to ines@ouest.test ---" in server.log_text()


@pytest.mark.both_databases
def test_several_processes_send_each_mail_once(app, database, waiting, environ):
    waiting.puts(times=20)
    with serving("plain") as inbox:
        inbox.seconds = 0.05
        environ["SMTP_URL"] = f"smtp://127.0.0.1:{inbox.port}"
        started = [
            subprocess.Popen([REBOND, "work", "--once"], env=environ, stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        outputs = [process.communicate(timeout=PATIENCE) for process in started]
    assert [process.returncode for process in started] == [0, 0], outputs
    ids = Counter(mail.message["Message-ID"] for mail in inbox.mails)
    assert (len(ids), set(ids.values())) == (20, {1})


def test_work_sends_what_is_written_until_it_is_ended(app, waiting, environ):
    with serving("plain") as inbox:
        environ["SMTP_URL"] = f"smtp://127.0.0.1:{inbox.port}"
        waiting.puts()
        process = subprocess.Popen([REBOND, "work"], env=environ, stderr=subprocess.PIPE)
        try:
            until(lambda: len(inbox.mails) == 1)
            waiting.puts()
            until(lambda: len(inbox.mails) == 2)
        finally:
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    assert b"Traceback" not in errors


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    "kind, certificate, why",
    [
        ("plain", "server", "offers no TLS (STARTTLS), and nothing is sent to it in clear"),
        ("offered", "other", "certificate is not trusted"),
        ("implicit", "expired", "certificate is not trusted"),
    ],
)
def test_that_mails_cannot_leave_is_said_at_the_start_and_keeps_nobody_out(
    app, database, tmp_path, kind, certificate, why
):
    """The server answers by then: `Served` waits for that."""
    with serving(kind, certificate=certificate, auth=True) as inbox:
        scheme = "smtps" if kind == "implicit" else "smtp"
        url = f"{scheme}://{CREDENTIALS}localhost:{inbox.port}"
        server = Served(database[0], tmp_path, SMTP_URL=url, SMTP_CA_FILE=AUTHORITY)
        try:
            until(lambda: why in server.log_text())
            asks_for_a_code(server)
        finally:
            server.stop()
        assert inbox.passwords == []
    log = server.log_text()
    assert "Mails cannot leave: " in log
    assert "Traceback" not in log
    assert "pa#ss" not in log


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    "setting, value",
    [
        ("SMTP_URL", "smtp.example.com:587"),
        ("SMTP_URL", "smtp://user:sec#ret@smtp.example.com"),
        ("SMTP_CA_FILE", "/nowhere/ca.pem"),
        ("MAIL_FROM", "rebond"),
    ],
)
def test_a_setting_by_which_no_mail_could_leave_is_a_sentence_at_the_start(environ, setting, value):
    environ |= {"SMTP_URL": "smtps://smtp.example.com"} | {setting: value}
    command = [REBOND, "serve"]
    process = subprocess.run(
        command, env=environ, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert process.returncode == 1
    assert len(process.stderr.splitlines()) == 1
    assert setting in process.stderr
    assert "ret@" not in process.stderr
