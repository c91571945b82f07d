"""Delivery of the outbox by the loop of jobs: mails leave, or are printed without a server.

Nothing of the database is held while the mail server is spoken to.
"""

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime

from flask import Flask, current_app

import webapp.clock as clock
import webapp.mail.outbox as outbox
from webapp.database.transactions import write_transaction
from webapp.mail.message import Outgoing, build_message
from webapp.mail.server import MailSettings, read_settings
from webapp.mail.smtp import (
    DeliveryError,
    close_session,
    is_encrypted,
    open_session,
    send_message,
)

LOOPBACK = ("localhost", "127.0.0.1", "::1")
logger = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Read the settings. Raises config.ConfigError where no mail could leave with them."""
    app.extensions["rebond.mail"] = read_settings(app.config)


def deliver_due(is_stopping: Callable[[], bool]) -> datetime | None:
    """Send what is due, one mail after the other; says when there is next something to do."""
    due, cleaning = outbox.next_times()
    now = clock.now()
    if cleaning and cleaning <= now:
        with write_transaction():
            outbox.delete_done(now)
    if due and due <= now:
        _Delivery(current_app.extensions["rebond.mail"]).run(is_stopping)
        due, cleaning = outbox.next_times()
    return min((time for time in (due, cleaning) if time), default=None)


def check_server() -> None:
    """Check the mail server and log whether mails can leave, before the first one has to."""
    settings: MailSettings = current_app.extensions["rebond.mail"]
    if settings.server is None:
        return
    try:
        session = open_session(settings.server, settings.host)
    except DeliveryError as error:
        logger.error("Mails cannot leave: %s. They wait, and are tried again.", error)
        return
    if not is_encrypted(session) and settings.server.host not in LOOPBACK:
        logger.warning(
            "%s offers no TLS: codes and links leave in clear. SMTP_URL=smtp+starttls://… "
            "sends nothing without it.",
            settings.server.host,
        )
    close_session(session)


def print_mail(mail: Outgoing) -> None:
    """Print a mail to the terminal, where there is no mail server."""
    text = f"\n--- mail to {mail.recipient} ---\n{mail.subject}\n\n{mail.text}---"
    print(text, flush=True)  # noqa: T201


class _Delivery:
    """One go at the outbox; the mails of a go share a session with the mail server."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._session: smtplib.SMTP | None = None

    def run(self, is_stopping: Callable[[], bool]) -> None:
        try:
            while not is_stopping() and self._deliver_one():
                pass
        finally:
            self._close()

    def _deliver_one(self) -> bool:
        """Whether there was one."""
        mail = outbox.claim(clock.now())
        if mail is None:
            return False
        try:
            if mail.recipient:
                self._send(mail)
        except DeliveryError as failure:
            self._close()
            logger.error("Mail %s waits (attempt %d): %s", mail.id, mail.attempts, failure)
            outbox.postpone(mail, failure, clock.now())
        except Exception as failure:  # one that cannot be written must not hold up all others
            self._close()
            logger.error("Mail %s cannot be written: %s", mail.id, type(failure).__name__)
            outbox.postpone(mail, DeliveryError("unwritten"), clock.now())
        else:
            outbox.finish(mail, clock.now())
        return True

    def _send(self, mail: Outgoing) -> None:
        server, sender, host = self._settings.server, self._settings.sender, self._settings.host
        if server is None:
            print_mail(mail)
            return
        message = build_message(mail, sender, host)
        if self._session is None:
            self._session = open_session(server, host)
        send_message(self._session, message, sender.addr_spec, mail.recipient)

    def _close(self) -> None:
        session, self._session = self._session, None
        if session:
            close_session(session)
