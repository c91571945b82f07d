"""Weeks: rows of members and teams as long as a week is open, and who plays in it."""
