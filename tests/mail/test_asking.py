"""Whether somebody has an address cannot be told by how long the answer takes."""

import http.client
import smtplib
import statistics
import time
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from tests.cast import statements
from tests.mail.servers import Inbox, serving
from tests.support.live_servers import Served
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.mail.models import Mail
from webapp.people.models import Account, MemberRow

KNOWN, UNKNOWN = "ines@ouest.test", "nobody@nowhere.test"
ROUNDS = 4
SLOW_SECONDS = 1.0
RATIO = 1.5


def asks(browser, email):
    answer = browser.submits("/sign-in", {"email": email})
    assert (answer.status_code, answer.location) == (303, "/sign-in/code")
    return answer


@pytest.mark.both_databases
def test_the_same_is_asked_and_written_for_an_address_that_nobody_has(app, nobody, ines, otto):
    asks(nobody, "warm@nowhere.test")
    with statements(app) as for_known:
        known_answer = asks(nobody, KNOWN)
    with statements(app) as for_unknown:
        unknown_answer = asks(nobody, UNKNOWN)
    assert for_known == for_unknown
    assert sum(each.startswith("INSERT INTO mails") for each in for_known) == 1
    without = {"Set-Cookie", "Date"}
    heads = [
        {k: v for k, v in each.headers if k not in without}
        for each in (known_answer, unknown_answer)
    ]
    assert heads[0] == heads[1]
    cookies = [
        [len(each) for each in a.headers.getlist("Set-Cookie")]
        for a in (known_answer, unknown_answer)
    ]
    assert cookies[0] == cookies[1]
    with app.app_context(), write_transaction() as session:
        account = session.scalar(select(Account.id).where(Account.email == KNOWN))
        session.get(MemberRow, (otto.organisation_id, otto.id)).account_id = account
    with statements(app) as of_two:
        asks(nobody, KNOWN)
    assert of_two == for_unknown


def test_the_request_speaks_to_no_mail_server(app, nobody, inbox, waiting, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a request spoke to the mail server")

    monkeypatch.setattr(smtplib, "SMTP", refuse)
    woken = []
    monkeypatch.setattr(app.extensions["rebond"].jobs, "wake", lambda: woken.append(1))
    for email in (KNOWN, UNKNOWN):
        asks(nobody, email)
    assert woken == [1, 1]
    assert [row.recipient for row in waiting.rows()] == [KNOWN, ""]


@pytest.mark.slow
@pytest.mark.both_databases
def test_over_one_connection_a_known_address_takes_as_long_beside_a_slow_mail_server(
    app, database, tmp_path
):
    with app.app_context():
        emails = sorted(db.session.scalars(select(Account.email)))
    with serving("plain") as inbox:
        inbox.seconds = SLOW_SECONDS
        server = Served(database[0], tmp_path, SMTP_URL=f"smtp://127.0.0.1:{inbox.port}")
        try:
            took = measure_answers(server.port, emails)
            arrive(app, inbox)
        finally:
            server.stop()
    medians = {who: statistics.median(times) for who, times in took.items()}
    figures = {who: f"{1000 * seconds:.1f} ms" for who, seconds in medians.items()}
    print(f"{len(took['known'])} each: {figures}")
    assert max(medians.values()) < SLOW_SECONDS / 2, figures
    assert max(medians.values()) < RATIO * min(medians.values()), figures


def measure_answers(port: int, emails: list[str]) -> dict[str, list[float]]:
    """How long each answer took, over one connection, in turns that change who comes first."""
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    ask(connection, "warm@nowhere.test")
    for turn in range(ROUNDS):
        for number, email in enumerate(emails):
            pair = [("known", email), ("unknown", f"nobody{number}@nowhere.test")]
            for who, address in pair[:: 1 if (turn + number) % 2 else -1]:
                began = time.perf_counter()
                ask(connection, address)
                took[who].append(time.perf_counter() - began)
    connection.close()
    return took


def ask(connection: http.client.HTTPConnection, email: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", "/sign-in", urlencode({"email": email}), headers)
    answer = connection.getresponse()
    answer.read()
    assert (answer.status, answer.headers["Location"]) == (303, "/sign-in/code")


def arrive(app, inbox: Inbox) -> None:
    """The slow server was spoken to meanwhile: else there was nothing to wait for."""
    assert inbox.mails
    with app.app_context():
        assert db.session.scalar(select(Mail.attempts).order_by(Mail.attempts.desc())) == 1
