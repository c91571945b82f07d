"""Routes of boards."""

from webapp.boards import bp

__all__ = ["bp"]
