"""Ordinary runs: how long a run without an answer, or of refusals, chance alone makes.

Attempts are read as independent draws: the chance that a person answers is one in eight, and that
a conversation ends otherwise than in a refusal one in five. Both are assumptions of the product,
rounded and on the gloomy side of what it expects of a beginner, and not a measurement of anyone.
What follows from them is computed here exactly and never estimated: the distribution of the
longest run without a success among so many draws (a binomial with a memory of its present run).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from webapp.game.outcomes import CONVERSATIONS, REFUSALS, WITHOUT_HUMAN, Outcome
from webapp.providers import OrdinaryRange

ANSWERED = 1 / 8
CONVERSATION_RATE = 1 / 5
MORNING = 30  # attempts that a morning of prospecting has at least
TALKS = 20  # conversations over which a run of refusals is looked at
MIDDLE = (0.1, 0.9)  # ordinary is what eight mornings in ten bring


@dataclass(frozen=True, slots=True)
class OrdinaryRun:
    """A run that the screen may speak of; `kind` is "silence" or "refusals"."""

    kind: str
    run: int
    low: int
    high: int


def find_ordinary_run(outcomes: Sequence[str]) -> OrdinaryRun | None:
    """What to say of the day's calls, in order, after a run that is long and still ordinary.

    Nothing is said of a run that is shorter, or of one that chance alone seldom makes.
    """
    silence = _view("silence", _unanswered_run(outcomes), max(MORNING, len(outcomes)), ANSWERED)
    talks = [outcome for outcome in outcomes if outcome in CONVERSATIONS]
    run = _run([outcome in REFUSALS for outcome in talks])
    return silence or _view("refusals", run, max(TALKS, len(talks)), CONVERSATION_RATE)


def list_ordinary_ranges() -> tuple[OrdinaryRange, ...]:
    """What is ordinary of each kind of run, whoever calls; the same for everybody."""
    return (
        _ordinary("silence", WITHOUT_HUMAN, Outcome, ordinary_range(MORNING, ANSWERED)),
        _ordinary("refusals", REFUSALS, CONVERSATIONS, ordinary_range(TALKS, CONVERSATION_RATE)),
    )


@lru_cache(maxsize=1024)
def ordinary_range(draws: int, chance: float) -> tuple[int, int]:
    """Between which lengths the longest run without a success lies in eight cases out of ten."""
    low, high = (
        next(run for run in range(draws + 1) if _at_most(run, draws, chance) >= share)
        for share in MIDDLE
    )
    return low, high


def _at_most(run: int, draws: int, chance: float) -> float:
    """The chance that no run without a success is longer than `run`, draw by draw."""
    present = [1.0] + [0.0] * run
    for _ in range(draws):
        present = [sum(present) * chance, *(share * (1 - chance) for share in present[:-1])]
    return sum(present)


def _ordinary(
    kind: str, outcomes: Iterable[str], among: Iterable[str], lengths: tuple[int, int]
) -> OrdinaryRange:
    return OrdinaryRange(kind, tuple(sorted(outcomes)), tuple(sorted(among)), *lengths)


def _view(kind: str, run: int, draws: int, chance: float) -> OrdinaryRun | None:
    low, high = ordinary_range(draws, chance)
    return OrdinaryRun(kind, run, low, high) if low <= run <= high else None


def _unanswered_run(outcomes: Sequence[str]) -> int:
    return _run([outcome in WITHOUT_HUMAN for outcome in outcomes])


def _run(draws: Sequence[bool]) -> int:
    """How many of the last draws in a row were so."""
    return next((n for n, is_so in enumerate(reversed(draws)) if not is_so), len(draws))
