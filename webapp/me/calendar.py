"""Calendar page of a member: what holds now, what is declared, one month of days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import get_locale

from webapp.database.transactions import read_transaction
from webapp.game.calendars import MONDAY_TO_FRIDAY
from webapp.game.days import ONE_DAY, today, week_of
from webapp.me import month_view, schedule_changes
from webapp.me.month_view import Month
from webapp.people.members import Member
from webapp.people.schedule import public_holidays
from webapp.people.schedule.day_forms import day_limit, horizon
from webapp.people.schedule.fact import FactRecord
from webapp.people.schedule.facts import Facts, read_facts
from webapp.progress.days import simulation

SHOWN_AHEAD = timedelta(days=390)  # a year, to the month
Weeks = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Whose public holidays are read; an empty country where nobody's are."""

    country: str
    region: str | None


@dataclass(frozen=True, slots=True)
class Present:
    """What holds today: away by what and until when (None where no end was said), the weeks
    beginning with this one, and whose holidays are read, of the member and of the company.

    weeks_from and place_from are from when a change is proposed to hold."""

    away: str | None
    until: date | None
    weeks: Weeks
    place: Place
    company: Place
    own_place: bool
    weeks_from: date
    place_from: date


@dataclass(frozen=True, slots=True)
class Declared:
    """Something that was declared; without an id by others, and not to be taken back here."""

    id: UUID | None
    what: str
    first: date
    last: date | None
    off: date | None = None
    weeks: Weeks = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """All that the calendar's page shows; the months beside are None at either end.

    Between earliest and most a day may be declared."""

    day: date
    earliest: date
    most: date
    present: Present
    declared: list[Declared]
    month: Month
    before: date | None
    after: date | None


def load_page(member: Member, month: date | None, now: datetime) -> Page:
    """The month that begins on `month`, held between what may be declared and a year ahead; two
    statements."""
    day = today(now, member.zone)
    earliest, present = day_limit(day).replace(day=1), day.replace(day=1)
    latest = (present + SHOWN_AHEAD).replace(day=1)
    first = min(max(month or present, earliest), latest)
    with read_transaction():
        facts = read_facts(member.organisation_id, [member.id])
        projection = simulation.load_projection(member, facts, first, day)
    return Page(
        day=day,
        earliest=day_limit(day),
        most=horizon(day),
        present=_present(member, facts, day),
        declared=list(_declared(member, facts, day_limit(day))),
        month=month_view.month_view(first, projection),
        before=(first - ONE_DAY).replace(day=1) if first > earliest else None,
        after=(first + 31 * ONE_DAY).replace(day=1) if first < latest else None,
    )


def load_present(member: Member, now: datetime) -> Present:
    """What holds today; one statement."""
    return _present(
        member, read_facts(member.organisation_id, [member.id]), today(now, member.zone)
    )


def mondays(day: date) -> tuple[date, date]:
    """The Mondays of the day's week and of the next: the two that a pattern is declared by."""
    this = week_of(day)
    return this, this + 7 * ONE_DAY


def _present(member: Member, facts: Facts, day: date) -> Present:
    calendar = facts.calendar(member.id, member.joined_on, day, day)
    pattern = calendar.pattern(day)
    weeks = [MONDAY_TO_FRIDAY]
    if pattern:
        weeks = [pattern.week(day + 7 * n * ONE_DAY) for n in range(len(pattern.weeks))]
    covering = [(name, span.last) for name, span in facts.away(member.id) if span.covers(day)]
    away, until = max(covering, key=lambda each: each[1] or date.max, default=(None, None))
    if calendar.working(day):
        away = until = None
    own_weeks, own_place = (facts.spans(member.id, name) for name in ("pattern", "holidays"))
    begun = max(
        member.joined_on, day_limit(day)
    )  # of who declares their first, it has always been so
    return Present(
        away=away,
        until=until,
        weeks=tuple(tuple(sorted(week)) for week in weeks),
        place=_place(facts.holiday_place(day, member.id)),
        company=_place(facts.holiday_place(day)),
        own_place=bool(own_place and own_place[-1].value),
        weeks_from=day if own_weeks else begun,
        place_from=day if own_place else begun,
    )


def _place(value: Mapping[str, Any]) -> Place:
    return Place(value.get("country") or "", value.get("region"))


def _declared(member: Member, facts: Facts, earliest: date) -> Iterator[Declared]:
    """What may be taken back, and the pauses, the latest first."""
    own = [
        fact for fact in facts.spans(member.id, *schedule_changes.OWN) if _is_listed(fact, earliest)
    ]
    declared = [_own_declaration(facts.spans(member.id, "off"), fact) for fact in own]
    declared = [each for each in declared if each.what != "off"]
    declared += [
        Declared(None, "pause", span.first, span.last)
        for name, span in facts.away(member.id)
        if name == "pause" and (span.last is None or span.last >= earliest)
    ]
    yield from sorted(declared, key=lambda each: each.first, reverse=True)


def _is_listed(fact: FactRecord, earliest: date) -> bool:
    lasts = fact.last if fact.name in ("leave", "sick") else fact.first_day
    return lasts >= earliest


def _own_declaration(offs: list[FactRecord], fact: FactRecord) -> Declared:
    other = [half.first_day for half in schedule_changes.swap_pair(offs, fact) if half is not fact]
    return Declared(
        fact.id,
        fact.name,
        fact.first_day,
        fact.last_day,
        off=other[0] if other and fact.name == "worked" else None,
        weeks=tuple(tuple(week) for week in fact.value.get("weeks", ())),
        place=_place(fact.value) if fact.name == "holidays" else None,
    )


def _place_name(country: str, region: str | None = None) -> str:
    """A place by its name."""
    language = get_locale().language
    if region:
        return public_holidays.region_name(country, region, language)
    return public_holidays.country_name(country, language)


# What the calendar's macros name days and places by, on every page that shows some of it.
NAMED = {
    "weekdays": [date(2024, 1, 1) + n * ONE_DAY for n in range(7)],  # from a Monday on
    "placed": _place_name,
}
