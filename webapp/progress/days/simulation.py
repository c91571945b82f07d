"""A member's days by facts that hold, or that would: the folding that writes, without writing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from webapp.game.days import ONE_DAY
from webapp.people.members import Member
from webapp.people.schedule.facts import Facts
from webapp.progress.days import recompute, summary, timeline
from webapp.progress.days import repository as day_repository
from webapp.progress.days.repository import MemberDayState
from webapp.progress.days.summary import DAYS_BACK, Summary
from webapp.progress.days.timeline import TimelineDay


@dataclass(frozen=True, slots=True)
class Projection:
    """A member's days from some day on by these facts, as far as `day`, which is today, knows."""

    who: Member
    facts: Facts
    rows: list[MemberDayState]
    day: date

    def with_facts(self, facts: Facts, first: date) -> "Projection":
        """The same by other facts, which agree before `first`: as `after_member_change` writes."""
        counted = {row.day: row.figures for row in self.rows}
        rows = recompute.recomputed(self.who, facts, first, self.rows, counted)
        return Projection(self.who, facts, rows, self.day)

    def summary(self) -> Summary:
        """Where the member stands."""
        return summary.summarise(self.who, self.facts, self.rows, self.day)

    def slots(self, told: Iterable[date]) -> tuple[TimelineDay, ...]:
        """What became of these days, which follow one another."""
        asked = list(told)
        begun = min([asked[0], self.day, *(row.day for row in self.rows)])
        calendar = self.facts.calendar(self.who.id, self.who.joined_on, begun, asked[-1])
        own = {row.day: row for row in self.rows}
        _, events = timeline.streak_on(
            self.who, calendar, self.rows, min(asked[0], self.day), self.day
        )
        return timeline.build_timeline(calendar, own, events, asked, self.day)


def load_projection(member: Member, facts: Facts, first: date, day: date) -> Projection:
    """The member's stored days, from `first` on or as far back as Today reads; one statement."""
    return Projection(
        member, facts, day_repository.list_since(member, min(first, day - DAYS_BACK * ONE_DAY)), day
    )
