"""Simulation of a member's days by other facts: the same fold as the one that writes."""

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

    member: Member
    facts: Facts
    rows: list[MemberDayState]
    day: date

    def with_facts(self, facts: Facts, first: date) -> "Projection":
        """The same by other facts, which agree before `first`: as `after_member_change` writes."""
        counted = {row.day: row.figures for row in self.rows}
        rows = recompute.recomputed(self.member, facts, first, self.rows, counted)
        return Projection(self.member, facts, rows, self.day)

    def summary(self) -> Summary:
        """Where the member stands."""
        return summary.summarise(self.member, self.facts, self.rows, self.day)

    def slots(self, days: Iterable[date]) -> tuple[TimelineDay, ...]:
        """What became of these days, which follow one another."""
        each_day = list(days)
        begun = min([each_day[0], self.day, *(row.day for row in self.rows)])
        calendar = self.facts.calendar(self.member.id, self.member.joined_on, begun, each_day[-1])
        own = {row.day: row for row in self.rows}
        _, events = timeline.streak_on(
            self.member, calendar, self.rows, min(each_day[0], self.day), self.day
        )
        return timeline.build_timeline(calendar, own, events, each_day, self.day)


def load_projection(member: Member, facts: Facts, first: date, day: date) -> Projection:
    """The member's stored days, from `first` on or as far back as Today reads; one statement."""
    return Projection(
        member, facts, day_repository.list_since(member, min(first, day - DAYS_BACK * ONE_DAY)), day
    )
