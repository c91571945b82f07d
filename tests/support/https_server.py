"""A real HTTPS server on this machine, for what the app calls: calendars, push services."""

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CERTIFICATES = Path(__file__).with_name("certificates")
AUTHORITY = str(CERTIFICATES / "authority.crt")


@dataclass(frozen=True)
class ReceivedRequest:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class HttpsServer:
    """What it was asked, and what it answers: status, headers and parts of a body, which may come
    as slowly as they like.
    """

    answer: Callable[[ReceivedRequest], tuple[int, Mapping[str, str], Iterable[bytes]]]
    requests: list[ReceivedRequest] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"


@contextmanager
def serving_https(
    answer: Callable[[ReceivedRequest], tuple[int, Mapping[str, str], Iterable[bytes]]],
    certificate: str = "server",
) -> Iterator[HttpsServer]:
    """One under a certificate that `AUTHORITY` signed for localhost, until the block ends."""
    server = HttpsServer(answer)

    class Handler(BaseHTTPRequestHandler):
        def handle_request(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            request = ReceivedRequest(
                self.command, self.path, dict(self.headers), self.rfile.read(length)
            )
            server.requests.append(request)
            status, headers, parts = server.answer(request)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for part in parts:
                    self.wfile.write(part)
            except OSError:
                pass  # the app has hung up

        do_GET = do_POST = handle_request  # noqa: N815 - as http.server calls them

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # a caller that does not trust it hangs up

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
    with Server(("127.0.0.1", 0), Handler) as http:
        http.socket = context.wrap_socket(http.socket, server_side=True)
        server.port = http.server_address[1]
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
