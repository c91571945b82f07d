"""SMTP sessions: greeted, encrypted, signed in, or not at all; and their errors.

What goes wrong is one of ERRORS, which the operator reads in the log and an administrator on a page
of theirs, beside what the server itself said.
"""

import re
import smtplib
import ssl
from email.message import EmailMessage

from webapp.mail.message import one_line
from webapp.mail.server import MailServer

WAYS = {"PLAIN": "auth_plain", "LOGIN": "auth_login"}  # to sign in, behind TLS
HANDSHAKE_SECONDS = 7  # for each answer until mails can be sent
SENDING_SECONDS = 30  # a server that looks through a mail before it takes it needs a while
MAX_DETAIL = 200
# A server may quote what it refuses: a code, a link, whose it is.
SECRETS = re.compile(r"\d{6,}|\S*://\S+|\S+@\S+")
ERRORS = {
    "unreachable": "the mail server does not answer",
    "plain": "the mail server offers no TLS (STARTTLS), and nothing is sent to it in clear",
    "certificate": "the mail server's certificate is not trusted (SMTP_CA_FILE names another "
    "authority than the system's)",
    "tls": "TLS with the mail server does not come about",
    "sign_in": "the mail server does not take the name and the password of SMTP_URL",
    "refused": "the mail server does not take the mail",
    "unwritten": "the mail could not be written",
}


class DeliveryError(Exception):
    """Why no mail left: a key of ERRORS, and what the server or the network said, or nothing."""

    def __init__(self, reason: str, detail: object = "") -> None:
        self.reason = reason
        self.detail = SECRETS.sub("…", one_line(str(detail)))[:MAX_DETAIL]
        super().__init__(ERRORS[reason] + (f": {self.detail}" if self.detail else ""))


def open_session(server: MailServer, host: str) -> smtplib.SMTP:
    """Open a session in which mails can be sent; `host` is how we name ourselves.

    Raises DeliveryError. Nothing but the greeting leaves before what `server.tls` asks for.
    """
    try:
        session = _connect(server, host)
    except ssl.SSLCertVerificationError as error:
        raise DeliveryError("certificate", error.verify_message) from None
    except ssl.SSLError as error:
        raise DeliveryError("tls", error.reason or "") from None
    except smtplib.SMTPResponseException as error:
        raise DeliveryError("unreachable", _error_text(error)) from None
    except (OSError, ValueError) as error:  # a time-out, a name without an address, no answer
        raise DeliveryError("unreachable", getattr(error, "strerror", None) or error) from None
    try:
        _prepare(session, server)
    except BaseException:
        session.close()
        raise
    return session


def send_message(session: smtplib.SMTP, message: EmailMessage, sender: str, to: str) -> None:
    """Send one message, from this address to that one, whatever its headers say.

    Raises DeliveryError; the session is of no use then.
    """
    try:
        session.send_message(message, sender, [to])
    except smtplib.SMTPRecipientsRefused as error:
        ((code, words),) = error.recipients.values()
        raise DeliveryError("refused", f"{code} {_decode(words)}") from None
    except smtplib.SMTPResponseException as error:
        raise DeliveryError("refused", _error_text(error)) from None
    except smtplib.SMTPNotSupportedError as error:
        raise DeliveryError("refused", error) from None
    except OSError as error:
        raise DeliveryError("unreachable", error) from None


def close_session(session: smtplib.SMTP) -> None:
    """Close a session: by QUIT, or at least by hanging up."""
    try:
        session.quit()
    except (OSError, smtplib.SMTPException):
        session.close()


def is_encrypted(session: smtplib.SMTP) -> bool:
    """Whether what this session says can be read by nobody on its way."""
    return isinstance(session.sock, ssl.SSLSocket)


def _connect(server: MailServer, host: str) -> smtplib.SMTP:
    if server.tls == "implicit":
        return smtplib.SMTP_SSL(
            server.host, server.port, host, timeout=HANDSHAKE_SECONDS, context=server.context
        )
    return smtplib.SMTP(server.host, server.port, host, timeout=HANDSHAKE_SECONDS)


def _prepare(session: smtplib.SMTP, server: MailServer) -> None:
    """Greet, encrypt, sign in, in this order."""
    try:
        session.ehlo_or_helo_if_needed()
        if server.tls != "implicit":
            _encrypt(session, server)
        if server.user:
            _sign_in(session, server)
    except smtplib.SMTPResponseException as error:
        raise DeliveryError("refused", _error_text(error)) from None
    except smtplib.SMTPException as error:
        raise DeliveryError("unreachable", error) from None
    except OSError as error:
        raise DeliveryError("unreachable", error.strerror or error) from None
    if session.sock:
        session.sock.settimeout(SENDING_SECONDS)


def _encrypt(session: smtplib.SMTP, server: MailServer) -> None:
    if not session.has_extn("starttls"):
        if server.tls == "required":
            raise DeliveryError("plain")
        return
    try:
        session.starttls(context=server.context)
    except ssl.SSLCertVerificationError as error:
        raise DeliveryError("certificate", error.verify_message) from None
    except ssl.SSLError as error:
        raise DeliveryError("tls", error.reason or "") from None
    except smtplib.SMTPResponseException as error:
        raise DeliveryError("tls", _error_text(error)) from None
    session.ehlo()


def _sign_in(session: smtplib.SMTP, server: MailServer) -> None:
    """By one of WAYS, of which the network sees nothing; not by CRAM-MD5, which smtplib tries first
    and which wants passwords kept so that they can be read.
    """
    offered = session.esmtp_features.get("auth", "").upper().split()
    way = next((each for each in WAYS if each in offered), None)
    if way is None:
        raise DeliveryError("sign_in", session.esmtp_features.get("auth", ""))
    session.user, session.password = server.user, server.password
    try:
        session.auth(way, getattr(session, WAYS[way]))
    except smtplib.SMTPAuthenticationError as error:
        raise DeliveryError("sign_in", _error_text(error)) from None


def _error_text(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_decode(error.smtp_error)}"


def _decode(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
