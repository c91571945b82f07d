"""Leagues: teams of like size on one board, for seasons of six weeks (RULES R5.8)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TypeVar

from webapp.game.days import week_of

FIRST_SEASON = date(2024, 1, 1)
SEASON_WEEKS = 6
BOARD_TEAMS = 30  # the most that a board holds
TEAM_MEMBERS = 50  # the most that a team has
LEAGUE_TEAMS = 25  # the most that are dealt to a league, so that new teams find room

Id = TypeVar("Id")


def season_of(week: date) -> date:
    """The Monday on which the season of that week began."""
    weeks = (week_of(week) - FIRST_SEASON).days // 7
    return FIRST_SEASON + timedelta(weeks=weeks - weeks % SEASON_WEEKS)


def assign_teams(teams: Mapping[Id, int]) -> dict[Id, int]:
    """The league of each team, by its members: 0 has the largest; equal ones by their ids' text.

    Leagues differ by one team at the most.
    """
    count = 1 if len(teams) <= BOARD_TEAMS else -(-len(teams) // LEAGUE_TEAMS)
    by_size = sorted(teams, key=lambda team: (-teams[team], str(team)))
    return {team: place * count // len(by_size) for place, team in enumerate(by_size)}


def complete(dealt: Mapping[Id, int], newer: Iterable[Id]) -> dict[Id, int]:
    """The leagues as they were dealt, and those of the teams made since, in the order of making."""
    leagues = dict(dealt)
    for team in newer:
        if team not in leagues:
            leagues[team] = league_for_new_team(leagues.values())
    return leagues


def league_for_new_team(leagues: Iterable[int]) -> int:
    """The league of a new team, from those of all the present ones: the smallest, then the first.

    A board never holds more than thirty: where all are full, the team opens one.
    """
    teams = Counter(leagues)
    if not teams:
        return 0
    smallest = min(range(max(teams) + 1), key=lambda league: teams[league])
    return smallest if teams[smallest] < BOARD_TEAMS else max(teams) + 1
