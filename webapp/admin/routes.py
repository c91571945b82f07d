"""Routes of admin."""

from webapp.admin import bp

__all__ = ["bp"]
