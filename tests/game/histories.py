"""Random histories, and the way a server reads them: batch after batch, from stored rows."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.support.repetitions import times
from webapp.game.acts import (
    Act,
    Call,
    Correct,
    Entry,
    Held,
    How,
    Lesson,
    Next,
    Share,
    Withdraw,
    answer_key,
    interpret,
)
from webapp.game.calendars import Calendar, Pattern, Span
from webapp.game.days import instant, today
from webapp.game.outcomes import Outcome
from webapp.game.streaks import (
    START,
    Day,
    State,
    advance,
    apply_day,
    fold,
    is_kept,
    makes_up,
)

HISTORIES = times(150, 20_000)
ZONES = [ZoneInfo(name) for name in ("Europe/Paris", "America/New_York", "Australia/Lord_Howe")]
ABROAD = [*ZONES, ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Los_Angeles")]
FIRST_DAYS = [
    date(2024, 3, 4),  # New York, Paris and Lord Howe change their clocks in the weeks after
    date(2024, 9, 30),
    date(2024, 10, 21),
    date(2020, 12, 14),  # ISO week 53
    date(2024, 2, 20),  # 29 February
    date(2025, 6, 2),
]
WEEKS = [
    (frozenset({1, 2, 3, 4, 5}),),
    (frozenset({1, 2, 4}),),
    (frozenset({3}),),
    (frozenset({1, 2, 3}), frozenset({4, 5})),
    (frozenset({1, 2, 3, 4, 5}), frozenset(), frozenset({2, 6, 7})),
]
BUSIEST_DAY = [Outcome.GATEKEEPER] * 20 + [Outcome.MEETING, Outcome.REFUSAL] * 12
BUSIEST_DAY += [Outcome.CALLBACK, Outcome.NO_ANSWER] * 15
DAY_KINDS = ["nothing", "little", "dose", "dose", "double", "heavy"]
TAGS = [None, "price", "timing"]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Tap:
    """An entry as the phone sends it and the server gets it."""

    key: UUID
    act: Act
    made_at: datetime
    sent_at: datetime | None
    received_at: datetime
    offset: int

    @property
    def entry(self) -> Entry:
        by_hand = isinstance(self.act, Call) and self.act.by_hand
        at = instant(self.made_at, self.sent_at, self.received_at, by_hand)
        return Entry(self.key, self.act, at, self.offset, self.received_at)


@dataclass(frozen=True)
class History:
    """All of a member's story; `leave` has been entered after the fact."""

    calendar: Calendar
    leave: Span | None
    zone: ZoneInfo
    dose: int
    cards: dict[date, int]
    slots: dict[date, int]
    taps: tuple[Tap, ...]
    now: datetime
    made_by: str

    def __repr__(self) -> str:
        return self.made_by

    @property
    def entries(self) -> list[Entry]:
        """As they arrive: each once, and every fifth again, for its first answer was lost."""
        arrived = [tap.entry for tap in self.taps]
        return arrived + [entry for entry in arrived if entry.key.int % 5 == 0]

    @property
    def calendar_now(self) -> Calendar:
        away = self.calendar.away + ((self.leave,) if self.leave else ())
        return replace(self.calendar, away=away)


