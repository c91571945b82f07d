"""Summary of a member's standing: day, dose, streak, level, points; two statements."""

from dataclasses import dataclass
from datetime import date, datetime

from webapp.game import levels, streaks
from webapp.game.calendars import MONDAY_TO_FRIDAY
from webapp.game.days import ONE_DAY, today, week_of
from webapp.game.promises import LAPSES
from webapp.people.members import Member
from webapp.people.schedule.facts import Facts, read_facts
from webapp.progress.days import repository as day_repository
from webapp.progress.days.timeline import TimelineDay, build_timeline, mark_gilded, streak_on
from webapp.progress.days.totals import DayTotals, sum_totals

TIMELINE_DAYS = 5
DAYS_AHEAD = 8
WORKING_DAYS_AHEAD = 14
DAYS_BACK = 21
ROOTED_DAYS = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """A member's standing at one instant. Points are whole numbers, regularity from 0 to 1.

    `learned` says whether a complete lesson was drawn in the last three weeks. `weeks` is the
    pattern that holds on the day, `own_pattern` whether the member has ever said one. `is_rooted`
    says that they practise: in the last three weeks on three days, or in a slot that they had
    planned. `free` are the days off from today on; the day of joining, on which nothing is asked
    either, is none. `working_days` are those of the last five weeks and of the next two.
    """

    day: date
    working: bool
    dose: int
    goal: int | None
    attempts: int
    complete: int
    kept: bool
    makes_up: bool
    state: streaks.State
    level: levels.Level
    points_day: int
    points_week: int
    points_total: int
    week: DayTotals
    line: tuple[TimelineDay, ...]
    events: tuple[streaks.Event, ...]
    new: bool
    learned: bool
    weeks: tuple[frozenset[int], ...]
    own_pattern: bool
    is_rooted: bool
    free: tuple[date, ...]
    working_days: frozenset[date]

    @property
    def left(self) -> int:
        """The attempts that still keep the day."""
        return 0 if self.kept else max(0, self.dose - self.attempts)

    @property
    def is_free(self) -> bool:
        """A day off on which nothing is asked, and which is not kept either."""
        return self.day in self.free and not self.kept


def load_summary(member: Member, now: datetime) -> Summary:
    """The member's standing at `now`, in their own zone."""
    day = today(now, member.zone)
    practised = day_repository.list_since(member, day - DAYS_BACK * ONE_DAY)
    return summarise(member, read_facts(member.organisation_id, [member.id]), practised, day)


def summarise(
    member: Member, facts: Facts, practised: list[day_repository.MemberDayState], day: date
) -> Summary:
    """The standing on `day`, from the days since three weeks before and the last one before."""
    since = day - DAYS_BACK * ONE_DAY
    earlier = practised and practised[0].day < since
    first = practised[0].day if earlier else member.joined_on
    last = day + WORKING_DAYS_AHEAD * ONE_DAY
    calendar = facts.calendar(member.id, member.joined_on, min(first, day - LAPSES), last)
    state, events = streak_on(member, calendar, practised, since, day)
    own = {row.day: row for row in practised}
    line_days = [day - n * ONE_DAY for n in reversed(range(TIMELINE_DAYS))]
    coming = [day + n * ONE_DAY for n in range(DAYS_AHEAD)]
    present = own.get(day)
    pattern = calendar.pattern(day)
    figures = present.figures if present else DayTotals()
    total = practised[-1].total if practised else 0
    week = week_of(day)
    week_totals = sum_totals(
        row.figures for row in practised if week <= row.day < week + 7 * ONE_DAY
    )
    return Summary(
        day=day,
        working=calendar.working(day),
        dose=facts.dose(day),
        goal=facts.goal(member.id, day),
        attempts=figures.attempts,
        complete=figures.complete,
        kept=present.kept if present else False,
        makes_up=present.makes_up if present else False,
        state=state,
        level=levels.level_of(total),
        points_day=figures.points + figures.extras,
        points_week=week_totals.points + week_totals.extras,
        points_total=total,
        week=week_totals,
        line=mark_gilded(member, facts, own, build_timeline(calendar, own, events, line_days, day)),
        events=tuple(event for event in events if event.by >= day - 2 * ONE_DAY),
        new=not practised,
        learned=any(row.figures.complete for row in practised if row.day >= since),
        weeks=pattern.weeks if pattern else (MONDAY_TO_FRIDAY,),
        is_rooted=_is_rooted([row for row in practised if row.day >= since]),
        own_pattern=bool(facts.spans(member.id, "pattern")),
        free=tuple(
            each for each in coming if not calendar.working(each) and each > member.joined_on
        ),
        working_days=frozenset(
            each
            for n in range(-LAPSES.days, WORKING_DAYS_AHEAD + 1)
            if calendar.working(each := day + n * ONE_DAY)
        ),
    )


def _is_rooted(practised: list[day_repository.MemberDayState]) -> bool:
    kept_slot = any(row.figures.slots for row in practised)
    return kept_slot or sum(row.figures.attempts > 0 for row in practised) >= ROOTED_DAYS
