"""Mail by SMTP; without settings it is printed on the terminal, so that a first day needs none."""

import logging
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from flask import Response, current_app

SECONDS = 7
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, as text."""

    to: str
    subject: str
    text: str


def after(answer: Response, letter: Letter) -> None:
    """Send the letter once the answer has left, so that the answer takes as long without one."""
    sender, url = current_app.config["MAIL_FROM"], current_app.config["SMTP_URL"]

    @answer.call_on_close
    def leave() -> None:
        try:
            send(letter, sender, url)
        except (OSError, ValueError) as error:
            logger.error("A mail could not be sent: %s", error)


def send(letter: Letter, sender: str, url: str) -> None:
    """Send one mail, or print it. Raises OSError when the mail server does not take it."""
    if not url:
        said = f"\n--- mail to {letter.to} ---\n{letter.subject}\n\n{letter.text}\n---"
        print(said, flush=True)  # noqa: T201
        return
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message.set_content(letter.text)
    _deliver(message, url)


def _deliver(message: EmailMessage, url: str) -> None:
    """SMTP_URL is smtp://user:password@host:587 (STARTTLS where offered) or smtps://…:465."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "localhost", parts.scheme == "smtps"
    context = ssl.create_default_context()
    server: smtplib.SMTP = (
        smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=context)
        if secure
        else smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
    )
    with server:
        if not secure and server.has_extn("starttls"):
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
