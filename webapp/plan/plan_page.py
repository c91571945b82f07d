"""My plan as it is shown: the slots that stand, the if-then plans, and what was kept of late."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from webapp.database.ids import new_id
from webapp.game import slots
from webapp.game.acts import Slot
from webapp.game.calendars import MONDAY_TO_FRIDAY, Calendar
from webapp.game.days import ONE_DAY, WEEK, days_of, today, week_of
from webapp.game.legal_hours import LegalHours
from webapp.game.points import SLOT_BANDS, SLOT_GRACE
from webapp.people.members import Member
from webapp.people.schedule.facts import read_facts
from webapp.people.schedule.legal_hours import legal_hours_in
from webapp.plan.not_now import NotNowHistory, load_history
from webapp.plan.repository import Plan, list_plans
from webapp.progress.days import repository as day_repository
from webapp.progress.days.repository import MemberDayState
from webapp.providers import Providers

WEEKS_SHOWN = 4
DAYS_AHEAD = 14
NEXT_DAYS = 4  # working days to choose from beside today
TIMES = ("09:00", "10:30", "11:30", "14:00", "16:00", "17:30")


@dataclass(frozen=True, slots=True)
class StandingPlan:
    """A slot or an if-then plan that stands: `weekdays` by ISO number, none of a single `day`. The
    key is minted for the form that takes it back. `outside`: of one at whose time no consumer may
    be called, the next time at which they may (RULES R18).
    """

    key: UUID
    day: date
    weekdays: tuple[int, ...]
    last: date | None
    at: str | None
    minutes: int
    cue: str
    withdraw_key: UUID
    outside: tuple[date, str] | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """As an entry says it, so that it can be planned anew."""
        days: dict[str, Any] = {"on": self.day.isoformat()}
        if self.weekdays:
            days = {"weekdays": list(self.weekdays), "from": self.day.isoformat()}
            days |= {"to": self.last.isoformat()} if self.last else {}
        time_of_day = {"at": self.at} if self.at else {}
        return (
            days | time_of_day | {"minutes": self.minutes} | ({"cue": self.cue} if self.cue else {})
        )


@dataclass(frozen=True, slots=True)
class KeptWeek:
    """How many slots of a week, by its Monday, were kept, of those whose time is over.

    Of a day off only the kept ones count: nobody is asked to practise on it.
    """

    monday: date
    kept: int
    planned: int


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What the page says; `days` are those to choose from, today's first, and `times` likewise;
    `pattern` is the member's weekdays, `week` the seven days of this one, and `windows` the legal
    hours as the phone keeps them, None where none are to be heeded. The keys are minted for the two
    forms.
    """

    day: date
    days: tuple[date, ...]
    pattern: tuple[int, ...]
    week: tuple[date, ...]
    key: UUID
    second_key: UUID
    standing: tuple[StandingPlan, ...]
    weeks: tuple[KeptWeek, ...]
    history: NotNowHistory | None = None
    times: tuple[str, ...] = TIMES
    windows: Mapping[str, Any] | None = None

    @property
    def points(self) -> int:
        """What a slot pays that is begun on time (RULES R2)."""
        return SLOT_BANDS[0][1]

    @property
    def kept(self) -> int:
        return sum(week.kept for week in self.weeks)

    @property
    def planned(self) -> int:
        return sum(week.planned for week in self.weeks)


