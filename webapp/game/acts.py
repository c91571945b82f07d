"""Acts of a member, and their interpretation: withdrawals and versions resolved (R1, TRUST)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from webapp.game.days import LATEST_VERSION, entry_counts, practice_day
from webapp.game.outcomes import PROMISES, Outcome

ANSWER = 0x7E05  # what the last two bytes of a keeping call's key and its answer's differ by


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt; `by_hand` when its time was stated afterwards."""

    outcome: Outcome
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Correct:
    """A call that ended otherwise than was noted; a version of its outcome (RULES R1.8)."""

    call: UUID
    outcome: Outcome


class How(StrEnum):
    """What became of a promise: a meeting or a call back."""

    HELD = "held"
    MOVED = "moved"
    FELL_THROUGH = "fell_through"


@dataclass(frozen=True, slots=True)
class Next:
    """The date of a call back or of a meeting, perhaps with a time on the wall of that day."""

    call: UUID
    on: date
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What became of what a call promised, on this entry's own day (RULES R2)."""

    call: UUID
    how: How


@dataclass(frozen=True, slots=True)
class Lesson:
    """A version of a call's lesson: up to two rows of tags, each a tag's id or nothing.

    `call` is the key of a call, or of the entry that says that its meeting fell through.
    """

    call: UUID
    happened: str | None = None
    work_on: str | None = None

    @property
    def rows(self) -> int:
        return (self.happened is not None) + (self.work_on is not None)


@dataclass(frozen=True, slots=True)
class Share:
    """The lesson of a call handed to the team, with or without its author's name."""

    call: UUID
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Undo, unshare, delete."""

    of: UUID


@dataclass(frozen=True, slots=True)
class Slot:
    """A planned slot (RULES R13): of one practice day (`first` and `last` are that one), or of ISO
    weekdays from `first` to `last`, without an end where that is None.

    `at` is its time of day on any wall; a cue has none. It takes so many `minutes`.
    """

    first: date
    last: date | None
    weekdays: frozenset[int]
    at: time | None
    minutes: int


class NotNowReason(StrEnum):
    """Why not now, in the four answers that the sheet gives (RULES R13.8)."""

    NO_TIME = "no_time"
    NO_WISH = "no_wish"
    AFTER_A_NO = "after_a_no"
    NOBODY_TO_CALL = "nobody_to_call"


@dataclass(frozen=True, slots=True)
class NotNow:
    """Somebody put their calls off, and why. It is no practice and earns nothing (RULES R13.8)."""

    reason: NotNowReason


@dataclass(frozen=True, slots=True)
class JoinedSprint:
    """A sprint with the team that was joined (RULES R13.9); which one is in the feature's row."""


AboutCall: TypeAlias = Correct | Next | Held | Lesson | Share
Act: TypeAlias = Call | AboutCall | Withdraw | Slot | NotNow | JoinedSprint


@dataclass(frozen=True, slots=True)
class Entry:
    """An accepted entry: its instant by `days.instant`, its offset in minutes east of UTC.

    `withdrawn`: of what became of a promise, that it is known to have been taken back, by whatever
    entry. That may be about another call.
    """

    key: UUID
    act: Act
    instant: datetime
    offset: int
    received_at: datetime
    withdrawn: bool = False

    @property
    def day(self) -> date:
        """The practice day at its own offset (RULES R1.1)."""
        return practice_day(self.instant, self.offset)

    @property
    def order(self) -> tuple[datetime, UUID]:
        """Versions are newer by instant, then by key (RULES R1.5)."""
        return self.instant, self.key


@dataclass(frozen=True, slots=True)
class CountedCall:
    """A call that stands and counts: its outcome with corrections read (RULES R1.8), the rows of
    its paid lesson (0 to 2), whether a date of it is paid."""

    key: UUID
    outcome: Outcome
    rows: int
    dated: bool
    instant: datetime
    offset: int = 0


@dataclass(frozen=True, slots=True)
class LostMeeting:
    """A meeting that fell through, by the entry that says so and counts, with the rows of its paid
    lesson (0 to 2): of that entry's own day (RULES R2)."""

    key: UUID
    rows: int
    instant: datetime


