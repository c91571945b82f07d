"""Routes of me."""

from webapp.me import bp

__all__ = ["bp"]
