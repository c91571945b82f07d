"""Reminders of several real processes, killed at any moment: never two for a day (RULES R16.6)."""

import os
import signal
import subprocess
from collections import Counter
from datetime import date, datetime, time
from random import Random

import pytest
from sqlalchemy import delete, update

from tests.cast import CAST, PARIS
from tests.push.hands import subscribes, wishes
from tests.support.https_server import AUTHORITY
from tests.support.live_servers import REBOND
from tests.support.repetitions import times
from webapp.database.transactions import write_transaction
from webapp.push.models import Push, Reminder

pytestmark = [pytest.mark.both_databases, pytest.mark.processes]
KILLS = times(1, 200)
PATIENCE = 60
DAY = date(2026, 11, 16)


@pytest.fixture
def phones(cast, service):
    """Everybody of Atelier Ouest has a reminder at eleven, on every day of the week."""
    people = [cast(short) for short, *_ in CAST]
    for person in people:
        subscribes(person, service.subscribes(person.id.hex))
        wishes(person)
    return people


@pytest.fixture
def works(database, service):
    """`rebond work --once` at eleven or some minutes later, as a process."""

    def begin(minutes=0):
        environ = {
            "PATH": os.environ["PATH"],
            "REBOND_MODE": "test",
            "DATABASE_URL": database[0],
            "REBOND_NOW": f"{DAY.isoformat()}T11:{minutes:02}:00+01:00",
            "OUTBOUND_HOSTS": "localhost",
            "PUSH_HOSTS": "localhost",
            "OUTBOUND_CA_FILE": AUTHORITY,
        }
        command = [REBOND, "work", "--once"]
        return subprocess.Popen(command, env=environ, stderr=subprocess.PIPE)

    return begin


def taken_of_day(service, before):
    """How many messages each browser got since."""
    return Counter(path for path, *_ in service.taken[before:])


def test_two_processes_remind_everybody_once(app, phones, works, service):
    both = [works(), works()]
    outputs = [process.communicate(timeout=PATIENCE) for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert service.refused == []
    assert sorted(taken_of_day(service, 0).values()) == [1] * len(phones)


def test_who_is_killed_at_any_moment_reminds_nobody_twice(app, phones, works, service):
    """One of two processes is killed while a message arrives, or before any does; the other goes
    on, and a third comes later. Then it is that Monday again.
    """
    rng = Random(16)
    for _ in range(KILLS):
        begin_day_anew(app)
        before = len(service.taken)
        doomed, other = works(), works()
        kill_after(service, doomed, rng.randrange(len(phones) + 1))
        other.communicate(timeout=PATIENCE)
        doomed.kill()
        doomed.communicate(timeout=PATIENCE)
        last = works(minutes=1)
        _, errors = last.communicate(timeout=PATIENCE)
        assert last.returncode == 0, errors
        got = taken_of_day(service, before)
        assert set(got.values()) <= {1}, got
        assert len(got) >= len(phones) - 1  # what the one who died had taken, and no more


def begin_day_anew(app):
    with app.app_context(), write_transaction() as session:
        session.execute(delete(Push))
        due_at = datetime.combine(DAY, time(11), PARIS)
        session.execute(update(Reminder).values(reminded_on=None, due_at=due_at))


def kill_after(service, process, messages):
    """Kill the process when it sends, or another does, that many messages from now."""
    seen = len(service.server.requests) + messages

    def answers(request):
        if len(service.server.requests) >= seen and process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        return service.answers(request)

    service.server.answer = answers
