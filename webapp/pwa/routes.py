"""Routes of pwa."""

from webapp.pwa import bp

__all__ = ["bp"]
