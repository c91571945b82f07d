"""Who is who: organisations, accounts, members, teams."""
