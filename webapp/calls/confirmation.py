"""Confirmation of the call just noted, for the page after a plain form."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from webapp.calls.day_calls import get_call
from webapp.database.ids import new_id
from webapp.game import acts
from webapp.game.days import ONE_DAY, today
from webapp.game.outcomes import PROMISES, Outcome
from webapp.game.promises import next_working_day
from webapp.journal import repository
from webapp.journal.models import Entry
from webapp.people.forms import parse_uuid
from webapp.people.members import Member

MONDAY = 7


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A call that was noted, or taken back, with keys minted for what can follow."""

    key: UUID
    outcome: str
    withdrawn: bool
    on: date | None
    lesson: bool
    undo_key: UUID
    next_key: UUID

    @property
    def asks_date(self) -> bool:
        """Whether its date can be said: of a call back or a meeting that has none yet."""
        return self.outcome in PROMISES and self.on is None and not self.withdrawn


@dataclass(frozen=True, slots=True)
class CallbackDates:
    """The dates that a call back or a meeting is offered, by the calendar on the member's wall.

    `tomorrow` is the next working day, `monday` the next Monday, never today.
    """

    today: date
    tomorrow: date
    monday: date

    @property
    def is_tomorrow(self) -> bool:
        """Whether the next working day is the day after this one."""
        return self.tomorrow == self.today + ONE_DAY

    @property
    def is_monday(self) -> bool:
        """Whether it is that Monday: one of the two is enough."""
        return self.tomorrow == self.monday


def new_keys(now: datetime) -> dict[str, UUID]:
    """A key for each tile: whoever sends the page's form twice notes one call."""
    return {outcome.value: new_id(now) for outcome in Outcome}


def answer_key(key: str | None) -> str:
    """The key of the answer to a promise that the call with this key keeps: whoever sends the form
    twice answers once, and taken back it takes the answer along (RULES R15).
    """
    call = parse_uuid(key)
    return str(acts.answer_key(call)) if call else ""


def callback_dates(member: Member, now: datetime, working: Collection[date]) -> CallbackDates:
    """The dates of whoever works on these days."""
    wall = now.astimezone(member.zone).date()
    monday = wall + timedelta(days=MONDAY - wall.weekday())
    return CallbackDates(wall, next_working_day(wall, working), monday)


def confirmation(member: Member, key: UUID, now: datetime) -> Confirmation | None:
    """What became of the call that this entry of the member is about; None for other keys."""
    named = select(Entry.about).where(
        Entry.organisation_id == member.organisation_id,
        Entry.member_id == member.id,
        Entry.key == key,
    )
    rows = repository.list_rows(member, Entry.about == named.scalar_subquery()).values()
    call = next((row for row in rows if row.kind == "call"), None)
    if call is None:
        return None
    standing = [row for row in rows if not row.withdrawn]
    noted = get_call(call, standing, today(now, member.zone), now)
    return Confirmation(
        key=call.key,
        outcome=noted.outcome,
        withdrawn=call.withdrawn,
        on=noted.on,
        lesson=noted.can_lesson and not noted.lesson,
        undo_key=noted.undo_key,
        next_key=new_id(now),
    )
