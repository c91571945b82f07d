"""A season's page says of each week what its own board says (RULES R5.8)."""

from datetime import timedelta

import pytest

from tests.progress.random_company import a_world
from webapp.game.days import week_of
from webapp.game.leagues import season_of
from webapp.progress.boards.board import get_board
from webapp.progress.boards.season import get_season

pytestmark = [pytest.mark.lengthy, pytest.mark.both_databases]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("seed", range(6))
def test_each_week_of_a_season_is_as_its_board_is(app, seed):
    world, happens = a_world(app, seed)
    world.begins()
    for _, event in happens:
        event()
    viewer = next(person for person in world.people if person.who)
    present = week_of(world.now.date())
    first = season_of(week_of(world.founded.date()))
    with app.app_context():
        while first <= present:
            season = get_season(viewer.who, first, world.now)
            for week, lines in season.weeks:
                own = get_board(viewer.who, week, world.now).lines
                assert [(n.team_id, n.place, n.score, n.size) for n in lines] == [
                    (n.team_id, n.place, n.score, n.size) for n in own
                ]
            first += timedelta(weeks=6)
