"""Preview of a change of working days: what it would do to the streak, before it is saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from webapp.database.transactions import read_transaction
from webapp.game.days import ONE_DAY, is_closed, today, week_of
from webapp.me import month_view, schedule_changes
from webapp.me.calendar_forms import ScheduleRequest
from webapp.me.month_view import Month
from webapp.people.members import Member
from webapp.people.schedule.fact import ABSENCE_NAMES, FactChange, FactRecord
from webapp.people.schedule.facts import Facts, read_facts
from webapp.progress.days import simulation
from webapp.progress.days.summary import Summary

LOOKED_AHEAD = 4 * 7 - 1  # days that are read of what has no end
MONTHS = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """The standing before and after; the days that become days off or working days, up to `until`
    where the change has no end; whether one of them is in a week whose board has closed; and the
    days away that stay working days, since they are declared as worked (RULES R4.1)."""

    before: Summary
    after: Summary
    off: tuple[date, ...]
    on: tuple[date, ...]
    until: date | None
    closed: bool
    worked: tuple[date, ...]
    months: tuple[Month, ...]

    @property
    def same(self) -> bool:
        """Whether the streak stays as it is."""
        before, after = self.before.state, self.after.state
        return (before.count, before.jokers, before.best, before.open) == (
            *(after.count, after.jokers, after.best, after.open),
        )


def preview_change(member: Member, wish: ScheduleRequest, now: datetime) -> Preview:
    """Preview the request as of this instant; two statements. Raises RefusedChangeError,
    UnknownFactError.
    """
    with read_transaction():
        facts = read_facts(member.organisation_id, [member.id])
        change = schedule_changes.plan_change(member, facts, wish, now)
        day = today(now, member.zone)
        month = change.first.replace(day=1)
        before = simulation.load_projection(member, facts, month, day)
    changed = facts.with_change(change)
    after = before.with_facts(changed, change.first)
    last = _last(change)
    until = None if last else max(day, change.first) + LOOKED_AHEAD * ONE_DAY
    differences = list(_differ(member, facts, changed, change.first, last or until or day))
    months = sorted({each.replace(day=1) for each, _ in differences} or {month})[:MONTHS]
    zone = member.organisation_zone
    return Preview(
        before=before.summary(),
        after=after.summary(),
        off=tuple(each for each, working in differences if not working),
        on=tuple(each for each, working in differences if working),
        until=until,
        closed=any(is_closed(week_of(each), zone, now) for each, _ in differences),
        worked=tuple(
            fact.first_day
            for fact in changed.spans(member.id, "worked")
            if any(_covers(absence, fact.first_day) for absence in change.added)
        ),
        months=tuple(month_view.month_view(each, after, before) for each in months),
    )


def _last(change: FactChange) -> date | None:
    """The last day that may be read otherwise; None where there is no end to it."""
    lasts = [fact.last_day for fact in (*change.added, *change.retracted)]
    ends = [last for last in lasts if last]
    return max([*ends, change.first]) if len(ends) == len(lasts) else None


def _covers(fact: FactRecord, day: date) -> bool:
    return fact.name in ABSENCE_NAMES and fact.first_day <= day <= fact.last


def _differ(
    member: Member, before: Facts, after: Facts, first: date, last: date
) -> Iterator[tuple[date, bool]]:
    """The days that are working days in one of the two only, and whether in the latter."""
    calendar_before, calendar_after = (
        facts.calendar(member.id, member.joined_on, first, last) for facts in (before, after)
    )
    for n in range((last - first).days + 1):
        day = first + n * ONE_DAY
        if calendar_before.working(day) != calendar_after.working(day):
            yield day, calendar_after.working(day)
