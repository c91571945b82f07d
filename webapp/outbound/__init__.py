"""Outbound calls: the only way to an address that somebody has given us (TRUST, security)."""
