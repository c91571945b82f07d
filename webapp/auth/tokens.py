"""Tokens: what the database keeps of one is its digest."""

import hashlib


def token_digest(token: str) -> bytes:
    """What the database keeps of a token: its SHA-256, 32 bytes."""
    return hashlib.sha256(token.encode("utf-8", "backslashreplace")).digest()
