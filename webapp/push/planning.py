"""Plan of a member's reminder: what is due now, and when to look again (RULES R16).

Whether a day is asked for is read when its reminder is due, never before: calls, leave and holidays
need not tell anybody. So the loop looks at each member with a reminder once a day, and once more
when a slot was planned or the zone changed (`settings.replan`); it never goes through all members.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webapp.game.days import ONE_DAY
from webapp.game.reminders import (
    DayStanding,
    IsAllowed,
    ReminderDay,
    ReminderTimes,
    Topic,
    choose_topic,
    find_due,
)
from webapp.game.slots import wall_time
from webapp.people.members import Member
from webapp.people.schedule.legal_hours import read_legal_hours
from webapp.progress.days.summary import Summary, load_summary
from webapp.providers import PlannedSlot, providers

SHORTLY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ReminderState:
    """A member's reminder as it is stored: their times, from which instant on one counts, and the
    last day that had one.
    """

    times: ReminderTimes
    since: datetime
    reminded_on: date | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A reminder that is to go out: what it speaks of, with what it says, and until when it is
    worth something; the day's dose, and the calls that are left of it.
    """

    topic: Topic
    until: datetime
    standing: DayStanding
    dose: int
    left: int
    slot: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The practice day, the notice of it that is due now, if one is, and when to look again."""

    day: date
    notice: Notice | None
    next_look: datetime


def plan_reminder(member: Member, state: ReminderState, now: datetime) -> Plan:
    """What is due for the member at `now`; three to six statements. To be called with the member's
    words in force, for what a slot says.
    """
    summary = load_summary(member, now)
    day, slots = summary.day, providers().slots(member, now)
    is_allowed = _legal_hours(member, now)
    of_tomorrow = ReminderDay(day + ONE_DAY, member.zone, state.times)
    tomorrow = _first_look(of_tomorrow, _walls(slots, of_tomorrow.day), now, is_allowed)
    is_marked = state.reminded_on is not None and state.reminded_on >= day
    standing = _standing(member, summary, now)
    if is_marked or not standing.asks:
        return Plan(day, None, tomorrow)
    walls = _walls(slots, day)
    due = find_due(ReminderDay(day, member.zone, state.times), walls, now, state.since, is_allowed)
    if due is None:
        return Plan(day, None, tomorrow)
    if due.at > now:
        return Plan(day, None, due.at)
    topic = choose_topic(due, standing)
    return Plan(
        day, Notice(topic, due.until, standing, summary.dose, summary.left, due.slot), tomorrow
    )


def _standing(member: Member, summary: Summary, now: datetime) -> DayStanding:
    promises = providers().promises(member, now)
    wall = now.astimezone(member.zone).date()
    open_days = summary.state.open
    return DayStanding(
        working=summary.working,
        kept=summary.kept,
        promises=sum(each.on == wall for each in promises),
        open_day=open_days[0].day if open_days else None,
        streak=summary.state.count,
    )


def _legal_hours(member: Member, now: datetime) -> IsAllowed:
    """Whether calls may be made at a wall: of a company that calls consumers within the law's hours
    (RULES R18), of any other always.
    """
    legal = read_legal_hours(member, now)
    return legal.allows if legal else lambda _: True


def _first_look(
    of_day: ReminderDay, walls: Iterable[datetime], now: datetime, is_allowed: IsAllowed
) -> datetime:
    """When the reminder of a day to come is due, as far as that is known by now."""
    due = find_due(of_day, walls, now, is_allowed=is_allowed)
    chosen = of_day.instant(of_day.wall(of_day.times.at))
    return max(due.at if due else chosen, now + SHORTLY)


def _walls(slots: Iterable[PlannedSlot], day: date) -> list[datetime]:
    """The walls of the day's slots that are not kept."""
    return [
        wall_time(day, time.fromisoformat(slot.at))
        for slot in slots
        if slot.on == day and not slot.kept
    ]
