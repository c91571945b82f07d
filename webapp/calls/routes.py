"""Routes of calls."""

from webapp.calls import bp

__all__ = ["bp"]
