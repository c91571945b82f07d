"""MIME message (RFC 5322) of a mail: its headers, and both of its alternatives."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail that a process has claimed: its row's ids, its content, how often it was tried."""

    organisation_id: UUID
    id: UUID
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    created_at: datetime
    attempts: int


def build_message(mail: Outgoing, sender: Address, host: str) -> EmailMessage:
    """The message of this row, the same to the byte at each try.

    Its Message-ID is made of the row's id, so whoever gets it twice can know it again. `host` is
    our address' host.
    """
    message = EmailMessage(SMTP)
    message["From"] = sender
    user, _, domain = mail.recipient.rpartition("@")
    message["To"] = Address("", user, domain.rstrip("."))  # it quotes what has to be
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.id.hex}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    # Seven bits: a server need not take eight.
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"={mail.id.hex}=")
    message["Content-Language"] = mail.language  # the whole's; earlier it would be the text's alone
    return message


def one_line(text: str) -> str:
    """A text that can be a header's: no sign that ends the line, or that a header may not hold."""
    printable = (
        " " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in text
    )
    return " ".join("".join(printable).split())