@dataclass(frozen=True, slots=True)
class CountedShare:
    """A share that may earn, before the week's cap; `day` is its own (RULES R2)."""

    key: UUID
    call: UUID
    day: date
    instant: datetime


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What the rules see. Calls, lost meetings and shares are in order of instant, then key."""

    days: Mapping[date, tuple[CountedCall, ...]]
    lost: Mapping[date, tuple[LostMeeting, ...]]
    shares: tuple[CountedShare, ...]
    outcomes: Mapping[UUID, Outcome]  # call -> how it ended, of every call that stands (R1.8)
    answers: Mapping[UUID, UUID]  # call that promised -> the entry that says what became of it
    shown_lessons: Mapping[UUID, UUID]  # call -> the newest lesson entry that stands
    shown_dates: Mapping[UUID, date]  # call -> the newest date that stands
    shown_shares: Mapping[UUID, UUID]  # call -> the newest share that stands
    withdrawn: frozenset[UUID]


def answer_key(call: UUID) -> UUID:
    """The key of the answer that a call with this key gives to the promise that it keeps; and of
    such an answer the key of the call. Taken back, the call takes its answer along (RULES R15).
    """
    return UUID(int=call.int ^ ANSWER)


def interpret(entries: Iterable[Entry], joined: date) -> Interpretation:
    """Interpret the entries, in whatever order, as the rules see them (RULES R1.3 to R1.5, R1.8).

    Needs no more than whole calls: a call, everything that names it, and the withdrawals of those;
    and of an answer to a promise the withdrawals of the call that kept it, or that it is known
    to be `withdrawn`.
    """
    by_key = {entry.key: entry for entry in entries}
    withdrawn = _withdrawn(by_key)
    standing = sorted((e for e in by_key.values() if e.key not in withdrawn), key=lambda e: e.order)
    about = _by_call(standing)
    days: dict[date, list[CountedCall]] = defaultdict(list)
    lost: dict[date, list[LostMeeting]] = defaultdict(list)
    answers: dict[UUID, UUID] = {}
    shares: list[CountedShare] = []
    outcomes: dict[UUID, Outcome] = {}
    for call in standing:
        if not isinstance(call.act, Call):
            continue
        own, day = about.get(call.key, ()), call.day
        outcomes[call.key] = outcome = _outcome(call, call.act, own, joined)
        if _counts(call, day, joined):
            days[day].append(_call_read(call, outcome, own, joined))
            shares.extend(_shares_read(call, own, joined))
        answer = _answer(own, joined) if outcome in PROMISES else None
        if answer is not None:
            answers[call.key] = answer.key
            if _is_lost(answer, outcome, joined):
                about_answer = about.get(answer.key, ())
                lost[answer.day].append(
                    LostMeeting(answer.key, _rows(answer, about_answer, joined), answer.instant)
                )
                shares.extend(_shares_read(answer, about_answer, joined))
    return Interpretation(
        days={day: tuple(calls) for day, calls in days.items()},
        lost={
            day: tuple(sorted(meetings, key=lambda each: (each.instant, each.key)))
            for day, meetings in lost.items()
        },
        shares=tuple(sorted(shares, key=lambda share: (share.instant, share.key))),
        outcomes=outcomes,
        answers=answers,
        shown_lessons={e.act.call: e.key for e in standing if isinstance(e.act, Lesson)},
        shown_dates={e.act.call: e.act.on for e in standing if isinstance(e.act, Next)},
        shown_shares={e.act.call: e.key for e in standing if isinstance(e.act, Share)},
        withdrawn=withdrawn,
    )


def _outcome(call: Entry, act: Call, about: Iterable[Entry], joined: date) -> Outcome:
    """The newest correction that counts and was made within 7 days of the call (RULES R1.8).

    `about` is in order. Like a lesson, a correction belongs to the day of its call.
    """
    outcome = act.outcome
    for entry in about:
        if isinstance(entry.act, Correct) and _earns(entry, call, joined):
            outcome = entry.act.outcome
    return outcome


def _call_read(call: Entry, outcome: Outcome, about: Iterable[Entry], joined: date) -> CountedCall:
    """The best version within 7 days of the call is paid, so rewording never costs (R1.5).

    A lesson or a date belongs to the day of its call: that day, not its own, must be since joining.
    """
    dated = any(isinstance(e.act, Next) and _earns(e, call, joined) for e in about)
    rows = _rows(call, about, joined)
    return CountedCall(call.key, outcome, rows, dated, call.instant, call.offset)


def _rows(call: Entry, about: Iterable[Entry], joined: date) -> int:
    """The rows of the best version of a lesson of a call, or of a meeting that fell through."""
    rows = (e.act.rows for e in about if isinstance(e.act, Lesson) and _earns(e, call, joined))
    return max(rows, default=0)


def _answer(about: Iterable[Entry], joined: date) -> Entry | None:
    """The newest that says what became of a promise and counts; or, where none does, the newest
    (RULES R1.8). `about` is in order.
    """
    answers = [entry for entry in about if isinstance(entry.act, Held)]
    counted = [entry for entry in answers if _counts(entry, entry.day, joined)]
    best = counted or answers
    return best[-1] if best else None


def _is_lost(answer: Entry, outcome: Outcome, joined: date) -> bool:
    """Whether it says of a meeting that it fell through, and counts: by its own day (RULES R2)."""
    fell = isinstance(answer.act, Held) and answer.act.how is How.FELL_THROUGH
    return fell and outcome is Outcome.MEETING and _counts(answer, answer.day, joined)


def _shares_read(call: Entry, about: Iterable[Entry], joined: date) -> Iterator[CountedShare]:
    """The shares that count, of a call and a lesson that count, by their own day (RULES R2)."""
    lessons = (e for e in about if isinstance(e.act, Lesson))
    if any(_counts(lesson, call.day, joined) for lesson in lessons):
        for e in about:
            if isinstance(e.act, Share) and _counts(e, e.day, joined):
                yield CountedShare(e.key, call.key, e.day, e.instant)


def _counts(entry: Entry, day: date, joined: date) -> bool:
    return entry_counts(entry.instant, entry.received_at, day, joined)


def _earns(entry: Entry, call: Entry, joined: date) -> bool:
    """Whether what was said of a call counts: of its day, in time, and within 7 days of it.

    On either side: a call noted by hand may be the later one.
    """
    near = abs(entry.instant - call.instant) <= LATEST_VERSION
    return near and _counts(entry, call.day, joined)


def _withdrawn(by_key: Mapping[UUID, Entry]) -> frozenset[UUID]:
    """The keys of all that is as if it had never been (RULES R1.4, TRUST point 6)."""
    about = _by_call(by_key.values())
    withdrawn = {
        key
        for entry in by_key.values()
        if isinstance(entry.act, Withdraw)
        for key in _withdrawn_by(entry, by_key.get(entry.act.of), about[entry.act.of], about)
    }
    named = (e.act.of for e in by_key.values() if isinstance(e.act, Withdraw))
    calls = {key for key in named if key not in by_key or isinstance(by_key[key].act, Call)}
    for entry in by_key.values():
        if isinstance(entry.act, Held) and (entry.withdrawn or answer_key(entry.key) in calls):
            withdrawn |= {entry.key, *(each.key for each in about.get(entry.key, ()))}
    return frozenset(withdrawn)


def _withdrawn_by(
    withdrawal: Entry,
    target: Entry | None,
    dependants: Iterable[Entry],
    about: Mapping[UUID, list[Entry]],
) -> Iterator[UUID]:
    """What one withdrawal takes: its target, and what goes with it."""
    if target is None or isinstance(target.act, Call):
        if target is not None:
            yield target.key
        for entry in dependants:  # even before their call has arrived
            yield entry.key
            yield from (each.key for each in about.get(entry.key, ()))
    elif isinstance(target.act, Held):
        yield target.key  # that one alone, with its lesson: what was said before it stands again
        yield from (entry.key for entry in dependants)
    elif isinstance(target.act, Correct | Slot | NotNow | JoinedSprint):
        yield target.key  # that one alone: the outcome before it stands again (R1.8)
    elif not isinstance(target.act, Withdraw):  # a withdrawal cannot be withdrawn
        for entry in about[target.act.call]:
            earlier = type(entry.act) is type(target.act) and entry.order <= target.order
            shared = isinstance(target.act, Lesson) and isinstance(entry.act, Share)
            if earlier or (shared and entry.order < withdrawal.order):
                yield entry.key


def _by_call(entries: Iterable[Entry]) -> dict[UUID, list[Entry]]:
    """The entries that name a call, by that call's key, in the order given."""
    about: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in entries:
        if isinstance(entry.act, AboutCall):
            about[entry.act.call].append(entry)
    return about
