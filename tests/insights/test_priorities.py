"""What to do next, and which three pictures stand first."""

from datetime import date
from types import SimpleNamespace

import pytest

from webapp.insights.chance import Share
from webapp.insights.endings import Endings, Hour, Hours
from webapp.insights.priorities import FIRST, PICTURES, Next, in_order, next_act
from webapp.insights.trails import Heat, Trail, Trails
from webapp.insights.year import Week

MONDAY = date(2026, 11, 16)
NO_HOUR, TEN = Hours((), None, False, 30), Hour(10, Share(12, 20))


def weeks(held, worked):
    return (Week(MONDAY, worked, held, 0, 0, False, 0, 0, 0, 0),)


def picture(**differs):
    """Somebody with calls, of whom no picture says more than another."""
    plain = {
        "curve": ("a point",),
        "weeks": weeks(5, 5),
        "verdict": SimpleNamespace(kind="soon"),
        "endings": Endings({"no_answer": 5}),
        "hours": NO_HOUR,
        "trails": Trails((), (), 0),
        "heat": Heat((), (), ()),
        "doses": SimpleNamespace(usual=None),
        "rebound": SimpleNamespace(present=None, past=None, present_count=0),
    }
    return SimpleNamespace(**(plain | differs))


RARE = {"weeks": weeks(2, 8)}
HOUR = {"hours": Hours((TEN,), TEN, True, 0)}
TALKS = {"endings": Endings({"refusal": 29, "meeting": 1})}
PAIR = {"heat": Heat(("budget",), ("question",), ((4,),))}


@pytest.mark.parametrize(
    ("differs", "said"),
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
def test_the_nearest_act_is_said(differs, said):
    assert next_act(picture(**differs)) == said


def test_three_pictures_that_say_something_stand_first_and_none_is_lost():
    moved = Trails((), (Trail("question", (0, 0, 0, 1, 2, 2, 2, 2)),), 9)
    order = in_order(picture(**(RARE | HOUR), trails=moved))
    assert order[:FIRST] == ("calendar", "hours", "trails")
    assert sorted(order) == sorted(PICTURES)
    assert in_order(picture(curve=(), endings=Endings({})))[:FIRST] == PICTURES[:FIRST]
