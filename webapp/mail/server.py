"""Settings of mail: the server and the sender, each a value or a refusal in words."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from webapp.config_values import ConfigError, trusted_context

PORTS = {"smtp": 587, "smtp+starttls": 587, "smtps": 465}
EXAMPLE = "smtp://user:password@smtp.example.com:587"
NAME = "Rebond"
ESCAPES = "% as %25, # as %23, / as %2F, ? as %3F, : as %3A, [ as %5B and ] as %5D"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails leave to. TLS comes first ("implicit"), or by STARTTLS: "required", without which
    nothing is sent, or used where it is "offered".
    """

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    context: ssl.SSLContext = field(repr=False)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`server` is None where mails are printed; `host` stands behind the @ of a Message-ID."""

    server: MailServer | None
    sender: Address
    host: str


def read_settings(config: Mapping[str, Any]) -> MailSettings:
    """The settings of mail. Raises ConfigError where no mail could leave with them."""
    sender = _sender(config["MAIL_FROM"])
    url = config["SMTP_URL"].strip()
    server = parse_server(url, config["SMTP_CA_FILE"]) if url else None
    host = urlsplit(config["ADDRESS"]).hostname or sender.domain
    return MailSettings(server, sender, host)


def can_send() -> bool:
    """Whether mails leave, so that only who they are for reads them; else they are printed."""
    settings: MailSettings = current_app.extensions["rebond.mail"]
    return settings.server is not None


def parse_server(url: str, ca_file: str = "") -> MailServer:
    """SMTP_URL as a value. Raises ConfigError, which never repeats what may be a password.

    Who signs in there asks for TLS, whatever the address says.
    """
    parts = _split(url)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ConfigError(
            f"SMTP_URL names a user without a password, or the reverse; write {EXAMPLE}."
        )
    if not (user + password).isascii():
        raise ConfigError(
            "SMTP_URL: a name or a password with accents cannot be sent; choose another."
        )
    tls = "implicit" if parts.scheme == "smtps" else "offered"
    if tls == "offered" and (user or parts.scheme == "smtp+starttls"):
        tls = "required"
    port = parts.port or PORTS[parts.scheme]
    return MailServer(
        parts.hostname or "", port, tls, user, password, trusted_context("SMTP_CA_FILE", ca_file)
    )


def _split(url: str) -> SplitResult:
    if urlsplit(url.partition("//")[0]).scheme not in PORTS or "://" not in url:
        raise ConfigError(f"SMTP_URL must begin with smtp:// or smtps://, like {EXAMPLE}.")
    # What follows one of these would be lost in silence: it is no part of an address of a server.
    if re.search(r"[#?\s]|/.", url.partition("://")[2]):
        raise ConfigError(f"SMTP_URL: in a name or a password write {ESCAPES}, and no space.")
    try:
        parts = urlsplit(url)
        has_server = bool(parts.hostname) and parts.port != 0
    except ValueError:
        has_server = False
    if not has_server:
        raise ConfigError(
            f"SMTP_URL names no server with a port from 1 to 65535; write {EXAMPLE}. "
            f"In a name or a password write {ESCAPES}."
        )
    return parts


def _sender(text: str) -> Address:
    """MAIL_FROM, an address alone or « Name <address> »; an address alone is Rebond's."""
    name, address = parseaddr(text)
    try:
        sender = Address(name or NAME, addr_spec=address)
    except (HeaderParseError, ValueError, IndexError):
        sender = None
    if not sender or not sender.domain or not address.isascii() or "\n" in text or "\r" in text:
        raise ConfigError(f"MAIL_FROM is {text!r}; write an address like rebond@example.com.")
    return sender
