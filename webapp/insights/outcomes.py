"""Counts of calls by outcome and by hour: where they end, and when somebody answers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.game.outcomes import CONVERSATIONS, Outcome
from webapp.insights.proportions import BEST_OF_MANY, NO_TRIALS, Proportion, is_clearly_greater

HOURS_FROM = 30  # calls
MIN_CALLS = 10  # calls in an hour before it is called the best
OFFICE = (9, 18)  # the hours that the picture shows at the least; the second is not included


@dataclass(frozen=True, slots=True)
class CallsByHour:
    """So many calls ended so, in that hour on the wall where they were made (0 to 23)."""

    outcome: str
    hour: int
    count: int


@dataclass(frozen=True, slots=True)
class OutcomeCounts:
    """How many calls ended how, in the order of Outcome; one without calls is left out."""

    calls: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.calls.values())

    @property
    def talks(self) -> Proportion:
        return Proportion(sum(self.calls.get(name, 0) for name in CONVERSATIONS), self.total)

    @property
    def meetings(self) -> Proportion:
        return Proportion(self.calls.get(Outcome.MEETING, 0), self.total)


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour on the wall, from `hour` to the next, and its conversations out of its calls."""

    hour: int
    talks: Proportion

    @property
    def often(self) -> bool:
        """Whether there are calls enough to say something of it."""
        return self.talks.tries >= MIN_CALLS


@dataclass(frozen=True, slots=True)
class Hours:
    """`best` is the hour in which most is answered; `clear` says that it is not just chance.

    `missing` calls until anything is said.
    """

    hours: tuple[Hour, ...]
    best: Hour | None
    clear: bool
    missing: int


def count_outcomes(counted: Iterable[CallsByHour]) -> OutcomeCounts:
    """All the calls by how they ended."""
    calls: Counter[str] = Counter()
    for each in counted:
        calls[each.outcome] += each.count
    return OutcomeCounts({name: calls[name] for name in Outcome if calls[name]})


def best_hours(counted: Iterable[CallsByHour]) -> Hours:
    """The hours from the first to the last with a call, and office hours at the least."""
    talks_by_hour: dict[int, Proportion] = {}
    for each in counted:
        talks = Proportion(each.count if each.outcome in CONVERSATIONS else 0, each.count)
        talks_by_hour[each.hour] = talks_by_hour.get(each.hour, NO_TRIALS) + talks
    whole = sum(talks_by_hour.values(), NO_TRIALS)
    if whole.tries < HOURS_FROM:
        return Hours((), None, False, HOURS_FROM - whole.tries)
    first, last = min([OFFICE[0], *talks_by_hour]), max([OFFICE[1] - 1, *talks_by_hour])
    hours = tuple(Hour(hour, talks_by_hour.get(hour, NO_TRIALS)) for hour in range(first, last + 1))
    best = max(
        (hour for hour in hours if hour.often and hour.talks.hits),
        key=lambda hour: hour.talks.band()[0],
        default=None,
    )
    return Hours(hours, best, best is not None and _clear(best.talks, whole), 0)


def _clear(best: Proportion, whole: Proportion) -> bool:
    """Whether the best hour is better than all the others together, of which it was picked."""
    rest = Proportion(whole.hits - best.hits, whole.tries - best.tries)
    return is_clearly_greater(rest, best, BEST_OF_MANY) > 0
