"""Routes of today."""

from webapp.today import bp

__all__ = ["bp"]
