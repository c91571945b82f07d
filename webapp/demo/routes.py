"""Routes of demo."""

from webapp.demo import bp

__all__ = ["bp"]
