"""Calls to an address that somebody gave: bounded in time and size, pinned, never led elsewhere."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.https_server import AUTHORITY, ReceivedRequest, serving_https
from webapp.outbound import addresses, http_client
from webapp.outbound.addresses import AddressError
from webapp.outbound.http_client import CallError, call


@pytest.fixture
def calling(app: Flask) -> Iterator[None]:
    """The app may call this machine, and trusts its certificate."""
    app.config |= {"OUTBOUND_HOSTS": frozenset({"localhost"}), "OUTBOUND_CA_FILE": AUTHORITY}
    with app.app_context():
        yield


def says(status: int = 200, *parts: bytes, **headers: str):
    return lambda _request: (status, headers, parts)


def test_an_answer_comes_whole_and_the_server_is_asked_under_its_own_name(calling):
    with serving_https(says(200, b"BEGIN:", b"VCALENDAR", ETag="1")) as server:
        reply = call("POST", f"{server.address}/a.ics?k=1", body=b"what", headers={"TTL": "60"})
    (request,) = server.requests
    assert (reply.status, reply.body, reply.headers["etag"]) == (200, b"BEGIN:VCALENDAR", "1")
    assert (request.method, request.path, request.body) == ("POST", "/a.ics?k=1", b"what")
    assert request.headers["Host"] == f"localhost:{server.port}"
    assert (request.headers["TTL"], request.headers["Accept-Encoding"]) == ("60", "identity")


def test_a_redirect_is_an_answer_and_is_not_followed(calling):
    with serving_https(says(302, Location="https://169.254.169.254/")) as server:
        assert call("GET", server.address).status == 302
        assert len(server.requests) == 1


def test_a_name_that_changes_its_answer_is_called_where_it_was_checked(calling, monkeypatch):
    real, asked = socket.getaddrinfo, []

    def changing(host, *args, **kwargs):
        if host == "localhost":
            asked.append(host)
            return real("127.0.0.1" if len(asked) == 1 else "10.255.255.1", *args, **kwargs)
        return real(host, *args, **kwargs)

    monkeypatch.setattr(addresses.socket, "getaddrinfo", changing)
    with serving_https(says(200, b"here")) as server:
        assert call("GET", server.address).body == b"here"
    assert len(asked) == 1


def test_a_number_inside_is_not_called_without_the_operators_word(app):
    with serving_https(says()) as server, app.app_context():
        with pytest.raises(AddressError):
            call("GET", server.address)
        assert server.requests == []


@pytest.mark.parametrize("certificate", ["other", "expired"])
def test_a_certificate_that_proves_nothing_ends_the_call(calling, certificate):
    with serving_https(says(), certificate) as server:
        with pytest.raises(CallError) as failed:
            call("GET", server.address)
        assert failed.value.reason == "tls"
        assert server.requests == []


def test_more_than_the_limit_is_not_read(calling):
    endless = (b"x" * 1000 for _ in iter(int, 1))
    with serving_https(lambda _: (200, {}, endless)) as server:
        with pytest.raises(CallError) as failed:
            call("GET", server.address, max_bytes=50_000)
        assert failed.value.reason == "large"


def drip(_request: ReceivedRequest):
    def parts():
        for _ in range(200):
            time.sleep(0.02)
            yield b"x"

    return 200, {}, parts()


def test_an_answer_that_drips_is_cut_at_the_deadline(calling, monkeypatch):
    monkeypatch.setattr(http_client, "MAX_SECONDS", 0.4)
    with serving_https(drip) as server:
        with pytest.raises(CallError) as failed:
            call("GET", server.address)
        assert failed.value.reason == "slow"


def test_a_server_that_drips_its_handshake_or_says_nothing_is_cut_too(calling, monkeypatch):
    monkeypatch.setattr(http_client, "MAX_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        taken = []
        threading.Thread(target=lambda: taken.append(listening.accept()), daemon=True).start()
        with pytest.raises(CallError) as failed:
            call("GET", f"https://localhost:{listening.getsockname()[1]}/")
        for connection, _ in taken:
            connection.close()
    assert failed.value.reason == "slow"


def test_where_nobody_listens_the_call_says_so(calling):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(CallError) as failed:
        call("GET", f"https://localhost:{port}/")
    assert failed.value.reason == "unreachable"
