"""The plan as a calendar (iCalendar, RFC 5545): slots to come and of late, with an alarm each."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from flask_babel import gettext as _
from icalendar import Alarm, Calendar, Event, Timezone

from webapp.game.calendars import Calendar as WorkCalendar
from webapp.game.days import ONE_DAY, WEEK, today
from webapp.game.slots import falls_on, wall_time
from webapp.i18n import force_variant, typeset
from webapp.people.members import Member
from webapp.people.schedule.facts import read_facts
from webapp.plan.repository import Plan, list_plans

PAST = 4 * WEEK
AHEAD = 26 * WEEK  # of a weekly slot the days off are left out so far ahead
READ_EVERY = timedelta(hours=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
YEARS_OF_ZONES = 3  # how far ahead the changes of the clocks are said


def build_feed(member: Member, alarm_minutes: int | None, now: datetime) -> bytes:
    """The member's slots that have a time and stand, from four weeks ago on; two statements.

    A calendar that is shared says nothing of what is in it: each is private and leaves its owner
    free. Of a weekly slot the days off are left out, on which nobody is asked to practise.
    """
    day = today(now, member.zone)
    first, last = day - PAST, day + AHEAD
    plans = [plan for plan in list_plans(member, first, date.max) if _stands(plan)]
    facts = read_facts(member.organisation_id, [member.id])
    work = facts.calendar(member.id, member.joined_on, min(first, member.joined_on), last)
    with force_variant(member.words):
        feed = _empty_feed(member, first)
        for plan in sorted(plans, key=lambda plan: (plan.slot.first, plan.key)):
            event = _event(plan, member.zone, alarm_minutes)
            if event is not None:
                _leave_out(event, plan, _days_off(plan, work, first, last), member.zone)
                feed.add_component(event)
    content: bytes = feed.to_ical()
    return content


def _stands(plan: Plan) -> bool:
    return plan.slot.at is not None and plan.planned.withdrawn_at is None


def _empty_feed(member: Member, first: date) -> Calendar:
    feed = Calendar()
    feed.add("prodid", "-//Rebond//Plan//EN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", _("My calls"))
    feed.add("refresh-interval", READ_EVERY, parameters={"value": "DURATION"})
    feed.add("x-published-ttl", "PT1H")
    if member.zone_name != "UTC":
        last = date(first.year + YEARS_OF_ZONES, 1, 1)
        feed.add_component(Timezone.from_tzid(member.zone_name, first_date=first, last_date=last))
    return feed


def _event(plan: Plan, zone: tzinfo, alarm_minutes: int | None) -> Event | None:
    """A slot by the times that a wall shows in the member's zone; None where it falls on no day."""
    slot = plan.slot
    begins = next(_days(plan, slot.first, slot.first + WEEK), None)
    if begins is None:
        return None
    event = Event()
    event.add("uid", f"{plan.key}@rebond")
    event.add("dtstamp", plan.planned.planned_at.astimezone(UTC))
    event.add("dtstart", _wall(plan, begins).replace(tzinfo=zone))
    event.add("duration", timedelta(minutes=slot.minutes))
    event.add("summary", _("Calls: %(n)s min", n=slot.minutes))
    if plan.cue:
        event.add("description", typeset(_("If %(cue)s, then I call", cue=plan.cue)))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if slot.weekdays:
        event.add("rrule", _recurrence(plan, zone))
    if alarm_minutes is not None:
        event.add_component(_alarm(alarm_minutes, slot.minutes))
    return event


def _recurrence(plan: Plan, zone: tzinfo) -> dict[str, Any]:
    """Every week on the weekdays that a calendar shows: before dawn they are those of the morning
    after.
    """
    slot = plan.slot
    shift = (_wall(plan, slot.first).date() - slot.first).days
    days = sorted((weekday - 1 + shift) % 7 for weekday in slot.weekdays)
    rule: dict[str, Any] = {"freq": "weekly", "byday": [WEEKDAYS[day] for day in days]}
    if slot.last is not None:
        rule["until"] = _wall(plan, slot.last).replace(tzinfo=zone).astimezone(UTC)
    return rule


def _leave_out(event: Event, plan: Plan, days: list[date], zone: tzinfo) -> None:
    for day in days:
        event.add("exdate", _wall(plan, day).replace(tzinfo=zone))


def _alarm(minutes_before: int, length: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Calls: %(n)s min", n=length))
    alarm.add("trigger", -timedelta(minutes=minutes_before))
    return alarm


def _days_off(plan: Plan, work: WorkCalendar, first: date, last: date) -> list[date]:
    """The days of a weekly slot on which its owner does not work; a single day was chosen."""
    if not plan.slot.weekdays:
        return []
    return [day for day in _days(plan, first, last) if not work.working(day)]


def _days(plan: Plan, first: date, last: date) -> Iterator[date]:
    """The slot's practice days between these."""
    day = max(first, plan.slot.first)
    while day <= last:
        if falls_on(plan.slot, day):
            yield day
        day += ONE_DAY


def _wall(plan: Plan, day: date) -> datetime:
    """What a wall shows when the slot of that practice day begins."""
    return wall_time(day, plan.slot.at or time.min)
