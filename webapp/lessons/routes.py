"""Routes of lessons."""

from webapp.lessons import bp

__all__ = ["bp"]
