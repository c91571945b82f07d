"""An app that sends its mails to a real server of this machine."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from email.headerregistry import Address

import pytest
from flask import Flask
from sqlalchemy import select

import webapp.clock as clock
import webapp.mail.delivery as delivery
import webapp.mail.outbox as outbox
from tests.cast import Person
from tests.mail.servers import Inbox, serving
from tests.support.https_server import AUTHORITY
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.mail.email import Email
from webapp.mail.models import Mail
from webapp.mail.server import MailSettings, parse_server

SENDER = Address("Rebond", addr_spec="rebond@ouest.test")
HOST = "rebond.ouest.test"
LETTER = Email(
    "code",
    "ines@ouest.test",
    "123456 est ton code",
    "Voilà : 123456\n",
    "<p>Voilà : <b>123456</b></p>\n",
    "fr",
)


def sends_to(app: Flask, url: str) -> None:
    """From now on the app's mails leave for that server."""
    server = parse_server(url, AUTHORITY) if url else None
    app.extensions["rebond.mail"] = MailSettings(server, SENDER, HOST)


@pytest.fixture
def inbox(app: Flask) -> Iterator[Inbox]:
    """A mail server that takes everything in clear, to which the app sends."""
    with serving("plain") as server:
        sends_to(app, f"smtp://127.0.0.1:{server.port}")
        yield server


@pytest.fixture
def open_inbox(app: Flask) -> Iterator[Callable[..., Inbox]]:
    """A mail server of a kind, to which the app sends."""
    with ExitStack() as stack:

        def serve(kind: str) -> Inbox:
            server = stack.enter_context(serving(kind))
            scheme = "smtps" if kind == "implicit" else "smtp"
            sends_to(app, f"{scheme}://127.0.0.1:{server.port}")
            return server

        yield serve


class Outbox:
    """The outbox of the app, filled and emptied by hand."""

    def __init__(self, app: Flask, ines: Person) -> None:
        self._app, self._ines = app, ines

    def puts(
        self, letter: Email = LETTER, times: int = 1, holds: timedelta = timedelta(days=7)
    ) -> None:
        """So many mails to Inès."""
        now = clock.now()
        with self._app.app_context(), write_transaction():
            for _ in range(times):
                outbox.enqueue(letter, now, now + holds, self._ines.organisation_id, self._ines.id)

    def goes(self) -> None:
        """The loop comes by once."""
        with self._app.app_context():
            delivery.deliver_due(lambda: False)

    def rows(self) -> list[Mail]:
        """What there is in it, oldest first."""
        with self._app.app_context():
            mails = list(db.session.scalars(select(Mail).order_by(Mail.created_at, Mail.id)))
            db.session.expunge_all()
        return mails

    def row(self) -> Mail:
        (only,) = self.rows()
        return only


@pytest.fixture
def waiting(app: Flask, ines: Person) -> Outbox:
    return Outbox(app, ines)
