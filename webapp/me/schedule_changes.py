"""Changes of a member's schedule: which facts a request records and retracts (RULES R4.1, R4.7)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from webapp.auth import rate_limits
from webapp.database.ids import new_id
from webapp.database.transactions import retry_on_deadlock, write_transaction
from webapp.game.days import today
from webapp.journal import repository as journal
from webapp.me.calendar_forms import (
    Absence,
    DaySwap,
    HolidayPlace,
    Retraction,
    ScheduleRequest,
    WeeklyPattern,
)
from webapp.people.members import Member
from webapp.people.refusals import RefusedChangeError
from webapp.people.schedule import declarations
from webapp.people.schedule.day_forms import day_limit
from webapp.people.schedule.fact import FactChange, FactRecord
from webapp.people.schedule.facts import Facts, read_facts
from webapp.progress import updates

OWN = ("leave", "sick", "off", "worked", "pattern", "holidays")


class UnknownFactError(Exception):
    """There is nothing of this member's with that id."""


def message_for(reason: str) -> str:
    """A reason in words."""
    sentences: dict[str, str] = {
        "working": _("This is already a working day."),
        "declared": _("This day is declared as worked. Take that back first."),
        "off": _("This is already a day off."),
        "old": _("That began more than 60 days ago. Declare what applies now instead."),
    }
    return sentences[reason]


def apply_change(member: Member, wish: ScheduleRequest, at: datetime) -> None:
    """Apply a request, and recompute the member's days. Raises RefusedChangeError,
    UnknownFactError, RateLimitExceededError.
    """

    def apply() -> None:
        with write_transaction():
            rate_limits.hit(rate_limits.CHANGES_PER_MEMBER, str(member.id), at)
            journal.lock_member(member.organisation_id, member.id)
            wished = plan_change(member, read_facts(member.organisation_id, [member.id]), wish, at)
            if not wished.is_empty:
                declarations.apply_change(member.organisation_id, "member", wished)
                updates.after_member_change(member, wished.first, at)

    retry_on_deadlock(apply)


def plan_change(member: Member, facts: Facts, wish: ScheduleRequest, at: datetime) -> FactChange:
    """The change of facts that a request makes: nothing, where all stands already as requested."""
    match wish:
        case Absence():
            return _add_missing(facts, [_fact(member, wish.name, wish.first, wish.last, at)])
        case DaySwap():
            return _plan_swap(member, facts, wish, at)
        case WeeklyPattern():
            value = {"weeks": [list(week) for week in wish.weeks]}
            return _replace(facts, _fact(member, "pattern", wish.first, None, at, **value))
        case HolidayPlace():
            place = {"country": wish.country, "region": wish.region} if wish.country else {}
            return _replace(facts, _fact(member, "holidays", wish.first, None, at, **place))
        case Retraction():
            return _plan_retraction(member, facts, wish, at)


def _plan_swap(member: Member, facts: Facts, wish: DaySwap, at: datetime) -> FactChange:
    """Both halves carry one mark, so that they are taken back together."""
    mark = {"swap": new_id(at).hex}
    halves = [_fact(member, "worked", wish.worked, wish.worked, at, **mark)]
    if wish.off:
        halves.append(_fact(member, "off", wish.off, wish.off, at, **mark))
    if all(_is_declared(facts, fact) for fact in halves):
        return FactChange(wish.worked, at)
    both = [fact.first_day for fact in halves]
    calendar = facts.calendar(member.id, member.joined_on, min(both), max(both))
    if calendar.working(wish.worked):
        raise RefusedChangeError("worked", "working", message_for)
    if wish.off in calendar.worked:
        raise RefusedChangeError("off", "declared", message_for)
    if wish.off and not calendar.working(wish.off):
        raise RefusedChangeError("off", "off", message_for)
    return FactChange(min(both), at, added=tuple(halves))


def _plan_retraction(member: Member, facts: Facts, wish: Retraction, at: datetime) -> FactChange:
    """Of leave that began long ago the days that may still be declared are taken back."""
    fact, earliest = facts.find(member.id, wish.fact), day_limit(today(at, member.zone))
    if fact is None or fact.name not in OWN:
        raise UnknownFactError
    if fact.retracted_at:
        return FactChange(fact.first_day, at)
    if fact.first_day < earliest <= fact.last and fact.name in ("leave", "sick"):
        return declarations.shortened_to(fact, earliest, at)
    halves = swap_pair(facts.spans(member.id, "worked", "off"), fact)
    first = min(half.first_day for half in halves)
    if first < earliest:
        raise RefusedChangeError("fact", "old", message_for)
    return FactChange(first, at, retracted=tuple(halves))


def swap_pair(swaps: list[FactRecord], fact: FactRecord) -> list[FactRecord]:
    """The fact, and the other half of its swap."""
    mark = fact.value.get("swap")
    return [half for half in swaps if mark and half.value.get("swap") == mark] or [fact]


def _replace(facts: Facts, declared: FactRecord) -> FactChange:
    """One that holds from the same day on goes for it."""
    replaced = [
        fact
        for fact in facts.spans(declared.scope_id, declared.name)
        if fact.first_day == declared.first_day and fact.value != declared.value
    ]
    return replace(_add_missing(facts, [declared]), retracted=tuple(replaced))


def _add_missing(facts: Facts, declared: list[FactRecord]) -> FactChange:
    missing = tuple(fact for fact in declared if not _is_declared(facts, fact))
    return FactChange(
        min(fact.first_day for fact in declared), declared[0].recorded_at, added=missing
    )


def _is_declared(facts: Facts, declared: FactRecord) -> bool:
    """Whether the same is declared already, but for the mark of a swap."""
    return any(
        (fact.first_day, fact.last_day) == (declared.first_day, declared.last_day)
        and ("swap" in declared.value or fact.value == declared.value)
        for fact in facts.spans(declared.scope_id, declared.name)
    )


def _fact(
    member: Member, name: str, first: date, last: date | None, at: datetime, **value: Any
) -> FactRecord:
    return FactRecord(new_id(at), member.id, name, first, last, value, None, at, retracted_at=None)
