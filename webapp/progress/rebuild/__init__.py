"""Rebuild: everything derived, computed again from the journal and compared (HOUSE 4)."""
