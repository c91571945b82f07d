"""The rules of the game: pure functions of entries, calendars and `now`; standard library only."""
