"""What to do next, and which three pictures stand first."""

from datetime import date
from types import SimpleNamespace

import pytest

from webapp.insights.heatmap import Week
from webapp.insights.lesson_trends import TagMatrix, TagTrend, TagTrends
from webapp.insights.outcomes import Hour, Hours, OutcomeCounts
from webapp.insights.priorities import (
    PICTURES,
    PICTURES_SHOWN,
    Next,
    choose_next_act,
    order_pictures,
)
from webapp.insights.proportions import Proportion

MONDAY = date(2026, 11, 16)
NO_HOUR, TEN = Hours((), None, False, 30), Hour(10, Proportion(12, 20))


def weeks(kept, worked):
    return (Week(MONDAY, worked, kept, 0, 0, False, 0, 0, 0, 0),)


def picture(**differs):
    """Somebody with calls, of whom no picture says more than another."""
    plain = {
        "curve": ("a point",),
        "weeks": weeks(5, 5),
        "verdict": SimpleNamespace(kind="soon"),
        "endings": OutcomeCounts({"no_answer": 5}),
        "hours": NO_HOUR,
        "trails": TagTrends((), (), 0),
        "heat": TagMatrix((), (), ()),
        "doses": SimpleNamespace(usual=None),
        "rebound": SimpleNamespace(present=None, past=None, present_count=0),
    }
    return SimpleNamespace(**(plain | differs))


RARE = {"weeks": weeks(2, 8)}
HOUR = {"hours": Hours((TEN,), TEN, True, 0)}
TALKS = {"endings": OutcomeCounts({"refusal": 29, "meeting": 1})}
PAIR = {"heat": TagMatrix(("budget",), ("question",), ((4,),))}


@pytest.mark.parametrize(
    ("differs", "act"),
    [
        ({"curve": ()} | PAIR, Next("begin")),
        (RARE | HOUR, Next("days", 2, 8)),
        (HOUR | TALKS, Next("hour", 10)),
        (TALKS | PAIR, Next("step", 1, 30)),
        (PAIR, Next("trail", 4, tags=("budget", "question"))),
        ({}, Next("on")),
        ({"hours": Hours((TEN,), TEN, False, 0)}, Next("on")),  # it may be chance
    ],
)
def test_the_nearest_act_is_said(differs, act):
    assert choose_next_act(picture(**differs)) == act


def test_three_pictures_that_say_something_stand_first_and_none_is_lost():
    moved = TagTrends((), (TagTrend("question", (0, 0, 0, 1, 2, 2, 2, 2)),), 9)
    order = order_pictures(picture(**(RARE | HOUR), trails=moved))
    assert order[:PICTURES_SHOWN] == ("calendar", "hours", "trails")
    assert sorted(order) == sorted(PICTURES)
    assert (
        order_pictures(picture(curve=(), endings=OutcomeCounts({})))[:PICTURES_SHOWN]
        == PICTURES[:PICTURES_SHOWN]
    )
