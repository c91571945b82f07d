"""Levels (RULES R3)."""

import pytest

from webapp.game.levels import NAMES, level_of, points_for


@pytest.mark.parametrize(
    ("level", "points"), [(1, 0), (2, 100), (5, 550), (10, 1_800), (20, 6_175), (30, 13_050)]
)
def test_a_level_begins_at_its_points_and_not_one_before(level, points):
    assert points_for(level) == points
    assert level_of(points).number == level
    if level > 1:
        assert level_of(points - 1).number == level - 1


def test_each_level_costs_25_more_than_the_one_before():
    costs = [points_for(level + 1) - points_for(level) for level in range(1, 200)]
    assert costs == [100 + 25 * n for n in range(199)]


def test_a_level_says_where_it_began_and_where_the_next_one_does():
    level = level_of(240)
    assert (level.number, level.floor, level.next) == (3, 225, 375)


def test_six_levels_have_names_and_the_rest_have_numerals():
    assert [level_of(points_for(n)).name for n in range(1, 8)] == [*NAMES, None]
