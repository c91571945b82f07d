"""Onboarding: three first steps, each done by doing it, that leave when they are done.

What is done is read from the journal and from the facts, never from a click: a call, a lesson with
both its rows, a pattern. Only two things are written down: that the company's days are the
member's too, and that the steps were put away for good.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from webapp.database.transactions import write_transaction
from webapp.people.members import Member
from webapp.people.models import MemberRow
from webapp.progress.days.summary import DAYS_BACK, Summary
from webapp.today import sentences

SHOWN_FOR = timedelta(days=DAYS_BACK)  # as far back as the summary has read the member's days


@dataclass(frozen=True, slots=True)
class Onboarding:
    """What is still to do of each; `days` is the pattern that holds meanwhile, in words."""

    call: bool
    lesson: bool
    pattern: bool
    days: str

    @property
    def left(self) -> int:
        """How many of the three are still to do."""
        return self.call + self.lesson + self.pattern


def onboarding_steps(member: Member, standing: Summary) -> Onboarding | None:
    """The first steps of a member; None once put away, or three weeks after joining."""
    if member.steps_away or standing.day - member.joined_on > SHOWN_FOR:
        return None
    return Onboarding(
        call=standing.new,
        lesson=not standing.learned,
        pattern=not (standing.own_pattern or member.pattern_agreed),
        days=sentences.working_days(standing.weeks),
    )


def dismiss(member: Member, now: datetime) -> None:
    """The steps are not shown again."""
    _write(member, steps_away_at=now)


def confirm_pattern(member: Member, now: datetime) -> None:
    """The company's days are the member's, whatever they become."""
    _write(member, pattern_agreed_at=now)


def _write(member: Member, **values: datetime) -> None:
    with write_transaction() as session:
        session.execute(
            update(MemberRow)
            .where(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)
            .values(values)
        )
