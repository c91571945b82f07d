"""Boards: a week's teams of one league, ranked; and what can still be taken."""