def load_page(member: Member, now: datetime, handed: Providers) -> PlanPage:
    """My plan at `now`; four statements, and those of the gaps of the last weeks."""
    day = today(now, member.zone)
    first = max(week_of(day) - (WEEKS_SHOWN - 1) * WEEK, week_of(member.joined_on))
    plans = list_plans(member, first, date.max)
    practised = day_repository.list_since(member, first)
    facts = read_facts(member.organisation_id, [member.id])
    calendar = facts.calendar(
        member.id, member.joined_on, min(first, member.joined_on), day + DAYS_AHEAD * ONE_DAY
    )
    legal = legal_hours_in(facts, member, now)
    coming = [day + n * ONE_DAY for n in range(1, DAYS_AHEAD)]
    working = [each for each in coming if calendar.working(each)]
    weeks = tuple(
        _week(plans, practised, calendar, monday, member, now)
        for monday in (first + n * WEEK for n in range(WEEKS_SHOWN))
        if monday <= day
    )
    pattern = calendar.pattern(day)
    weekdays = pattern.week(day) if pattern else MONDAY_TO_FRIDAY
    return PlanPage(
        day=day,
        days=(day, *working[:NEXT_DAYS]),
        pattern=tuple(sorted(weekdays or MONDAY_TO_FRIDAY)),
        week=tuple(days_of(week_of(day))),
        key=new_id(now),
        second_key=new_id(now),
        standing=_standing(plans, day, now, legal),
        weeks=weeks,
        history=load_history(member, now, handed.had_gap),
        times=_times(legal, day) if legal else TIMES,
        windows=legal.as_json(now.astimezone(member.zone).date()) if legal else None,
    )


def _times(legal: LegalHours, day: date) -> tuple[str, ...]:
    """The times to choose from, each the next one at which a consumer may be called on a working
    day of the coming week.
    """
    open_day = next((each for each in days_of(day) if legal.windows(each)), day)
    walls = (datetime.combine(open_day, time.fromisoformat(each)) for each in TIMES)
    allowed = {legal.next_allowed(wall) for wall in walls}
    return tuple(sorted(f"{wall:%H:%M}" for wall in allowed if wall.date() == open_day))


def _outside(slot: Slot, day: date, legal: LegalHours | None) -> tuple[date, str] | None:
    """Of a slot at whose time no consumer may be called, the next time at which they may; of a
    weekly one by its days of the coming week, public holidays left out.
    """
    if legal is None or slot.at is None:
        return None
    days = [slot.first]
    if slot.weekdays:
        days = [each for each in days_of(day) if each.isoweekday() in slot.weekdays]
        days = [each for each in days if not legal.is_holiday(each)]
    found = (legal.next_outside(slots.wall_time(each, slot.at)) for each in days)
    return next((each for each in found if each), None)


def _standing(
    plans: Collection[Plan], day: date, now: datetime, legal: LegalHours | None
) -> tuple[StandingPlan, ...]:
    """Those that hold today or later: single days, then weekly ones, then those without a time."""
    standing = [
        StandingPlan(
            key=plan.key,
            day=plan.slot.first,
            weekdays=tuple(sorted(plan.slot.weekdays)),
            last=plan.slot.last,
            at=f"{plan.slot.at:%H:%M}" if plan.slot.at else None,
            minutes=plan.slot.minutes,
            cue=plan.cue,
            withdraw_key=new_id(now),
            outside=_outside(plan.slot, day, legal),
        )
        for plan in plans
        if plan.planned.withdrawn_at is None and (plan.slot.last is None or plan.slot.last >= day)
    ]
    return tuple(
        sorted(
            standing,
            key=lambda each: (
                each.at is None,
                bool(each.weekdays),
                each.day if not each.weekdays else day,
                each.at or "",
                each.key,
            ),
        )
    )


def _week(
    plans: Collection[Plan],
    practised: Collection[MemberDayState],
    calendar: Calendar,
    monday: date,
    member: Member,
    now: datetime,
) -> KeptWeek:
    planned = [plan.planned for plan in plans]
    kept = {row.day: row.figures.slots for row in practised}
    over = 0
    for day in (monday + n * ONE_DAY for n in range(7)):
        standing = slots.list_standing(planned, day, member.zone)
        ended = sum(_is_over(wall, member, now) for wall, _ in standing)
        of_day = kept.get(day, 0)
        over += max(of_day, ended if calendar.working(day) else 0)
    return KeptWeek(monday, sum(kept.get(monday + n * ONE_DAY, 0) for n in range(7)), over)


def _is_over(wall: datetime, member: Member, now: datetime) -> bool:
    """Whether no attempt of the member's can keep it any more."""
    return wall.replace(tzinfo=member.zone).astimezone(UTC) + SLOT_GRACE < now
