"""Closing: a week that is over is written down as it stood, and then for good (RULES R1.9)."""
