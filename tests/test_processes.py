"""Three production servers on one PostgreSQL: what one has written, the others answer at once.

Each test chooses which server is asked, so nothing depends on which of them happens to take it.
"""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

import webapp.cache as cache
import webapp.clock as clock
from tests.cast import JOINED, START, Person, atelier_ouest
from tests.journal.test_crowd import practice
from tests.support.live_servers import Phone, several
from tests.support.repetitions import times
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.journal.models import Entry
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = pytest.mark.processes

PATIENCE = 60
PHONES = ("ines", "theo", "awa", "maya", "bilal", "chloe", "ines", "theo")
LEAVE = {"what": "leave", "from": "2026-11-19", "to": "2026-11-20"}


@pytest.fixture(scope="module")
def database(postgres, postgres_template):
    """One for all tests here, since three servers take seconds to start."""
    template, ids = postgres_template
    yield postgres.create("three", template), ids
    postgres.drop("three")


@pytest.fixture(scope="module")
def started(database, tmp_path_factory):
    began = time.monotonic()
    servers = several(database[0], tmp_path_factory.mktemp("three"))
    yield began, servers
    for server in servers:
        server.kill()


@pytest.fixture
def servers(app, started):
    """The three, with this test on their time; none of them may have come upon an error."""
    began, servers = started
    clock.set_now(START)
    clock.set_now(clock.now() + timedelta(seconds=time.monotonic() - began))
    yield servers
    assert [server.log_text() for server in servers if "Traceback" in server.log_text()] == []


@pytest.fixture
def company(app, servers):
    """company(): another Atelier Ouest, with a phone for each of PHONES that has sent nothing."""

    def create():
        present = clock.now()
        clock.set_now(JOINED)
        with app.app_context(), write_transaction():
            ids = atelier_ouest(app)
        clock.set_now(present)
        return [Phone(Person(app, *ids[name])) for name in PHONES], ids

    return create


def board(phone, servers):
    """The board as each server shows it."""
    answers = [phone.opens(server, "/boards/week") for server in servers]
    assert [status for status, _ in answers] == [200] * len(servers)
    return [text for _, text in answers]


def computed(phone):
    """The board as a process computes it that remembers nothing."""
    with phone.person.app.app_context():
        cache.clear(db.engine)
    return phone.person.opens("/boards/week", htmx=True).text


def entries(app, organisation_id):
    with app.app_context():
        statement = select(Entry.key).where(Entry.organisation_id == organisation_id)
        return sorted(str(key) for key in db.session.scalars(statement))


def sends_everything(phone, number, servers, gate):
    """Its batches by one server after the other, every second one by two of them at once.

    Says the keys that it sent, and those that it sent twice.
    """
    batches = practice(phone.person, 3)
    gate.wait(PATIENCE)
    with ThreadPoolExecutor(2) as both:
        for turn, batch in enumerate(batches):
            first = (number + turn) % len(servers)
            starts = (first, first - 1)[: 1 + (turn % 2 == 0)]
            ways = [servers[start:] + servers[:start] for start in starts]
            list(both.map(phone.delivers, ways, [batch] * len(ways)))
    return [[entry["key"] for batch in each for entry in batch] for each in (batches, batches[::2])]


def changes(phones, ids, servers, gate):
    """Maya gives Bilal another team again and again, Awa is on leave: by each server in turn."""
    awa, maya = phones[2:4]
    bilal, teams = ids["bilal"][1], (ids["nantes"][1], "", ids["lyon"][1])
    gate.wait(PATIENCE)
    for turn in range(6):
        server = servers[turn % len(servers)]
        place = {"team": str(teams[turn % len(teams)]), "role": "member"}
        assert maya.submits(server, f"/admin/people/{bilal}", place)[0] == 303
        if turn % 2:
            assert awa.submits(server, "/me/calendar/changes", LEAVE)[0] == 303


