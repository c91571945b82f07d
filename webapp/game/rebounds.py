"""Rebound times: how soon a person calls again after a no (RULES R9). Always its owner's alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from webapp.game.outcomes import SETBACKS, Outcome


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call that stands and counts: its practice day, its instant and how it ended."""

    day: date
    instant: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Rebound:
    """The time from a refusal or a gatekeeper to the next attempt of the same practice day."""

    day: date
    delay: timedelta


def rebounds(attempts: Iterable[Attempt]) -> tuple[Rebound, ...]:
    """Each of them, in order. The last call of a day has no next one and says nothing."""
    in_order = sorted(attempts, key=lambda attempt: (attempt.day, attempt.instant))
    return tuple(
        Rebound(fall.day, after.instant - fall.instant)
        for fall, after in pairwise(in_order)
        if fall.outcome in SETBACKS and fall.day == after.day
    )


def median_rebound(all_rebounds: Iterable[Rebound]) -> timedelta | None:
    """The median, of an even number the mean of the two middle ones; None of none."""
    waits = sorted(rebound.delay for rebound in all_rebounds)
    half = len(waits) // 2
    return (waits[half] + waits[~half]) / 2 if waits else None


def month_before(day: date) -> date:
    """The first day of the calendar month before the one of `day`."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
