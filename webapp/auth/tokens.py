"""Tokens: derived from the server's secret or made by chance; the database keeps their digests."""

import base64
import hashlib
import hmac

from flask import current_app


def token_digest(token: str) -> bytes:
    """The digest that the database keeps of a token: SHA-256, 32 bytes."""
    return hashlib.sha256(token.encode("utf-8", "backslashreplace")).digest()


def derive_token(*parts: object) -> str:
    """A token derived from these parts under the server's secret (HMAC-SHA256): asked for once more
    (a double tap, an answer that was lost), it is the same.
    """
    secret: str = current_app.config["SECRET"]
    message = "\n".join(map(str, parts)).encode()
    digest = hmac.digest(secret.encode(), b"sign-in\n" + message, hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
