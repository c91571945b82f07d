"""The tiles, the sheet and the sentences promise what the rules pay."""

import html
import re

import pytest
from sqlalchemy import update

from webapp.database.transactions import write_transaction
from webapp.game.outcomes import LESSON_FOLLOWS, TILE_ORDER, Outcome
from webapp.game.points import LESSON_PAY, day_points
from webapp.game.rates import FirstCall
from webapp.people.models import MemberRow


def points_of(outcome, **more):
    return day_points([FirstCall(outcome, **more)]).points


def points_of_tile(outcome):
    """The figures of a tile: what the call pays, and what its date or its lesson adds."""
    first = points_of(outcome)
    if outcome == Outcome.CALLBACK:
        return [first, points_of(outcome, dated=True) - first]
    return [first, points_of(outcome, rows=2) - first] if outcome in LESSON_FOLLOWS else [first]


def figures(text):
    return [int(figure) for figure in re.findall(r"\d+", text)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_tiles_and_sheet_promise_what_the_rules_pay(ines, language):
    with ines.app.app_context(), write_transaction() as session:
        session.execute(update(MemberRow).where(MemberRow.id == ines.id).values(language=language))
    page = html.unescape(ines.opens("/log").text).replace("\N{NO-BREAK SPACE}", " ")
    tiles = re.findall(r'data-outcome="(\w+)">.*?<small>(.*?)</small>', page, re.S)
    assert {name: figures(worth) for name, worth in tiles} == {
        outcome.value: points_of_tile(outcome) for outcome in TILE_ORDER
    }
    assert f"{points_of(Outcome.NO_ANSWER)} points." in page  # of the first call of the day
    for name in (Outcome.REFUSAL, Outcome.CALLBACK):
        (worth,) = re.findall(rf'<span class="for-{name}">(.*?</span>)</span>', page)
        _none, one, both = LESSON_PAY[name]
        assert figures(worth) == [both, one, both]


def test_every_outcome_has_one_tile():
    assert sorted(TILE_ORDER) == sorted(Outcome)
