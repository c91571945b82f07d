"""Whoever begins a request and stops keeps nobody waiting, at the bare port and behind Caddy.

Each test holds many such connections open while Inès opens Today and logs, on each database.
"""

import http.client
import json
import socket
import time
from contextlib import ExitStack, contextmanager

import pytest

import webapp.clock as clock
from tests.cast import START, Person
from tests.support.live_servers import Phone, Served
from tests.support.reverse_proxy import Caddy
from webapp.server.buffered_worker import SPARE_CONNECTIONS

pytestmark = pytest.mark.processes

MOST_SECONDS = 2.0
ROUNDS = 3
FILLED_SECONDS = 2.5
PATIENCE = 20
SILENT, HALF = 200, 80
LONG = 5000  # bytes that a body says it has


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request, tmp_path_factory):
    """One for all tests here, since a server takes seconds to start."""
    if request.param == "sqlite":
        template, ids = request.getfixturevalue("sqlite_template")
        path = tmp_path_factory.mktemp("slow") / "rebond.sqlite3"
        path.write_bytes(template.read_bytes())
        path.chmod(0o600)
        yield f"sqlite:///{path}", ids
    else:
        template, ids = request.getfixturevalue("postgres_template")
        postgres = request.getfixturevalue("postgres")
        yield postgres.create("slow", template), ids
        postgres.drop("slow")


@pytest.fixture(scope="module")
def started(database, tmp_path_factory):
    clock.set_now(START)
    server = Served(database[0], tmp_path_factory.mktemp("server"), REBOND_PROXIES="1")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def caddy(started, tmp_path_factory):
    caddy = Caddy(started, tmp_path_factory.mktemp("caddy"))
    yield caddy
    caddy.stop()


@pytest.fixture(params=["port", "caddy"])
def server(request, app, started):
    """What clients connect to; the server behind it may have come upon no error."""
    yield started if request.param == "port" else request.getfixturevalue("caddy")
    assert "Traceback" not in started.log_text()


@pytest.fixture
def phone(app, server, database):
    """Inès's, to which everything has been shown once."""
    phone = Phone(Person(app, *database[1]["ines"]))
    use(phone, server)
    return phone


def use(phone, server):
    """Open Today and log; says the seconds that each took."""
    took = []
    for ask in (
        lambda: phone.opens(server, "/today"),
        lambda: phone.posts(server, [phone.person.taps("refusal")]),
    ):
        began = time.monotonic()
        status, text = ask()
        took.append(time.monotonic() - began)
        assert status == 200, text
    assert [receipt["status"] for receipt in json.loads(text)["receipts"]] == ["accepted"]
    return took


def head(server, path, *more):
    """The head of a request for a body of LONG bytes."""
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "Sec-Fetch-Site: same-origin",
    )
    return "\r\n".join((*lines, f"Content-Length: {LONG}", *more, "", "")).encode()


@contextmanager
def idle_connections(server, times, sent=b""):
    """So many connections on which this was sent and nothing follows, until the block is over."""
    with ExitStack() as all_of_them:
        for _ in range(times):
            client = all_of_them.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(10)
            client.connect(("127.0.0.1", server.port))
            client.sendall(sent)
        yield


def is_quick_all_the_while(phone, server):
    took = [seconds for _ in range(ROUNDS) for seconds in use(phone, server)]
    assert max(took) < MOST_SECONDS, took


def test_two_hundred_sockets_that_say_nothing_keep_ines_from_nothing(phone, server):
    with idle_connections(server, SILENT):
        is_quick_all_the_while(phone, server)


def test_eighty_heads_that_do_not_end_keep_ines_from_nothing(phone, server):
    with idle_connections(server, HALF, head(server, "/journal")[:60]):
        is_quick_all_the_while(phone, server)


def test_eighty_bodies_of_nobody_that_do_not_end_keep_ines_from_nothing(phone, server):
    form = "Content-Type: application/x-www-form-urlencoded"
    with idle_connections(server, HALF, head(server, "/sign-in", form) + b"email=otto"):
        is_quick_all_the_while(phone, server)


def test_eighty_bodies_of_theo_that_do_not_end_keep_ines_from_nothing(phone, server, app, database):
    theo = Person(app, *database[1]["theo"])
    who = f"Cookie: rebond={theo.signs_in()}", "Content-Type: application/json"
    with idle_connections(server, HALF, head(server, "/journal", *who) + b'{"entries"'):
        is_quick_all_the_while(phone, server)


def test_eighty_who_ask_and_do_not_read_keep_ines_from_nothing(phone, server, app):
    """Each asks for more than lies on the way between two sockets. Filling that is work; once it
    is done, nothing of the server waits for them.
    """
    script = app.extensions["assets"].url("app.js")
    asks = f"GET {script} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
    with idle_connections(server, HALF, asks * 50):
        time.sleep(FILLED_SECONDS)
        until = time.monotonic() + PATIENCE
        while max(use(phone, server)) > MOST_SECONDS:
            assert time.monotonic() < until
        is_quick_all_the_while(phone, server)


def test_more_sockets_than_there_is_room_for_keep_ines_from_nothing(phone, server):
    with idle_connections(server, SPARE_CONNECTIONS + SILENT):
        is_quick_all_the_while(phone, server)


def test_theo_who_sends_his_batch_drop_by_drop_has_his_receipt(phone, server, app, database):
    theo = Person(app, *database[1]["theo"])
    entry = theo.taps("meeting")
    body = json.dumps({"sent_at": entry["made_at"], "entries": [entry]}).encode()
    who = f"Cookie: rebond={theo.signs_in()}", "Content-Type: application/json"
    request = head(server, "/journal", *who).replace(str(LONG).encode(), str(len(body)).encode())
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as slow:
        for start in range(0, len(request + body), 150):
            slow.sendall((request + body)[start : start + 150])
            time.sleep(0.05)
        answer = http.client.HTTPResponse(slow)
        answer.begin()
        assert b'"accepted"' in answer.read()
