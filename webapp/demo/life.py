"""Generator of one person's events: joining, declaring, and what is sent day by day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from webapp.demo import plans, practice
from webapp.demo.cast import FIVE_DAYS, FORM, NEW, Away, Person
from webapp.demo.phone import MINUTE, ZONE, Batch, Phone
from webapp.demo.practice import Script
from webapp.demo.words import FRENCH
from webapp.game.calendars import Calendar, Pattern, Span
from webapp.game.days import DAY_BEGINS, ONE_DAY, WEEK, today, week_of
from webapp.people.schedule.public_holidays import public_holidays

INES_MISSED, INES_MENDED, INES_JOKER = -9, -7, -26  # of her working days that are over
INES_LEARNS = (0.4, 1.9)  # how much likelier she is answered than others, at first and by now


@dataclass(frozen=True)
class MemberJoined:
    """A person is invited and comes in."""

    at: datetime
    person: Person


@dataclass(frozen=True)
class FactDeclared:
    """A person declares a pattern, leave or sick leave."""

    at: datetime
    name: str
    fact: str
    first: date
    last: date | None = None
    weeks: Sequence[Sequence[int]] = ()


Event: TypeAlias = MemberJoined | FactDeclared | Batch


class Life:
    """One person's part of the history, until `now` on the wall in Paris."""

    def __init__(
        self, person: Person, phone: Phone, now: datetime, weeks: int, number: int
    ) -> None:
        self.person, self.phone, self.now = person, phone, now
        self.day = today(now, ZONE)
        self.monday = week_of(self.day)
        founded = self.monday - weeks * WEEK - 3 * ONE_DAY
        self.comes = datetime.combine(founded, time(10, number), ZONE)
        self.calendar = self._calendar(founded)
        if person.name == NEW:
            self.comes = max(now - 20 * MINUTE, datetime.combine(self.day, DAY_BEGINS, ZONE))
        self.calendar = self._calendar(today(self.comes, ZONE))

    def events(self) -> Iterator[Event]:
        """Coming, declarations, and the days that are over."""
        yield MemberJoined(self.comes, self.person)
        yield from self._says()
        working = self._working()
        script = self._script(working)
        intents = practice.intents(self.person, working, self.phone.rng)
        intents |= script.intents
        for day, intent in intents.items():
            if self.person.name == "Inès" and day >= self.monday:
                self.phone.person = replace(self.person, shares=0)  # the board shows what one adds
            intent_of_day = (
                intent if day < self.monday or day in script.intents else self._in_form(intent)
            )
            if batch := practice.day(self.phone, day, intent_of_day, script):
                planned = plans.plan_day(batch.name, day, self.day, _begun_at(batch))
                yield Batch(min(batch.at, self.now), batch.name, planned + batch.entries)

    def _in_form(self, intent: str) -> str:
        """What remains of an intent in a week in which the team is not at its best."""
        slack = 1 - FORM[self.person.team]
        chance = self.phone.rng.random()
        return "miss" if chance < slack / 2 else "dose" if chance < slack else intent

    def sent_today(self) -> Batch | None:
        """What the person may have sent today: in a good week the whole dose or more."""
        rng, name = self.phone.rng, self.person.name
        few_or_many = ((0, 1, 2, 3, 3, 4, 5), (3, 4, 5, 7, 9))[FORM[self.person.team] > 0.9]
        count = rng.choice(few_or_many) if self.calendar.working(self.day) else 0
        outcomes = rng.choices(list(practice.OUTCOMES), list(practice.OUTCOMES.values()), k=count)
        if name in ("Inès", "Théo"):
            outcomes = ["voicemail"] if name == "Inès" else []
        opens = datetime.combine(self.day, time(8, 30), ZONE)
        dawn = datetime.combine(self.day, DAY_BEGINS, ZONE)
        begun = max(dawn, min(opens, self.now - 20 * MINUTE), self.now - timedelta(hours=3))
        times = sorted(begun + rng.uniform(0.05, 0.95) * (self.now - begun) for _ in outcomes)
        entries = practice.log_calls(self.phone, times, outcomes)
        return Batch(self.now, name, entries) if entries else None

    def _calendar(self, joined: date) -> Calendar:
        """The person's calendar, by what they declare in the course of the history."""
        years = range(joined.year, self.day.year + 1)
        away = [self._span(away) for away in (self.person.leave, self.person.sick) if away]
        weeks = tuple(frozenset(week) for week in self.person.weeks)
        return Calendar(
            joined=joined,
            patterns=(Pattern(joined, weeks, self.comes),),
            away=tuple(away),
            holidays=frozenset(day for year in years for day in public_holidays("FR", None, year)),
        )

    def _span(self, away: Away) -> Span:
        weeks, days, length = away
        first = self.monday + weeks * WEEK + days * ONE_DAY
        return Span(first, first + (length - 1) * ONE_DAY)

    def _says(self) -> Iterator[FactDeclared]:
        """Their pattern on coming; leave the week before; sick leave when they are back."""
        name, joined = self.person.name, self.calendar.joined
        if self.person.weeks != FIVE_DAYS:
            yield FactDeclared(
                self.comes + MINUTE, name, "pattern", joined, weeks=self.person.weeks
            )
        for fact, away in (("leave", self.person.leave), ("sick", self.person.sick)):
            span = self._span(away) if away else None
            if span is None or span.last is None or span.first <= joined or span.first > self.day:
                continue
            declared_on = span.first - 6 * ONE_DAY if fact == "leave" else span.last + ONE_DAY
            at = max(self.comes + 2 * MINUTE, datetime.combine(declared_on, time(8, 40), ZONE))
            yield FactDeclared(min(at, self.now), name, fact, span.first, span.last)

    def _working(self) -> list[date]:
        """The working days that are over."""
        count = (self.day - self.calendar.joined).days
        days = (self.day - n * ONE_DAY for n in range(count, 0, -1))
        return [day for day in days if self.calendar.working(day)]

    def _script(self, working: list[date]) -> Script:
        """Inès has two jokers and call backs that are due; Théo has a day open."""
        if self.person.name == "Inès" and len(working) >= -INES_MISSED:
            intents = dict.fromkeys(working, "keep")
            intents |= {working[INES_MISSED]: "skip", working[INES_MISSED + 1]: "dose"}
            intents[working[INES_MENDED]] = "mend"
            if len(working) > 1 - INES_JOKER:
                intents |= dict.fromkeys(working[INES_JOKER:][:1], "skip")
            promises = {working[-3]: self._next(self.day), working[-2]: self._next(self.day, 2)}
            return Script(intents, promises, {working[-1]: FRENCH[0]}, _learns(working))
        if self.person.name == "Théo":
            intents = dict.fromkeys(working, "keep")
            intents |= dict.fromkeys(working[-20:-17], "skip")
            intents |= dict.fromkeys(working[-17:-11], "dose")
            intents |= dict.fromkeys(working[-8:-7], "skip")
            intents |= dict.fromkeys(working[-7:-6], "dose")
            intents |= dict.fromkeys(working[-6:-5], "mend")
            intents |= dict.fromkeys(working[-1:], "dose")
            intents[self._left_open(working)] = "skip"
            return Script(intents)
        return Script()

    def _left_open(self, working: list[date]) -> date:
        """The last working day but one where the bounce line shows it, else the last."""
        on_line = [day for day in working[-2:] if day > self.day - 5 * ONE_DAY]
        return on_line[0] if on_line else working[-1]

    def _next(self, day: date, count: int = 1) -> date:
        """The first working day from that day on, or the second."""
        while True:
            count -= self.calendar.working(day)
            if not count:
                return day
            day += ONE_DAY


def _begun_at(batch: Batch) -> datetime:
    """When the first call of a batch was made, on the wall in Paris."""
    first = min(entry["made_at"] for entry in batch.entries if entry["kind"] == "call")
    return datetime.fromtimestamp(first / 1000, ZONE)


def _learns(working: Sequence[date]) -> dict[date, float]:
    """How much likelier a call becomes a conversation on each of these days: it rises evenly."""
    first, last = INES_LEARNS
    steps = max(1, len(working) - 1)
    return {day: first + (last - first) * n / steps for n, day in enumerate(working)}
