"""The first minutes: three steps, each done by doing it, that leave when they are done.

What is done is read from the journal and from the facts, never from a click: a call, a lesson with
both its rows, a pattern. Only two things are written down: that the company's days are the
member's too, and that the steps were put away for good.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from webapp.database import write_transaction
from webapp.people.models import MemberRow
from webapp.people.who import Member
from webapp.progress.summary import DAYS_BACK, Summary
from webapp.today import words

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


def onboarding_steps(who: Member, standing: Summary) -> Onboarding | None:
    """The first steps of a member; None once put away, or three weeks after joining."""
    if who.steps_away or standing.day - who.joined_on > SHOWN_FOR:
        return None
    return Onboarding(
        call=standing.new,
        lesson=not standing.learned,
        pattern=not (standing.own_pattern or who.pattern_agreed),
        days=words.working_days(standing.weeks),
    )


def dismiss(who: Member, now: datetime) -> None:
    """The steps are not shown again."""
    _write(who, steps_away_at=now)


def confirm_pattern(who: Member, now: datetime) -> None:
    """The company's days are the member's, whatever they become."""
    _write(who, pattern_agreed_at=now)


def _write(who: Member, **values: datetime) -> None:
    with write_transaction() as session:
        session.execute(
            update(MemberRow)
            .where(MemberRow.organisation_id == who.organisation_id, MemberRow.id == who.id)
            .values(values)
        )