def examples(share: float = 1.0):
    """As many examples as the tier asks for."""
    return settings(
        max_examples=max(20, int(HISTORIES * share)),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def histories(wrong_clocks: bool = True):
    """Histories of up to a month, practised on so many days in a hundred."""
    return st.builds(
        lambda length, eager, seed: a_history(seed, length, eager, wrong_clocks),
        st.integers(1, 30),
        st.integers(0, 100),
        st.integers(0, 2**32),
    )


def a_history(seed: int, length: int, eager: int, wrong_clocks: bool = True) -> History:
    rng, made_by = Random(seed), f"a_history({seed}, {length}, {eager}, {wrong_clocks})"
    zone, joined = rng.choice(ZONES), rng.choice(FIRST_DAYS) + DAY * rng.randrange(7)
    all_days = [joined + DAY * n for n in range(length + 1)]
    desk = Desk(rng, zone, wrong_clocks, travels=rng.choice([0, 0.1, 0.7]))
    for day in [joined - DAY, *all_days]:
        if rng.randrange(100) < eager:
            desk.practises(day)
    for _ in range(rng.randrange(4)):
        desk.withdraws()
    now = datetime.combine(all_days[-1], time(rng.randrange(24)), UTC)
    calls = [tap for tap in desk.taps if isinstance(tap.act, Call)]
    if calls and rng.random() < 0.6:
        now = rng.choice(calls[-5:]).received_at
    taps = [tap for tap in desk.taps if tap.received_at <= now]
    marked = rng.sample(all_days, min(len(all_days), 6))
    return History(
        calendar=a_calendar(rng, joined, all_days),
        leave=a_span(rng, all_days) if rng.random() < 0.4 else None,
        zone=zone,
        dose=rng.choice([1, 2, 3, 3, 3, 5]),
        cards={day: rng.choice([1, 4, 5, 12]) for day in marked[:3]},
        slots={day: rng.choice([1, 2, 3]) for day in marked[3:]},
        taps=tuple(sorted(taps, key=lambda tap: (tap.received_at, tap.key))),
        now=now,
        made_by=made_by,
    )


def a_calendar(rng: Random, joined: date, all_days: list[date]) -> Calendar:
    declared = datetime(2024, 1, 1, tzinfo=UTC)
    patterns = tuple(
        Pattern(rng.choice(all_days) - DAY * 10, rng.choice(WEEKS), declared + DAY * n)
        for n in range(rng.choice([0, 1, 1, 2, 3]))
    )
    return Calendar(
        joined,
        tuple(rng.sample(patterns, len(patterns))),
        worked=frozenset(rng.sample(all_days, rng.randrange(2))),
        away=tuple(a_span(rng, all_days) for _ in range(rng.choice([0, 0, 1]))),
        holidays=frozenset(rng.sample(all_days, rng.randrange(2))),
    )


def a_span(rng: Random, all_days: list[date]) -> Span:
    first = rng.choice(all_days)
    return Span(first, None if rng.random() < 0.1 else first + DAY * rng.choice([0, 0, 2, 9]))


@dataclass
class Desk:
    """Where taps are made: the phone, its clock, its network and whoever holds it."""

    rng: Random
    zone: ZoneInfo
    wrong_clocks: bool = True
    travels: float = 0.0
    taps: list[Tap] = field(default_factory=list)

    def practises(self, day: date) -> None:
        kind = self.rng.choice(DAY_KINDS)
        attempts = {"nothing": 0, "little": 1, "dose": 3, "double": 6}.get(kind, 0)
        outcomes = [self.rng.choice(list(Outcome)) for _ in range(attempts)]
        if kind == "heavy":
            outcomes = [self.rng.choice(list(Outcome))] * self.rng.choice([10, 12, 22, 26, 42])
        if self.rng.random() < 0.01:
            outcomes = BUSIEST_DAY
        zone = self.rng.choice(ABROAD) if self.rng.random() < self.travels else self.zone
        for call, at in [self.calls(day, outcome, zone) for outcome in outcomes]:
            self.follows(call, at, 1.0 if len(outcomes) > 3 else 0.4)

    def calls(self, day: date, outcome: Outcome, zone: ZoneInfo) -> tuple[UUID, datetime]:
        clock = self.rng.choice(
            [
                time(4),
                time(3, 59, 59),
                time(0, 30),
                time(2, 30),
                time(9),
                time(14, 20),
                time(23, 59),
            ]
        )
        at = datetime.combine(day + DAY * (clock < time(4)), clock, zone).astimezone(UTC)
        by_hand = self.rng.random() < 0.1
        return self.tap(Call(outcome, by_hand), at, zone), at

    def follows(self, call: UUID, at: datetime, chance: float) -> None:
        for _ in range(self.rng.choice([0, 1, 1, 2, 3]) if self.rng.random() < chance else 0):
            tags = self.rng.choice(TAGS), self.rng.choice(TAGS)
            self.tap(Lesson(call, *tags), self.later(at))
        if self.rng.random() < 0.3:
            self.tap(Next(call, at.date() + DAY * 3), self.later(at))
        for _ in range(self.rng.choice([0, 0, 0, 1, 2])):
            self.tap(Share(call), self.later(at))
        for _ in range(self.rng.choice([0, 0, 0, 0, 1, 3])):
            self.tap(Correct(call, self.rng.choice(list(Outcome))), self.later(at))

        for _ in range(self.rng.choice([0, 0, 0, 1, 2])):
            self.answers(call, self.later(at))

    def answers(self, call: UUID, at: datetime) -> None:
        keeping = [tap.key for tap in self.taps if isinstance(tap.act, Call)][-5:]
        key = answer_key(self.rng.choice(keeping)) if self.rng.random() < 0.4 else None
        if key in self.keys():
            return
        answer = self.tap(Held(call, self.rng.choice([*How, How.FELL_THROUGH])), at, key=key)
        for _ in range(self.rng.choice([0, 1, 2])):
            tags = self.rng.choice(TAGS), self.rng.choice(TAGS)
            self.tap(Lesson(answer, *tags), self.later(at))
        if self.rng.random() < 0.2:
            self.tap(Share(answer), self.later(at))

    def withdraws(self) -> None:
        if self.taps:
            keeping_calls = [tap for tap in self.taps if answer_key(tap.key) in self.keys()]
            victim = self.rng.choice(
                keeping_calls if keeping_calls and self.rng.random() < 0.5 else self.taps
            )
            self.tap(Withdraw(victim.key), self.later(victim.made_at))

    def keys(self) -> set[UUID]:
        return {tap.key for tap in self.taps}

    def later(self, at: datetime) -> datetime:
        hours = self.rng.choice([0, 0, 0, 1, 3, 30, 24 * 6, 24 * 7, 24 * 8])
        return at + timedelta(hours=hours, seconds=self.rng.choice([0, 0, 20]))

    def tap(
        self, act: Act, at: datetime, zone: ZoneInfo | None = None, key: UUID | None = None
    ) -> UUID:
        key = key or UUID(int=self.rng.getrandbits(120))
        received = at + self.delay()
        skew = timedelta()
        if self.wrong_clocks and self.rng.random() < 0.1:
            minutes = [-120, -5, -1, 4, 5, 6, 120, -60 * 24 * 365]
            skew = timedelta(minutes=self.rng.choice(minutes))
        sent = received - timedelta(seconds=self.rng.randrange(60)) + skew
        offset = at.astimezone(zone or self.zone).utcoffset()
        minutes_east = int(offset.total_seconds()) // 60
        no_clock = self.wrong_clocks and self.rng.random() < 0.05
        made_at = at + skew
        self.taps.append(Tap(key, act, made_at, None if no_clock else sent, received, minutes_east))
        return key

    def delay(self) -> timedelta:
        kind = self.rng.random()
        if kind < 0.6:
            return timedelta(seconds=self.rng.randrange(60))
        if kind < 0.9 or not self.wrong_clocks:
            return timedelta(hours=self.rng.randrange(160))
        return timedelta(days=7) + timedelta(hours=self.rng.choice([0, 0, 1, 48]))


@dataclass
class Server:
    """What HOUSE asks of stored rows: a day's row keeps the state after it, and only days from the
    first touched one on are folded again."""

    joined: date
    calendar: Calendar
    dose: int
    cards: dict[date, int]
    entries: dict[UUID, Entry] = field(default_factory=dict)
    calls: dict[date, dict[UUID, object]] = field(default_factory=lambda: defaultdict(dict))
    lost: dict[date, dict[UUID, object]] = field(default_factory=lambda: defaultdict(dict))
    rows: dict[date, tuple[Day, State]] = field(default_factory=dict)

    def takes(self, batch: list[Entry]) -> None:
        touched = set(self.cards) if not self.rows else set()
        for entry in batch:
            self.entries[entry.key] = entry
        answers = [self.entries.get(answer_key(e.act.of)) for e in batch if self.takes_back(e)]
        for root in {self.root(entry) for entry in [*batch, *filter(None, answers)]}:
            touched |= self.reads(root)
        if touched:
            self.refolds(min(touched))

    def root(self, entry: Entry) -> UUID:
        """The call that the entry is about, as far as it is known yet."""
        match entry.act:
            case Call():
                return entry.key
            case Withdraw():
                target = self.entries.get(entry.act.of)
                is_known = target is not None and not isinstance(target.act, Withdraw)
                return self.root(target) if is_known else entry.act.of
            case _:
                answer = self.entries.get(entry.act.call)
                is_answer = answer is not None and isinstance(answer.act, Held)
                return answer.act.call if is_answer else entry.act.call

    @staticmethod
    def takes_back(entry: Entry) -> bool:
        return isinstance(entry.act, Withdraw)

    def reads(self, root: UUID) -> set[date]:
        """Read again all that is about one call, and nothing else."""
        component = [e for e in self.entries.values() if self.root(e) == root]
        answer_keys = {answer_key(e.key) for e in component if isinstance(e.act, Held)}
        component += [
            e for e in self.entries.values() if self.takes_back(e) and e.act.of in answer_keys
        ]
        touched = {day for day, calls in self.calls.items() if calls.pop(root, None)}
        touched |= {day for day, lost in self.lost.items() if lost.pop(root, None)}
        reading = interpret(component, self.joined)
        for day, calls in reading.days.items():
            for call in calls:
                self.calls[day][call.key] = call
                touched.add(day)
        for day, lost in reading.lost.items():
            for each in lost:
                self.lost[day][root] = each
                touched.add(day)
        return touched

    def declares(self, calendar: Calendar, first: date) -> None:
        self.calendar = calendar
        self.refolds(first)

    def refolds(self, first: date) -> None:
        practised = {day for day, calls in self.calls.items() if calls} | set(self.cards)
        self.rows = {day: row for day, row in self.rows.items() if day < first}
        for day in sorted(day for day in practised if day >= max(first, self.joined)):
            state = self.state_at(day)
            entered = self.day(day)
            self.rows[day] = entered, apply_day(state, entered)

    def state_at(self, day: date) -> State:
        """The streak on that day, from the last row before it."""
        last = max((d for d in self.rows if d <= day), default=None)
        row = self.rows[last] if last else (Day(self.joined, working=False), START)
        return advance(row[1], row[0], self.calendar, day)

    def day(self, day: date) -> Day:
        calls, cards = self.calls[day].values(), self.cards.get(day, 0)
        lost = self.lost[day].values()
        complete = sum(each.rows == 2 for each in (*calls, *lost))
        return Day(
            day,
            self.calendar.working(day),
            is_kept(len(calls), cards, self.dose),
            makes_up(len(calls), complete, cards, self.dose),
        )

    def streak(self, now: datetime, zone: ZoneInfo) -> State:
        day = today(now, zone)
        later = [row[0] for d, row in sorted(self.rows.items()) if d > day]
        return fold(self.state_at(day), later, day)
