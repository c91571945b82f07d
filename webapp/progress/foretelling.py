"""A member's days by facts that hold, or that would: the folding that writes, without writing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from webapp.game.days import ONE_DAY
from webapp.people.facts import Facts
from webapp.people.who import Who
from webapp.progress import days, folding, line, summary
from webapp.progress.days import Practised
from webapp.progress.line import Slot
from webapp.progress.summary import BEHIND, Summary


@dataclass(frozen=True, slots=True)
class Told:
    """A member's days from some day on by these facts, as far as `day`, which is today, knows."""

    who: Who
    facts: Facts
    rows: list[Practised]
    day: date

    def if_held(self, facts: Facts, first: date) -> "Told":
        """The same by other facts, which agree before `first`: what `facts_changed` would write."""
        counted = {row.day: row.figures for row in self.rows}
        rows = folding.refolded(self.who, facts, first, self.rows, counted)
        return Told(self.who, facts, rows, self.day)

    def summary(self) -> Summary:
        """Where the member stands."""
        return summary.of(self.who, self.facts, self.rows, self.day)

    def slots(self, told: Iterable[date]) -> tuple[Slot, ...]:
        """What became of these days, which follow one another."""
        asked = list(told)
        begun = min([asked[0], self.day, *(row.day for row in self.rows)])
        calendar = self.facts.calendar(self.who.id, self.who.joined_on, begun, asked[-1])
        own = {row.day: row for row in self.rows}
        _, events = line.told(self.who, calendar, self.rows, min(asked[0], self.day), self.day)
        return line.slots(calendar, own, events, asked, self.day)


def as_it_stands(who: Who, facts: Facts, first: date, day: date) -> Told:
    """The member's stored days, from `first` on or as far back as Today reads; one statement."""
    return Told(who, facts, days.since(who, min(first, day - BEHIND * ONE_DAY)), day)
