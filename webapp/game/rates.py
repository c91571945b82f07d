"""Figures for sentences and tiles that promise points: computed by the rules, never written out.

A call's figure is what the first call of a day pays that ended so (RULES R2).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.game import points
from webapp.game.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class FirstCall:
    """A day's only call, with so many rows of its lesson and perhaps its date."""

    outcome: Outcome
    rows: int = 0
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Rates:
    """`call` and what its `lesson` with both rows adds, by outcome; `date` is what one adds to a
    call back. `lesson_rows` and `callback_lesson_rows` are by rows, 0 to 2; `share` is one's.
    """

    call: Mapping[Outcome, int]
    lesson: Mapping[Outcome, int]
    date: int
    lesson_rows: tuple[int, int, int]
    callback_lesson_rows: tuple[int, int, int]
    share: int


def _pays(outcome: Outcome, rows: int = 0, dated: bool = False) -> int:
    return points.day_points([FirstCall(outcome, rows, dated)]).points


def _read_rates() -> Rates:
    call = {outcome: _pays(outcome) for outcome in Outcome}
    return Rates(
        call=call,
        lesson={outcome: _pays(outcome, rows=2) - call[outcome] for outcome in points.LESSON_PAY},
        date=_pays(Outcome.CALLBACK, dated=True) - call[Outcome.CALLBACK],
        lesson_rows=points.LESSON_ROWS,
        callback_lesson_rows=points.CALLBACK_LESSON_ROWS,
        share=points.SHARE,
    )


RATES = _read_rates()
