"""Mail by SMTP; without settings it is printed on the terminal, so that a first day needs none."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from flask import current_app

SECONDS = 7


def send(to: str, subject: str, text: str) -> None:
    """Send one mail, or print it. Raises OSError when the mail server cannot be reached."""
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    url = current_app.config["SMTP_URL"]
    if not url:
        print(f"\n--- mail to {to} ---\n{subject}\n\n{text}\n---", flush=True)  # noqa: T201
        return
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
