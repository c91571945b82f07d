"""Simulated phone of a demo person: entries made as a real phone makes them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from webapp.clock import to_milliseconds
from webapp.demo.cast import Person
from webapp.demo.words import WORDS, Words

ZONE = ZoneInfo("Europe/Paris")
SLIP, BY_HAND, KEEPS_PROMISES = 0.015, 0.02, 0.93
MINUTE = timedelta(minutes=1)

Sent = dict[str, Any]


@dataclass(frozen=True)
class Batch:
    """What one phone sends at once, and when it arrives. The owner is written at the door."""

    at: datetime
    name: str
    entries: list[Sent]


@dataclass
class Phone:
    """A person's phone: it notes what they tap as the real one does, by chance that repeats."""

    person: Person
    rng: Random
    unshared: dict[str, date] = field(default_factory=dict)
    promised: dict[str, date] = field(default_factory=dict)  # by the key of the call
    _words: dict[str, Iterator[Words]] = field(default_factory=dict)

    def note(self, kind: str, at: datetime, **fields: Any) -> Sent:
        """One entry, made at that time on the wall in Paris."""
        return make_entry(kind, at, self.rng, fields)

    def attempt(self, outcome: str, at: datetime, on: date | None = None) -> list[Sent]:
        """A call, now and then mistapped and undone, or by hand; a call back with its date."""
        entries = []
        if self.rng.random() < SLIP:
            slip = self.note("call", at, outcome="no_answer")
            entries = [slip, self.note("withdraw", at + 0.1 * MINUTE, of=slip["key"])]
        by_hand = {"by_hand": True} if self.rng.random() < BY_HAND else {}
        call = self.note("call", at + 0.2 * MINUTE, outcome=outcome, **by_hand)
        entries.append(call)
        if outcome == "callback" and on:
            entries.append(
                self.note("next", at + 0.3 * MINUTE, call=call["key"], on=on.isoformat())
            )
            self.promised[call["key"]] = on
        return entries

    def keep_promises(self, day: date, at: datetime) -> list[Sent]:
        """The call backs that were due by that day, kept: most of them."""
        due = [call for call, on in self.promised.items() if on <= day]
        answers = []
        for call in due:
            del self.promised[call]
            chance = Random(call)  # noqa: S311 - of its own, so that all else stays as it was
            if chance.random() < KEEPS_PROMISES:
                answers.append(make_entry("held", at, chance, {"call": call, "how": "held"}))
        return answers

    def lesson(self, call: Sent, at: datetime, whole: bool, words: Words | None = None) -> Sent:
        """What the call taught: both tags, the sentence and the plan, or less of it."""
        drawn = words or next(self._drawn(call["outcome"]))
        if whole:
            self.unshared[call["key"]] = at.date()
        fields = {"happened": drawn.happened, "work_on": drawn.work_on if whole else None}
        if words or self.rng.random() < 0.8:
            fields |= {"text": drawn.text}
        if words or self.rng.random() < 0.6:
            fields |= {"if": drawn.when, "then": drawn.then}
        return self.note("lesson", at, call=call["key"], **fields)

    def share(self, call: str, at: datetime) -> Sent:
        """The lesson of that call handed to the team."""
        self.unshared.pop(call, None)
        return self.note("share", at, call=call, signed=self.rng.random() < 0.5)

    def _drawn(self, outcome: str) -> Iterator[Words]:
        if outcome not in self._words:
            fitting = [words for words in WORDS[self.person.language] if words.outcome == outcome]
            self.rng.shuffle(fitting)
            self._words[outcome] = cycle(fitting)
        return self._words[outcome]


def make_entry(kind: str, at: datetime, chance: Random, fields: Sent) -> Sent:
    """One entry, made at that time on the wall in Paris; its key by this chance."""
    offset = at.astimezone(ZONE).utcoffset() or timedelta()
    made_at = to_milliseconds(at)
    return {
        "v": 1,
        "key": str(_key(made_at, chance)),
        "made_at": made_at,
        "zone": ZONE.key,
        "offset": int(offset.total_seconds()) // 60,
        "kind": kind,
        **fields,
    }


def _key(milliseconds: int, rng: Random) -> UUID:
    """A UUIDv7 whose chance repeats."""
    chance = rng.getrandbits(74)
    low = 0b10 << 62 | chance & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 7 << 76 | (chance >> 62) << 64 | low)