def crowd(app, servers, phones, ids, meanwhile):
    """All at once, from the first log of the week on; says the statuses of all receipts.

    Every entry has its receipt and is there once, and nothing differs from what is computed anew.
    """
    gate = threading.Barrier(len(phones) + 1)
    with ThreadPoolExecutor(len(phones) + 1) as pool:
        sending = [
            pool.submit(sends_everything, phone, number, servers, gate)
            for number, phone in enumerate(phones)
        ]
        changing = pool.submit(changes, phones, ids, servers[:2], gate)
        meanwhile()
        results = [each.result() for each in sending]
        changing.result()
    sent, twice = ([key for each in results for key in each[n]] for n in (0, 1))
    assert entries(app, ids["ines"][0]) == sorted(sent)
    with app.app_context():
        assert rebuild(ids["ines"][0]).differences == []
    statuses = Counter(status for phone in phones for status in phone.statuses)
    assert statuses.total() == len(sent) + len(twice)
    return statuses, Counter(accepted=len(sent), duplicate=len(twice))


def test_a_log_taken_by_one_server_is_on_the_board_of_each_at_once(servers, company):
    """Each has a board of Théo's in its memory, which holds no longer."""
    phones, _ = company()
    ines, theo = phones[:2]
    boards = {*board(theo, servers)}
    for turn in range(times(6, 60)):
        outcome = ("meeting", "refusal", "no_answer")[turn % 3]
        ines.delivers([servers[turn % len(servers)]], [ines.person.taps(outcome)])
        answers = board(theo, servers)
        assert set(answers) == {computed(theo)}
        boards.update(answers)
    assert len(boards) > 2


def test_a_name_a_team_a_leave_changed_by_one_server_is_on_the_board_of_each(servers, company):
    phones, ids = company()
    ines, theo, awa, maya = phones[:4]
    ines.delivers(servers, [ines.person.taps("meeting")])
    for turn in range(times(3, 30)):
        server, name = servers[turn % len(servers)], f"Loire {turn}"
        board(theo, servers)
        path = f"/admin/teams/{ids['nantes'][1]}"
        assert maya.submits(server, path, {"name": name})[0] == 303
        assert all(name in text for text in board(theo, servers))
        assert awa.submits(server, "/me/calendar/changes", LEAVE)[0] == 303
        assert set(board(theo, servers)) == {computed(theo)}


def test_a_crowd_that_sends_to_all_three_loses_and_doubles_nothing(app, servers, company):
    """People of a team by different servers, one entry by two at once, teams and leave between."""
    for _ in range(times(2, 30)):
        phones, ids = company()
        statuses, expected = crowd(app, servers, phones, ids, lambda: None)
        assert statuses == expected
        assert set(board(phones[1], servers)) == {computed(phones[1])}


def test_one_server_killed_amid_the_sending_loses_and_doubles_nothing(app, servers, company):
    """Its phones have no answer, and send again to the next one."""
    for turn in range(times(1, 20)):
        phones, ids = company()
        killed = servers[-1]

        def kill(phones=phones, killed=killed, enough=40 + turn):
            until = time.monotonic() + PATIENCE
            while sum(len(phone.statuses) for phone in phones) < enough:
                assert time.monotonic() < until
                time.sleep(0.005)
            killed.kill()

        try:
            statuses, _ = crowd(app, servers, phones, ids, kill)
        finally:
            killed.restart()
        assert set(statuses) == {"accepted", "duplicate"}
        assert sum(phone.unanswered for phone in phones) > 0
        assert set(board(phones[1], servers)) == {computed(phones[1])}


def test_what_is_loaded_is_in_memory_once_for_all_processes_of_a_server(servers, company):
    """Also after requests, which write into some of it; a process alone shares the interpreter."""
    phones, _ = company()
    for server in servers:
        for phone in phones:
            assert phone.opens(server, "/boards/week")[0] == 200
    (alone,), _, both = (server.in_common() for server in servers)
    assert len(both) == 2
    assert min(both) > 4 * alone


def test_a_sign_in_ended_by_one_server_is_refused_by_the_others_at_once(servers, company):
    phones, ids = company()
    here, there, maya = phones[0], phones[6], phones[3]
    taps = [here.person.taps("refusal")]
    for leaver, who, path in (
        (there, here, "/me/sign-ins/others"),
        (here, here, "/sign-out"),
        (phones[5], maya, f"/admin/people/{ids['chloe'][1]}/suspension"),
    ):
        for number, server in enumerate(servers):
            assert leaver.opens(server, "/today")[0] == 200, (path, number)
        assert who.submits(servers[1], path)[0] == 303
        for server in servers:
            assert leaver.opens(server, "/today")[0] == 401
            assert leaver.posts(server, taps)[0] == 401
