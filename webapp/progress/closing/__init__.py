"""Closing: a snapshot of a week that is over, written down for good (RULES R1.9)."""
