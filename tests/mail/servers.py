"""Real mail servers on this machine, of each kind, and what each was sent."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.https_server import CERTIFICATES

USER, PASSWORD = "rebond@ouest.test", "pa#ss/wo?rd@:%"
CREDENTIALS = "rebond%40ouest.test:pa%23ss%2Fwo%3Frd%40%3A%25@"
KINDS = ("plain", "offered", "demanded", "implicit")


@dataclass
class ReceivedMail:
    """One mail that a server took, and how it came."""

    encrypted: bool
    signed_in: bool
    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)  # type: ignore[return-value]


@dataclass
class Inbox:
    """What a server took. `answer` is what it says to each mail, after so many `seconds`."""

    mails: list[ReceivedMail] = field(default_factory=list)
    answer: str = "250 OK"
    seconds: float = 0
    port: int = 0
    passwords: list[bytes] = field(default_factory=list)
    on_data: Callable[[], None] = lambda: None

    async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.seconds)
        self.on_data()
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(
                ReceivedMail(
                    session.ssl is not None or self._implicit,
                    session.authenticated,
                    envelope.mail_from or "",
                    envelope.rcpt_tos,
                    envelope.content,
                )
            )
        return self.answer

    _implicit: bool = False

    def sign_in(
        self, _server: Any, _session: Any, _envelope: Any, _way: str, login_data: Any
    ) -> Any:
        assert isinstance(login_data, LoginPassword)
        self.passwords.append(login_data.password)
        right = (login_data.login, login_data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=right)


@contextmanager
def serving(kind: str, *, certificate: str = "server", auth: bool = False) -> Iterator[Inbox]:
    """A mail server on a free port of loopback; with `auth` it takes a name and a password."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
    inbox = Inbox(port=free_port(), _implicit=kind == "implicit")
    options: dict[str, Any] = {"hostname": "127.0.0.1", "port": inbox.port}
    options |= {"implicit": {"ssl_context": context}, "plain": {}}.get(
        kind, {"tls_context": context, "require_starttls": kind == "demanded"}
    )
    if auth:
        # One that would take a password in clear is the one that must not be told it.
        options |= {"authenticator": inbox.sign_in, "auth_require_tls": kind == "demanded"}
    controller = Controller(inbox, **options)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


@contextmanager
def stripping(port: int) -> Iterator[int]:
    """Somebody in between, who takes STARTTLS out of what the server offers; says their port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, port), daemon=True).start()
        yield listener.getsockname()[1]


def _accept(listener: socket.socket, port: int) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        server = socket.create_connection(("127.0.0.1", port))
        for way in ((client, server, b""), (server, client, b"STARTTLS")):
            threading.Thread(target=_carry, args=way, daemon=True).start()


def _carry(source: socket.socket, goal: socket.socket, struck: bytes) -> None:
    with source, goal:
        try:
            while data := source.recv(65536):
                goal.sendall(data.replace(struck, b"X" * len(struck)) if struck else data)
        except OSError:
            return


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
