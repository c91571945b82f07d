"""HTTPS client for addresses that somebody has given: no redirects, no proxies, 7 s, a size limit.

All of a call has one deadline, the TLS handshake and the last byte included: when it is over the
connection is cut, however slowly the other side goes on.
"""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import current_app
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError, SSLError
from urllib3.response import BaseHTTPResponse

import webapp.clock as clock
from webapp.outbound.addresses import Destination, resolve

MAX_BYTES = 100_000
MAX_SECONDS = 7.0
CHUNK_BYTES = 16_384
USER_AGENT = "Rebond"


class CallError(Exception):
    """A call got no answer that can be used. `reason`: unreachable, tls, slow or large."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: any status, redirects too, which are not followed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def call(
    method: str,
    address: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
) -> Reply:
    """Call an address and read its answer, header names as they came, looked up in any case.

    Raises AddressError where it is not to be called, CallError where nothing usable came back.
    """
    deadline = clock.monotonic() + MAX_SECONDS
    destination = resolve(address)
    connection = _Connection(destination, max(deadline - clock.monotonic(), 0.1))
    all_headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"} | dict(headers or {})
    with connection.cut_at_deadline(), _pool(connection) as pool:
        try:
            response = pool.urlopen(
                method,
                destination.target,
                body=body,
                headers=all_headers,
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
                timeout=connection.seconds,
            )
            content = _read(response, max_bytes)
        except CallError:
            raise
        except (HTTPError, OSError) as error:
            raise CallError(_reason(error, is_cut=connection.is_cut)) from error
        if connection.is_cut:
            raise CallError("slow")
        return Reply(response.status, response.headers, content)


def _pool(connection: "_Connection") -> HTTPSConnectionPool:
    """One that makes its only connection to the numbers that were checked."""
    pool = HTTPSConnectionPool(
        connection.destination.host,
        connection.destination.port,
        ssl_context=_trust(current_app.config["OUTBOUND_CA_FILE"]),
    )
    pool.ConnectionCls = partial(_PinnedConnection, pinned=connection)  # type: ignore[assignment]
    return pool


def _trust(ca_file: str) -> ssl.SSLContext:
    """The system's authorities, and those of this file besides."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _read(response: BaseHTTPResponse, max_bytes: int) -> bytes:
    content = bytearray()
    with closing(response):
        for chunk in response.stream(CHUNK_BYTES, decode_content=False):
            content += chunk
            if len(content) > max_bytes:
                raise CallError("large")
    return bytes(content)


def _reason(error: Exception, *, is_cut: bool) -> str:
    if is_cut or isinstance(error, ReadTimeoutError):
        return "slow"
    return "tls" if isinstance(error, SSLError) else "unreachable"


class _Connection:
    """The connection of a call and its deadline."""

    def __init__(self, destination: Destination, seconds: float) -> None:
        self.destination, self.seconds = destination, seconds
        self.is_cut = False
        self._handle: socket.socket | None = None

    def open(self) -> socket.socket:
        """A socket to the first number that answers."""
        last_error: OSError = OSError("no number")
        for number in self.destination.numbers:
            if self.is_cut:
                break
            try:
                opened = socket.create_connection((number, self.destination.port), self.seconds)
            except OSError as error:
                last_error = error
                continue
            # TLS takes the socket over; its double still ends the connection for both.
            self._handle = opened.dup()
            return opened
        raise last_error

    @contextmanager
    def cut_at_deadline(self) -> Iterator[None]:
        timer = threading.Timer(self.seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            if self._handle:
                self._handle.close()

    def _cut(self) -> None:
        self.is_cut = True
        if self._handle:
            with suppress(OSError):  # it has just ended by itself
                self._handle.shutdown(socket.SHUT_RDWR)


class _PinnedConnection(HTTPSConnection):
    """TLS and the Host header go by the name, the connection by the number that was checked."""

    def __init__(self, *args: Any, pinned: _Connection, **options: Any) -> None:
        super().__init__(*args, **options)
        self._pinned = pinned

    def _new_conn(self) -> socket.socket:
        try:
            return self._pinned.open()
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error
