"""Legal hours of a member's place: read for companies that call consumers (RULES R18)."""

from datetime import date, datetime

from webapp.game.days import today
from webapp.game.legal_hours import LegalHours, hours_of
from webapp.people.members import Member
from webapp.people.schedule.facts import Facts, read_facts
from webapp.people.schedule.public_holidays import public_holidays


def read_legal_hours(member: Member, now: datetime) -> LegalHours | None:
    """The hours in which the member may call consumers, by the country and the region of their
    public holidays; one statement. None without one where their company calls none, and where none
    are known of that country.
    """
    if not member.calls_consumers:
        return None
    return legal_hours_in(read_facts(member.organisation_id, [member.id]), member, now)


def legal_hours_in(facts: Facts, member: Member, now: datetime) -> LegalHours | None:
    """The same of the member's facts, where they are read already."""
    if not member.calls_consumers:
        return None
    place = facts.holiday_place(today(now, member.zone), member.id)
    country, region = place["country"], place.get("region")

    def is_holiday(day: date) -> bool:
        return day in public_holidays(country, region, day.year)

    return hours_of(country, is_holiday)
