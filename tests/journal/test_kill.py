"""kill -9 for the server under several senders at once: nothing lost, nothing doubled.

Each client does as the phone does: what has no receipt is sent again. The server dies between the
commit and the answer of whichever batch comes next, or with everything at any moment.
"""

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from random import Random

import pytest
from sqlalchemy import func, select, text

from tests.browser.live_server import Server
from tests.support.repetitions import times
from webapp.database.engine import db
from webapp.journal.models import Entry
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = [pytest.mark.both_databases, pytest.mark.processes]
KILLS = times(5, 200)
SENDERS = ("ines", "theo", "maya", "ines")  # the first and the last are two phones of one person
PATIENCE = 60
WAITING = 20  # a person does not tap faster while there is no answer: an account has its limit


@pytest.fixture
def server(database, tmp_path):
    """The real server, in a process of its own."""
    started = Server(database[0], tmp_path)
    yield started
    started.stop()


class Client:
    """A person's phone that taps and sends until it is told to stop, and then what is left."""

    def __init__(self, port, person):
        self.address = f"http://127.0.0.1:{port}/journal"
        self.person = person
        self.headers = {
            "Cookie": f"rebond={person.signs_in()}",
            "Content-Type": "application/json",
            "Sec-Fetch-Site": "same-origin",
        }
        self.waiting, self.sent, self.statuses = [], [], {"accepted": 0, "duplicate": 0}
        self.stopped = threading.Event()

    def runs(self):
        rng = Random(self.person.id.int)
        while not self.stopped.is_set():
            if len(self.waiting) < WAITING:
                self.taps(rng)
            self.sends()
        until = time.monotonic() + PATIENCE
        while self.waiting and time.monotonic() < until:
            self.sends()

    def taps(self, rng):
        calls = [self.person.taps("refusal") for _ in range(rng.choice([1, 1, 3]))]
        lessons = [self.person.draws(call) for call in calls]
        self.waiting += calls + lessons[: rng.randrange(2)]
        self.sent += self.waiting[-len(calls) - 1 :]

    def sends(self):
        batch = self.waiting[:100]
        body = json.dumps({"sent_at": batch[0]["made_at"], "entries": batch}).encode()
        request = urllib.request.Request(self.address, body, self.headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                receipts = json.load(answer)["receipts"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read()) from error
        except (OSError, ValueError, http.client.HTTPException):
            time.sleep(0.02)  # No answer, or half of one: all of it again.
            return
        for receipt in receipts:
            self.statuses[receipt["status"]] += 1
        had = {receipt["key"] for receipt in receipts}
        self.waiting = [entry for entry in self.waiting if entry["key"] not in had]


def test_a_server_killed_again_and_again_loses_and_doubles_nothing(app, cast, server):
    clients = [Client(server.port, cast(name)) for name in SENDERS]
    before = count(app)
    threads = [threading.Thread(target=client.runs) for client in clients]
    for thread in threads:
        thread.start()
    for number in range(KILLS):
        if number % 3:
            server.dies()
            until = time.monotonic() + PATIENCE
            while not server.has_died() and time.monotonic() < until:
                time.sleep(0.01)
            assert server.has_died()
        else:
            time.sleep(0.1 + 0.01 * (number % 7))
            server.kill()
            server.restart()
    for client in clients:
        client.stopped.set()
    for thread in threads:
        thread.join(2 * PATIENCE)
    sent = {entry["key"] for client in clients for entry in client.sent}
    assert [client.waiting for client in clients] == [[]] * len(clients)
    assert count(app) - before == len(sent)
    assert sum(client.statuses["duplicate"] for client in clients) > 0
    with app.app_context():
        assert rebuild().differences == []
        if db.engine.dialect.name == "sqlite":
            assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def count(app):
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(Entry)).scalar()
