"""Retention setting: for how long an organisation keeps entries one by one (RULES R14.1, R14.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from webapp.game.days import today
from webapp.game.retention import NOTICE, kept_from
from webapp.people import audit
from webapp.people.members import Member
from webapp.people.schedule import declarations, facts


@dataclass(frozen=True, slots=True)
class RetentionChoice:
    """For how many months entries are kept: `present` today, `chosen` from the day `since` on, None
    where that holds already. Fewer that are chosen now would hold from `fewer_from` on.
    """

    present: int
    chosen: int
    since: date | None
    fewer_from: date


def get_months(member: Member, now: datetime) -> int:
    """The number of months that holds today; one statement."""
    return facts.read_facts(member.organisation_id, []).months(_today(member, now))


def read_choice(member: Member, now: datetime) -> RetentionChoice:
    """The retention that holds today, and the one that was chosen last; one statement."""
    company_facts, day = facts.read_facts(member.organisation_id, []), _today(member, now)
    present = company_facts.months(day)
    pending = [
        fact
        for fact in company_facts.spans(member.organisation_id, "retention")
        if fact.first_day > day
    ]
    if not pending:
        return RetentionChoice(present, present, None, day + NOTICE)
    return RetentionChoice(
        present, int(pending[-1].value["months"]), pending[-1].first_day, day + NOTICE
    )


def choose_months(member: Member, months: int, at: datetime) -> None:
    """Set the retention to so many months from now on, or, where they are fewer, after the notice;
    in the open transaction. What was chosen and does not hold yet is taken back.
    """
    organisation_id: UUID = member.organisation_id
    company_facts, day = facts.read_facts(organisation_id, []), _today(member, at)
    present = company_facts.months(day)
    for fact in company_facts.spans(organisation_id, "retention"):
        if fact.first_day > day:
            declarations.retract_fact(organisation_id, organisation_id, fact.id, at)
    if months != present:
        first = kept_from(day, months, present)
        value = {"months": months}
        declarations.add_fact(
            *(organisation_id, "organisation", organisation_id, "retention", first, at),
            value=value,
        )
    audit.record(
        organisation_id, "retention", at, actor_id=member.id, detail=f"{present} → {months}"
    )


def _today(member: Member, now: datetime) -> date:
    return today(now, member.organisation_zone)
