"""The gaps of today and of tomorrow, for Today and the phone, and whether there was one then."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from webapp.agenda.busy_times import AgendaTimes, load_agenda
from webapp.game.calendars import Calendar
from webapp.game.days import ONE_DAY, today
from webapp.game.gaps import (
    Hours,
    Interval,
    clip_gaps,
    clip_intervals,
    find_gaps,
    merge_intervals,
)
from webapp.game.legal_hours import LegalHours
from webapp.people.members import Member
from webapp.people.schedule.facts import read_facts
from webapp.people.schedule.legal_hours import legal_hours_in, read_legal_hours
from webapp.providers import DayGaps, WallTime

DAY_AND_NIGHT = timedelta(hours=48)  # of a date, wherever on earth, and what began the day before


def list_gaps(member: Member, now: datetime) -> tuple[DayGaps, ...]:
    """Today and tomorrow, as far as a calendar tells of them; one statement, one more where
    consumers are called (RULES R18), and none for who has connected no calendar.
    """
    if not member.has_agenda:
        return ()
    day = today(now, member.zone)
    agenda = load_agenda(member, _midnight(day) - DAY_AND_NIGHT, _midnight(day) + DAY_AND_NIGHT * 2)
    if agenda is None:
        return ()
    legal = read_legal_hours(member, now)
    return tuple(
        _day_gaps(member, agenda, each, now, legal)
        for each in (day, day + ONE_DAY)
        if agenda.is_known(max(now, agenda.hours.interval(each, member.zone).begins))
    )


def had_gap(member: Member, instants: Collection[datetime]) -> Mapping[datetime, bool | None]:
    """Of each instant, whether that working day had a gap then or later; two statements, and none
    for who has connected no calendar. See `providers.HadGap`.
    """
    unknown: Mapping[datetime, bool | None] = dict.fromkeys(instants)
    if not (member.has_agenda and instants):
        return unknown
    days = {at: today(at, member.zone) for at in instants}
    first, last = min(days.values()), max(days.values())
    agenda = load_agenda(member, _midnight(first) - DAY_AND_NIGHT, _midnight(last) + DAY_AND_NIGHT)
    if agenda is None:
        return unknown
    facts = read_facts(member.organisation_id, [member.id])
    calendar = facts.calendar(member.id, member.joined_on, first, last)
    legal = legal_hours_in(facts, member, max(instants))
    return {at: _had_gap(member, agenda, calendar, at, day, legal) for at, day in days.items()}


def _had_gap(
    member: Member,
    agenda: AgendaTimes,
    calendar: Calendar,
    at: datetime,
    day: date,
    legal: LegalHours | None,
) -> bool | None:
    if not (calendar.working(day) and agenda.is_known(at)):
        return None
    return bool(_find_gaps(member, agenda, day, at, legal))


def _find_gaps(
    member: Member, agenda: AgendaTimes, day: date, at: datetime, legal: LegalHours | None
) -> list[Interval]:
    """The gaps of that day from an instant on, within the legal hours where these hold."""
    working = agenda.hours.interval(day, member.zone)
    gaps = find_gaps(agenda.busy, working, agenda.hours.margin, at)
    if legal is None:
        return list(gaps)
    windows = [Hours(first, last).interval(day, member.zone) for first, last in legal.windows(day)]
    return clip_gaps(gaps, windows)


def _day_gaps(
    member: Member, agenda: AgendaTimes, day: date, now: datetime, legal: LegalHours | None
) -> DayGaps:
    working = agenda.hours.interval(day, member.zone)
    gaps = _find_gaps(member, agenda, day, now, legal)
    meetings = clip_intervals(merge_intervals(agenda.busy), working)
    return DayGaps(day, _on_wall(gaps, member), _on_wall(meetings, member))


def _on_wall(intervals: Iterable[Interval], member: Member) -> tuple[WallTime, ...]:
    return tuple(
        WallTime(
            each.begins,
            each.ends,
            f"{each.begins.astimezone(member.zone):%H:%M}",
            f"{each.ends.astimezone(member.zone):%H:%M}",
        )
        for each in intervals
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
