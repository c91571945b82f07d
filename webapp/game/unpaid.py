"""Unpaid entries: what stands in the journal and earns nothing, and why (RULES R1.3, R1.5)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from webapp.game.acts import Call, CountedCall, Entry, Interpretation, Lesson, Next
from webapp.game.days import arrived_in_time
from webapp.game.outcomes import Outcome
from webapp.game.points import LESSON_PAY


@dataclass(frozen=True, slots=True)
class UnpaidEntry:
    """An entry that earns nothing, and the outcome of its call.

    `what` is "call", "lesson" or "date". `why` is "joining" (of a day before it), "late" (it came
    more than seven days after its instant), "apart" (made more than seven days from its call) or
    "untagged" (a lesson without a tag).
    """

    what: str
    why: str
    outcome: Outcome
    entry: Entry
    day: date  # of its call


def list_unpaid(
    entries: Iterable[Entry], reading: Interpretation, joined: date
) -> tuple[UnpaidEntry, ...]:
    """Of whole calls and of what was read of them; in order of the calls' instants, then keys.

    What was taken back is as if it had never been, and what belongs to a call that does not count
    is said with it.
    """
    standing = sorted((e for e in entries if e.key not in reading.withdrawn), key=lambda e: e.order)
    about: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in standing:
        if isinstance(entry.act, Lesson | Next):
            about[entry.act.call].append(entry)
    counted = {call.key: call for calls in reading.days.values() for call in calls}
    unpaid: list[UnpaidEntry] = []
    for entry in standing:
        if isinstance(entry.act, Call):
            outcome, read = reading.outcomes[entry.key], counted.get(entry.key)
            if read is None:
                why = "joining" if entry.day < joined else "late"
                unpaid.append(UnpaidEntry("call", why, outcome, entry, entry.day))
            else:
                unpaid += _about(read, about[entry.key], entry.day)
    return tuple(unpaid)


def _about(call: CountedCall, entries: list[Entry], day: date) -> Iterator[UnpaidEntry]:
    """The lesson and the date of a call that counts, where a better one stands than is paid."""
    lessons = [(entry.act.rows, entry) for entry in entries if isinstance(entry.act, Lesson)]
    if lessons and call.outcome in LESSON_PAY:
        rows, best = max(lessons, key=lambda lesson: lesson[0])
        if rows > call.rows:
            yield UnpaidEntry("lesson", _why(best), call.outcome, best, day)
        elif not rows:
            yield UnpaidEntry("lesson", "untagged", call.outcome, best, day)
    dates = [entry for entry in entries if isinstance(entry.act, Next)]
    if dates and call.outcome == Outcome.CALLBACK and not call.dated:
        yield UnpaidEntry("date", _why(dates[-1]), call.outcome, dates[-1], day)


def _why(entry: Entry) -> str:
    """Why an entry about a call that counts does not."""
    return "apart" if arrived_in_time(entry.instant, entry.received_at) else "late"
