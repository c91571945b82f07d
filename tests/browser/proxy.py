"""A proxy of ours between the browser and the server: it passes, drops, cuts and lies.

Each request is one connection. What happens to it is said by `proxy.does`, a function of the
request, and every request is written down in `proxy.log`.
"""

import contextlib
import http.client
import json
import re
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

SECONDS = 20
# One request a connection, and whole answers: what is rewritten must not be answered by 304.
NOT_FORWARDED = ("connection:", "if-none-match:", "if-modified-since:")
PORTAL = b"<!doctype html><title>Hotel</title><h1>Welcome to our Wi-Fi</h1>"


@dataclass(frozen=True)
class Request:
    """One request of the browser, as it stood on the wire."""

    at: float
    method: str
    path: str
    headers: dict[str, str]
    head: bytes
    body: bytes

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What a batch to the door holds; nothing of any other request."""
        if self.path != "/journal" or not self.body.startswith(b"{"):
            return []
        return list(json.loads(self.body)["entries"])


Answer = bytes | None  # None: the connection is torn down, as by a dead network.
Does = Callable[[Request, Callable[..., bytes]], Answer]


def passes(request: Request, upstream: Callable[..., bytes]) -> Answer:
    """As if it was not there."""
    return upstream()


def drops(request: Request, upstream: Callable[..., bytes]) -> Answer:
    """No network: nothing goes through."""
    return None


def cuts_answer(request: Request, upstream: Callable[..., bytes]) -> Answer:
    """The server has done its work, but nobody hears of it."""
    upstream()
    return None


def cuts_request(request: Request, upstream: Callable[..., bytes]) -> Answer:
    """The network dies when half of the body is through."""
    upstream(len(request.body) // 2)
    return None


def is_a_portal(request: Request, upstream: Callable[..., bytes]) -> Answer:
    """A hotel's Wi-Fi: 200 and a page of its own, whatever was asked."""
    return answer(200, PORTAL)


def asks_to_sign_in(request: Request, upstream: Callable[..., bytes]) -> Answer:
    """What many servers do when a session has expired."""
    return answer(302, b"", {"Location": "/sign-in"})


def says(status: int, **headers: str) -> Does:
    """A status with an HTML body, as of a proxy whose server is gone."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request, upstream: answer(status, b"<h1>no</h1>", named)


def shortens_receipts(to: int) -> Does:
    """The server took everything, its answer lists only the first receipts."""

    def shorten(request: Request, upstream: Callable[..., bytes]) -> Answer:
        body = upstream().partition(b"\r\n\r\n")[2]
        listed = json.loads(body)
        listed["receipts"] = listed["receipts"][:to]
        kind = "application/json"
        return answer(200, json.dumps(listed).encode(), {"Content-Type": kind})

    return shorten


def chokes_on(key: str) -> Does:
    """The server breaks whenever this entry is in a batch."""

    def choke(request: Request, upstream: Callable[..., bytes]) -> Answer:
        return answer(500, b"<h1>no</h1>") if key.encode() in request.body else upstream()

    return choke


def delays(seconds: float) -> Does:
    """A slow way to the server, and a quick one back."""

    def delay(request: Request, upstream: Callable[..., bytes]) -> Answer:
        time.sleep(seconds)
        return upstream()

    return delay


def holds(seconds: float) -> Does:
    """A quick way to the server, and a slow one back."""

    def does(request: Request, upstream: Callable[..., bytes]) -> Answer:
        answered = upstream()
        time.sleep(seconds)
        return answered

    return does


def flaps(every: float) -> Does:
    """A network that comes and goes."""
    begun = time.monotonic()

    def flapping(request: Request, upstream: Callable[..., bytes]) -> Answer:
        return None if int((time.monotonic() - begun) / every) % 2 == 0 else upstream()

    return flapping


def at(path: str, does: Does, otherwise: Does = passes) -> Does:
    """That for one address, something else for all others."""
    return lambda request, upstream: (
        does(request, upstream) if request.path == path else otherwise(request, upstream)
    )


def times(count: int, does: Does, then: Does = passes) -> Does:
    """That for so many requests, then something else."""
    left = iter(range(count))
    return lambda request, upstream: (
        then(request, upstream) if next(left, None) is None else does(request, upstream)
    )


def rewrites(pattern: str, old: bytes, new: bytes) -> Does:
    """Another text in the answers of the addresses that match."""

    def rewrite(request: Request, upstream: Callable[..., bytes]) -> Answer:
        whole = upstream()
        if not re.fullmatch(pattern, request.path):
            return whole
        head, _, body = whole.partition(b"\r\n\r\n")
        head = re.sub(rb"(?im)^(content-length|etag|last-modified):.*\r\n", b"", head + b"\r\n")
        body = body.replace(old, new)
        return head + b"Content-Length: %d\r\n\r\n" % len(body) + body

    return rewrite


def serves(path: str, body: bytes, kind: str = "text/javascript") -> Does:
    """A file of ours in place of the server's."""
    headers = {"Content-Type": kind, "Cache-Control": "no-cache"}
    return at(path, lambda request, upstream: answer(200, body, headers))


def answer(status: int, body: bytes, headers: dict[str, str] | None = None) -> bytes:
    """An answer as bytes; HTML unless the headers say otherwise."""
    defaults = {
        "Content-Type": "text/html",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, 'Odd')}"]
    lines += [f"{name}: {value}" for name, value in (defaults | (headers or {})).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Proxy:
    """Listens on a port of its own, forwards to `port` on loopback."""

    port: int
    does: Does = passes
    log: list[Request] = field(default_factory=list)

    def __enter__(self) -> "Proxy":
        proxy = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    proxy._serve(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.does = drops
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where the browser finds the server."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def posts(self) -> list[Request]:
        """The batches that the browser tried to send."""
        return [request for request in self.log if request.entries]

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(SECONDS)
        request = _read(client)
        if request is None:
            return
        self.log.append(request)
        response = self.does(request, lambda most=None: self._forward(request, most))
        if response is None:
            linger = struct.pack("ii", 1, 0)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        else:
            client.sendall(response)

    def _forward(self, request: Request, most: int | None = None) -> bytes:
        """The server's whole answer, or nothing after the first `most` bytes of the body."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), SECONDS) as server:
                server.sendall(request.head + request.body[:most])
                if most is not None:
                    return b""
                return b"".join(_chunks(server))
        except OSError:
            return answer(502, b"<h1>Bad gateway</h1>")


def _read(client: socket.socket) -> Request | None:
    """A request, its connection told to end with it."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = client.recv(65536)
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        part = client.recv(65536)
        if not part:
            return None
        body += part
    others = [line for line in lines if not line.lower().startswith(NOT_FORWARDED)]
    sent = "\r\n".join([first, *others, "Connection: close"]).encode("latin-1") + b"\r\n\r\n"
    return Request(time.monotonic(), method, path, headers, sent, body)


def _chunks(server: socket.socket) -> Iterator[bytes]:
    while part := server.recv(65536):
        yield part
