"""Routes of people."""

from webapp.people import bp

__all__ = ["bp"]
