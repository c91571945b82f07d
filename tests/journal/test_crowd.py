"""Eight senders at once, on one file and on one server: nothing lost, nothing doubled, no wait."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

import webapp.clock as clock
from tests.cast import START
from tests.support.repetitions import times
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.journal.forms import parse_batch
from webapp.journal.models import Entry
from webapp.people import company
from webapp.people.schedule import declarations
from webapp.progress import updates
from webapp.progress.rebuild.board_checks import team_differences
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = [pytest.mark.both_databases, pytest.mark.processes]
SENDERS = 8
ROUNDS = times(3, 30)
MONDAY = date(2026, 11, 16)
NAMES = ("ines", "theo", "awa", "maya", "bilal", "chloe", "ines", "theo")


@pytest.fixture
def at_once(app):
    """at_once(jobs): each in a thread with an app context of its own, all let go together."""

    def run(jobs):
        gate = threading.Barrier(len(jobs))

        def ready(job):
            with app.app_context():
                gate.wait(10)
                return job()

        with ThreadPoolExecutor(len(jobs)) as pool:
            return [waiting.result(120) for waiting in [pool.submit(ready, job) for job in jobs]]

    return run


def sender(app, who, batches):
    """Sends batches by the door, one after the other; says the statuses."""
    door = app.extensions["rebond"].ingest

    def send():
        statuses = []
        for batch in batches:
            drafts = parse_batch({"sent_at": batch[0]["made_at"], "entries": batch}, door.kinds)
            statuses += [receipt.status for receipt in door.submit(who, drafts)]
        return statuses

    return send


def practice(person, batches=6):
    """Batches of what a person does: calls, lessons, shares and withdrawals."""
    sendings = []
    for n in range(batches):
        calls = [person.taps(outcome) for outcome in ("refusal", "no_answer", "callback")]
        lesson = person.draws(calls[0])
        sendings.append([calls[0], calls[1], lesson])
        sendings.append([person.shares(calls[0]), calls[2], person.dates(calls[2], "2026-12-01")])
        if n % 2:
            sendings.append([person.withdraws(calls[1])])
    return sendings


def differences(app):
    with app.app_context():
        return rebuild().differences


def count(app, *which):
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(Entry).where(*which)).scalar()


def test_eight_senders_at_once_lose_and_double_nothing(app, cast, at, at_once):
    """Two of them on two phones of the same person; each round is the first log of its week."""
    people = [cast(name) for name in NAMES]
    whos = [person.who for person in people]
    before = count(app)
    total = 0
    for number in range(ROUNDS):
        at(f"{date(2026, 11, 17) + timedelta(weeks=number)} 10:00")
        batches = [practice(person) for person in people]
        total += sum(len(batch) for sent in batches for batch in sent)
        statuses = at_once(
            [sender(app, who, sent) for who, sent in zip(whos, batches, strict=True)]
        )
        assert {status for sender_statuses in statuses for status in sender_statuses} == {
            "accepted"
        }
        assert count(app) == before + total
        assert differences(app) == []


def test_each_meeting_of_team_mates_leaves_the_teams_week_as_its_members_make_it(
    app, cast, at, at_once
):
    """One tap each at the same moment, and a look at once: nobody has overlooked the other."""
    people = [cast(name) for name in ("ines", "theo", "awa")]
    whos, zone = [person.who for person in people], people[0].who.organisation_zone
    nantes = cast("nantes")
    for _ in range(ROUNDS * 5):
        at_once(
            [
                sender(app, who, [[person.taps("refusal")]])
                for who, person in zip(whos, people, strict=True)
            ]
        )
        with app.app_context():
            wrong = team_differences(nantes.organisation_id, nantes.id, [MONDAY], zone, clock.now())
            assert list(wrong) == []


def test_writers_of_several_processes_wait_for_each_other(app, cast, at_once, monkeypatch):
    """As `rebond rebuild` beside the server: without the lane, which holds in one process only."""
    monkeypatch.setattr("webapp.database.transactions._write_lock", nullcontext())
    people = [cast(name) for name in NAMES[:4]]
    whos = [person.who for person in people]
    for _ in range(ROUNDS):
        batches = [practice(person, 3) for person in people]
        statuses = at_once(
            [sender(app, who, sent) for who, sent in zip(whos, batches, strict=True)]
        )
        assert {status for sender_statuses in statuses for status in sender_statuses} == {
            "accepted"
        }
    assert differences(app) == []


def test_the_same_batch_sent_twice_at_once_is_accepted_once(app, ines, at, at_once):
    """Each round in minutes of its own: all that one account sends in one would be too fast."""
    for number in range(ROUNDS * 2):
        at(START + timedelta(minutes=2 * number))
        batches = practice(ines, 3)
        statuses = at_once([sender(app, ines.who, batches) for _ in range(SENDERS)])
        for receipts in zip(*statuses, strict=True):
            assert Counter(receipts) == {"accepted": 1, "duplicate": SENDERS - 1}
    assert differences(app) == []


def leave(who, day):
    with write_transaction():
        declarations.add_fact(
            *(who.organisation_id, "member", who.id, "leave", day, clock.now()), last_day=day
        )
        updates.after_member_change(who, day, clock.now())


def move_to(who, team_id):
    with write_transaction():
        company.move_to_team(who.organisation_id, who.id, team_id, clock.now())
        updates.after_member_change(who, clock.now().date(), clock.now())


def test_leave_and_moves_meet_logs(app, cast, at, at_once):
    """While six people log, one declares leave again and again and two change teams."""
    nantes, lyon = cast("nantes").id, cast("lyon").id
    people = [cast(name) for name in NAMES]

    def takes_leave(person, who):
        def declare():
            for n in range(5):
                day = clock.now().date() - timedelta(days=n)
                leave(who, day)

        return declare

    def changes_teams(person, who):
        def move():
            for team_id in (lyon, None, nantes, lyon):
                move_to(who, team_id)

        return move

    for number in range(ROUNDS):
        at(f"{date(2026, 11, 22) + timedelta(weeks=number)} 20:00")  # a Sunday: Monday in Tokyo
        jobs = [
            sender(
                app,
                person.who,
                [[entry | {"offset": 540} for entry in batch] for batch in practice(person, 2)],
            )
            for person in people
        ]
        jobs += [takes_leave(people[0], people[0].who), changes_teams(people[1], people[1].who)]
        jobs += [changes_teams(people[3], people[3].who)]
        at_once(jobs)
        assert differences(app) == []
