"""For how long an organisation keeps entries one by one (RULES R14.1, R14.2): read, and chosen."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from webapp.game.days import today
from webapp.game.retention import NOTICE, holds_from
from webapp.people import audit, declaring, facts
from webapp.people.who import Who


@dataclass(frozen=True, slots=True)
class Choice:
    """For how many months entries are kept: `present` today, `chosen` from the day `since` on, None
    where that holds already. Fewer that are chosen now would hold from `fewer_from` on.
    """

    present: int
    chosen: int
    since: date | None
    fewer_from: date


def months_kept(who: Who, now: datetime) -> int:
    """The number of months that holds today; one statement."""
    return facts.read(who.organisation_id, []).months(_today(who, now))


def read_choice(who: Who, now: datetime) -> Choice:
    """What holds today, and what was chosen last; one statement."""
    said, day = facts.read(who.organisation_id, []), _today(who, now)
    present = said.months(day)
    pending = [
        fact for fact in said.spans(who.organisation_id, "retention") if fact.first_day > day
    ]
    if not pending:
        return Choice(present, present, None, day + NOTICE)
    return Choice(present, int(pending[-1].value["months"]), pending[-1].first_day, day + NOTICE)


def choose(who: Who, months: int, at: datetime) -> None:
    """Keep entries for so many months from now on, or, where they are fewer, after the notice; in
    the open transaction. What was chosen and does not hold yet is taken back.
    """
    organisation_id: UUID = who.organisation_id
    said, day = facts.read(organisation_id, []), _today(who, at)
    present = said.months(day)
    for fact in said.spans(organisation_id, "retention"):
        if fact.first_day > day:
            declaring.take_back(organisation_id, organisation_id, fact.id, at)
    if months != present:
        first = holds_from(day, months, present)
        value = {"months": months}
        declaring.say(
            *(organisation_id, "organisation", organisation_id, "retention", first, at),
            value=value,
        )
    audit.note(organisation_id, "retention", at, actor_id=who.id, detail=f"{present} → {months}")


def _today(who: Who, now: datetime) -> date:
    return today(now, who.organisation_zone)
