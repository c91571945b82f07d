"""What practice amounts to: days, streak, level and standings, all read from the journal."""
