"""The web server by itself: what it leaves to the app, how it is restarted, and how it ends."""

import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse

import pytest

from tests.cast import Person
from tests.support.live_servers import Phone, Served
from tests.support.reverse_proxy import Caddy
from webapp.config import MAX_BODY_BYTES

pytestmark = pytest.mark.processes

PATIENCE = 60
CAST = ("ines", "theo", "awa", "bilal")
HOST = "Host: 127.0.0.1"


@pytest.fixture
def server(app, database, tmp_path):
    """Two processes on PostgreSQL, one on SQLite; it may have come upon no error."""
    processes = "2" if database[0].startswith("postgresql") else "1"
    server = Served(database[0], tmp_path, WEB_WORKERS=processes, REBOND_PROXIES="1")
    yield server
    server.stop()
    assert "Traceback" not in server.log_text()


@pytest.fixture
def phones(app, database):
    return [Phone(Person(app, *database[1][name])) for name in CAST]


def until(holds):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.02)


def answered(client):
    """The status, the headers and the text of what comes on this connection."""
    answer = HTTPResponse(client)
    answer.begin()
    return answer.status, answer.headers, answer.read().decode()


def head(phone, length):
    """The head of a batch of Inès's, of so many bytes."""
    lines = (
        "POST /journal HTTP/1.1",
        HOST,
        "Sec-Fetch-Site: same-origin",
        f"Cookie: {phone.cookie}",
    )
    kind = "Content-Type: application/json"
    return "\r\n".join((*lines, kind, f"Content-Length: {length}", "", "")).encode()


def test_what_is_a_little_too_long_is_refused_by_the_app_in_its_senders_words(server, phones):
    entry = phones[0].person.taps("refusal") | {"pad": "x" * MAX_BODY_BYTES}
    status, text = phones[0].posts(server, [entry])
    assert (status, json.loads(text)["error"]) == (413, "request_entity_too_large")


@pytest.mark.both_databases
def test_a_restart_one_process_after_the_other_loses_no_request(server, phones):
    """Each phone logs without a pause over a connection that it keeps."""
    before, over = server.processes(), threading.Event()

    def logs(phone):
        statuses = []
        headers = {"Cookie": phone.cookie, "Sec-Fetch-Site": "same-origin"}
        headers["Content-Type"] = "application/json"
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
            while not over.is_set():
                entry = phone.person.taps("no_answer")
                body = json.dumps({"sent_at": entry["made_at"], "entries": [entry]})
                connection.request("POST", "/journal", body, headers)
                answer = json.loads(connection.getresponse().read())
                statuses.append(answer["receipts"][0]["status"])
        return statuses

    with ThreadPoolExecutor(len(phones)) as pool:
        logging = [pool.submit(logs, phone) for phone in phones]
        try:
            server.reload()
            until(lambda: len(now := server.processes()) == len(before) and not now & before)
        finally:
            over.set()
        results = [each.result() for each in logging]
    assert {status for each in results for status in each} == {"accepted"}
    assert all(results)


def test_a_batch_that_was_on_its_way_at_the_end_has_its_receipt(server, phones):
    """The connection ends after it, and nobody new is taken meanwhile."""
    entry = phones[0].person.taps("meeting")
    body = json.dumps({"sent_at": entry["made_at"], "entries": [entry]}).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as client:
        client.sendall(head(phones[0], len(body)) + body[:20])
        server.ends()
        until(lambda: is_refused(server))
        client.sendall(body[20:])
        status, headers, text = answered(client)
    assert (status, headers["Connection"]) == (200, "close")
    assert '"accepted"' in text


def test_a_kept_connection_is_answered_once_more_at_the_end(server):
    request = f"GET /healthz HTTP/1.1\r\n{HOST}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as client:
        client.sendall(request)
        assert answered(client)[1]["Connection"] is None
        server.ends()
        until(lambda: is_refused(server))
        client.sendall(request)
        status, headers, _ = answered(client)
    assert (status, headers["Connection"]) == (200, "close")


def test_who_stopped_in_the_middle_does_not_keep_the_server_from_ending(server, phones):
    clients = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(80)]
    for client in clients:
        client.sendall(head(phones[0], 100) + b"{")
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 10
    for client in clients:
        client.close()


def test_behind_caddy_a_restart_turns_nobody_away(server, phones, tmp_path):
    """Whoever asks while no process listens waits, and is answered."""
    front, over = Caddy(server, tmp_path), threading.Event()

    def opens(phone):
        statuses = []
        while not over.is_set():
            statuses.append(phone.opens(front, "/today")[0])
        return statuses

    try:
        with ThreadPoolExecutor(len(phones)) as pool:
            opening = [pool.submit(opens, phone) for phone in phones]
            try:
                server.stop()
                server.restart()
            finally:
                over.set()
            results = [each.result() for each in opening]
    finally:
        front.stop()
    assert {status for each in results for status in each} == {200}


def is_refused(server):
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", server.port)) != 0
