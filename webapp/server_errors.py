"""What the server says to a request that never reaches the app: too long, cut, no HTTP at all.

It knows nobody's language, so it says both, and repeats nothing of what was sent.
"""

import os
from typing import Any

from gunicorn import util

from webapp.security_headers import HTTP_HEADERS, HTTPS_HEADERS

PAGE = """<!doctype html>
<html lang="fr"><meta charset="utf-8"><title>{status} {reason}</title>
<p>Cette demande n’a pas pu être lue. Rien n’a été changé, et ce qui a été noté est en sécurité.</p>
<p lang="en">That could not be read. Nothing was changed, and what was noted before is safe.</p>
</html>
"""


def install() -> None:
    """Let gunicorn answer by `error_response`; it has no setting for it."""
    util.write_error = _write


def error_response(status: int, reason: str) -> bytes:
    """A whole answer, with the headers that all answers carry; the connection ends with it.

    Nobody knows by which scheme such a request came, so the server's own address decides.
    """
    body = PAGE.format(status=status, reason=reason).encode()
    https = os.environ.get("REBOND_ADDRESS", "").lower().startswith("https:")
    headers = (
        ("Connection", "close"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        *(HTTPS_HEADERS if https else HTTP_HEADERS),
    )
    lines = (f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers))
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


def _write(sock: Any, status_int: int, reason: str, _message: str) -> None:
    util.write_nonblock(sock, error_response(status_int, reason))
