"""Encryption at rest: what a member entrusts to us lies in the database under the server's secret.

The key of each purpose is derived from the secret (HKDF), so that what was written for one purpose
cannot be read as another's. A purpose that names its owner keeps a row from being read as somebody
else's.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

KEY_BYTES = 32


class DecryptionError(Exception):
    """What is stored was not encrypted under this secret for this purpose, or was changed."""


def encrypt(text: str, purpose: str) -> bytes:
    """The text as it may be stored: never twice the same, and nobody changes it unnoticed."""
    return _cipher(purpose).encrypt(text.encode())


def decrypt(stored: bytes, purpose: str) -> str:
    """The text again. Raises DecryptionError: after a change of the secret, say."""
    try:
        return _cipher(purpose).decrypt(stored).decode()
    except InvalidToken as error:
        raise DecryptionError(purpose) from error


def _cipher(purpose: str) -> Fernet:
    secret: str = current_app.config["SECRET"]
    key = HKDF(SHA256(), KEY_BYTES, salt=None, info=f"rebond {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(key.derive(secret.encode())))
