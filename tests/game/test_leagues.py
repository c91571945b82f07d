"""Leagues and seasons (RULES R5.8)."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.game.leagues import BOARD_TEAMS, assign_teams, complete, league_for_new_team, season_of


def test_a_season_is_six_weeks_counted_from_the_first_monday_of_2024():
    assert season_of(date(2024, 1, 1)) == season_of(date(2024, 2, 5)) == date(2024, 1, 1)
    assert season_of(date(2024, 2, 12)) == date(2024, 2, 12)
    assert season_of(date(2023, 12, 25)) == date(2023, 11, 20)
    mondays = [date(2024, 1, 1) + timedelta(weeks=n) for n in range(120)]
    assert set(Counter(season_of(monday) for monday in mondays).values()) == {6}


def test_thirty_teams_share_one_board():
    assert set(assign_teams({n: 3 + n for n in range(30)}).values()) == {0}
    assert assign_teams({}) == {}


@pytest.mark.parametrize(("teams", "leagues"), [(31, 2), (50, 2), (51, 3), (100, 4), (101, 5)])
def test_more_are_dealt_into_leagues_of_at_most_25(teams, leagues):
    sizes = Counter(assign_teams({n: 3 + n % 40 for n in range(teams)}).values())
    assert set(sizes) == set(range(leagues))
    assert max(sizes.values()) <= 25
    assert max(sizes.values()) - min(sizes.values()) <= 1


def test_teams_of_a_size_meet():
    teams = {n: (n * 7) % 50 for n in range(80)}
    dealt = assign_teams(teams)
    by_league = [[teams[n] for n in teams if dealt[n] == league] for league in range(4)]
    for larger, smaller in pairwise(by_league):
        assert min(larger) >= max(smaller)


def test_dealing_does_not_depend_on_the_order_of_teams():
    teams = {n: 3 + n % 4 for n in range(60)}
    assert assign_teams(teams) == assign_teams(dict(reversed(teams.items())))


def test_a_new_team_joins_the_smallest_league():
    assert league_for_new_team([]) == 0
    assert league_for_new_team([0, 0, 1, 2, 2]) == 1
    assert league_for_new_team([0, 1, 1, 0]) == 0


def test_a_board_never_holds_more_than_thirty():
    assert league_for_new_team([0] * 29) == 0
    assert league_for_new_team([0] * 30) == 1
    assert league_for_new_team([0] * 30 + [1] * 29) == 1


@given(st.dictionaries(st.integers(0, 200), st.integers(1, 50), min_size=1), st.data())
def test_a_new_team_moves_nobody_and_no_league_becomes_too_large(teams, data):
    """RULES R5.8: each joins the smallest league when it is made, one by one or all at once."""
    dealt = assign_teams(teams)
    newer = data.draw(st.lists(st.integers(201, 400), unique=True, max_size=80))
    together = complete(dealt, newer)
    one_by_one = dealt
    for team in newer:
        one_by_one = complete(one_by_one, [*teams, team])
    assert together == one_by_one
    assert {team: together[team] for team in teams} == dealt
    assert max(Counter(together.values()).values()) <= BOARD_TEAMS
