"""Inès and the others at their desks: what they tap, and how the rules read it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from webapp.game.acts import (
    Act,
    Call,
    Correct,
    Entry,
    Held,
    How,
    Interpretation,
    Lesson,
    Next,
    Share,
    Withdraw,
    interpret,
)
from webapp.game.calendars import Calendar
from webapp.game.outcomes import Outcome
from webapp.game.points import DayPoints, day_points
from webapp.game.streaks import DOSE, START, Day, Event, State, fold_with_events, is_kept, makes_up

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = date(2025, 9, 5)  # the day on which the cast joins
MONDAY = date(2025, 9, 8)
ONE_DAY = timedelta(days=1)
COMPLETE = ("price", "ask_first")  # both rows of a lesson


def on(
    day: date, hour: int = 10, minute: int = 0, second: int = 0, zone: tzinfo = PARIS
) -> datetime:
    """An instant on the wall of that zone."""
    return datetime.combine(day, time(hour, minute, second), zone).astimezone(UTC)


def days_from(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


@dataclass
class Hand:
    """A member whose phone is right and whose network is always there, unless told otherwise."""

    calendar: Calendar = field(default_factory=lambda: Calendar(FRIDAY))
    dose: int = DOSE
    cards: dict[date, int] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    keys: Iterator[int] = field(default_factory=lambda: count(1))

    def does(
        self,
        act: Act,
        at: datetime,
        arrives: datetime | None = None,
        zone: tzinfo = PARIS,
        key: UUID | None = None,
    ) -> UUID:
        offset = at.astimezone(zone).utcoffset()
        assert offset is not None
        minutes = int(offset.total_seconds()) // 60
        key = key or UUID(int=next(self.keys))
        self.entries.append(Entry(key, act, at, minutes, arrives or at))
        return key

    def taps(
        self,
        outcome: str,
        at: datetime = on(MONDAY),  # noqa: B008
        arrives: datetime | None = None,
        zone: tzinfo = PARIS,
    ) -> UUID:
        return self.does(Call(Outcome(outcome)), at, arrives, zone)

    def learns(
        self,
        call: UUID,
        rows: int = 2,
        at: datetime = on(MONDAY, 11),  # noqa: B008
        arrives: datetime | None = None,
    ) -> UUID:
        happened, work_on = (tag if row < rows else None for row, tag in enumerate(COMPLETE))
        return self.does(Lesson(call, happened, work_on), at, arrives)

    def corrects(
        self,
        call: UUID,
        outcome: str,
        at: datetime = on(MONDAY, 11),  # noqa: B008
        arrives: datetime | None = None,
    ) -> UUID:
        return self.does(Correct(call, Outcome(outcome)), at, arrives)

    def dates(self, call: UUID, day: date, at: datetime = on(MONDAY, 11)) -> UUID:  # noqa: B008
        return self.does(Next(call, day), at)

    def answers(self, call: UUID, how: str, at: datetime, arrives: datetime | None = None) -> UUID:
        return self.does(Held(call, How(how)), at, arrives)

    def shares(
        self,
        call: UUID,
        at: datetime = on(MONDAY, 12),  # noqa: B008
        arrives: datetime | None = None,
    ) -> UUID:
        return self.does(Share(call), at, arrives)

    def withdraws(self, key: UUID, at: datetime = on(MONDAY, 13)) -> UUID:  # noqa: B008
        return self.does(Withdraw(key), at)

    def practises(self, *days: date, attempts: int = 3, lessons: int = 0) -> None:
        for day in days:
            calls = [self.taps("refusal", on(day)) for _ in range(attempts)]
            for call in calls[:lessons]:
                self.learns(call, at=on(day, 11))

    def reading(self) -> Interpretation:
        return interpret(self.entries, self.calendar.joined)

    def worth(self, day: date = MONDAY, slots: int = 0) -> DayPoints:
        reading = self.reading()
        lost = reading.lost.get(day, ())
        return day_points(reading.days.get(day, ()), slots, self.cards.get(day, 0), lost)

    def points(self, day: date = MONDAY, slots: int = 0) -> int:
        return self.worth(day, slots).points

    def days(self, today: date) -> list[Day]:
        """Every day from joining to today, and to the last day with practice if that is later."""
        reading = self.reading()
        read_days, lost = reading.days, reading.lost
        last = max([today, *read_days])
        return [
            self.day(day, read_days.get(day, ()), lost.get(day, ()))
            for day in days_from(self.calendar.joined, last)
        ]

    def day(self, day, calls, lost=()) -> Day:
        cards = self.cards.get(day, 0)
        complete = sum(each.rows == 2 for each in (*calls, *lost))
        return Day(
            day,
            self.calendar.working(day),
            is_kept(len(calls), cards, self.dose),
            makes_up(len(calls), complete, cards, self.dose),
        )

    def streak(self, today: date) -> State:
        return self.trace(today)[0]

    def trace(self, today: date) -> tuple[State, tuple[Event, ...]]:
        return fold_with_events(START, self.days(today), today)
