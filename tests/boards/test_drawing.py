"""A team's people and the six average team-mates, as dots of one row."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from webapp.boards.dot_row import DOT, WIDTH, draw_dots


def test_five_people_and_six_team_mates_stand_in_two_groups_with_room_between_them():
    drawing = draw_dots(5, 6)
    assert drawing.own == (20.0, 46.0, 72.0, 98.0, 124.0)
    assert drawing.mates == (170.0, 196.0, 222.0, 248.0, 274.0, 300.0)
    assert drawing.middles == (72.0, 235.0)


@given(st.integers(min_value=1, max_value=50))
def test_everybody_has_a_dot_and_no_dot_covers_another_or_the_edge(people):
    drawing = draw_dots(people, 6)
    dots = [*drawing.own, *drawing.mates]
    assert (len(drawing.own), len(drawing.mates)) == (people, 6)
    assert dots[0] - drawing.radius >= 0
    assert dots[-1] + drawing.radius <= WIDTH
    assert all(later - dot > 2 * drawing.radius for dot, later in pairwise(dots))
    assert DOT < 0.5
