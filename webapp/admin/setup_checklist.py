"""Setup checklist of a company: five short steps, and what it lacks before it can play.

Its administrators are told on Today, beside their own first steps. Each step may be left for later:
what was passed is written down, so that one goes on where one was, on whatever phone.
"""

from sqlalchemy import exists, select, update

from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people.members import Member
from webapp.people.membership import NOT_REMOVED
from webapp.people.models import MemberRow, Organisation, Team
from webapp.providers import SetupChecklist

STEPS = ("company", "teams", "people", "words", "look")


def missing_setup(member: Member) -> SetupChecklist | None:
    """What this administrator's company lacks; None when nothing, and for everybody else.

    A company that has all it needs and never began the steps is not asked for them. One statement,
    of administrators alone.
    """
    if member.role != "admin":
        return None
    has_team = exists().where(
        Team.organisation_id == member.organisation_id, Team.archived_at.is_(None)
    )
    has_people = exists().where(
        MemberRow.organisation_id == member.organisation_id,
        MemberRow.id != member.id,
        NOT_REMOVED,
    )
    checks = select(has_team, has_people, Organisation.founding)
    checks = checks.where(Organisation.id == member.organisation_id)
    teams, people, passed = db.session.execute(checks).one()
    is_over = passed >= len(STEPS)
    if teams and people and (is_over or not passed):
        return None
    return SetupChecklist(not teams, not people, None if is_over else passed + 1)


def passed_steps(member: Member) -> int:
    """How many of the steps the company has passed, be it by leaving them for later."""
    founding = select(Organisation.founding).where(Organisation.id == member.organisation_id)
    return int(db.session.execute(founding).scalar_one())


def pass_step(member: Member, step: str) -> str | None:
    """Mark this step as passed; the next one, None after the last."""
    number = STEPS.index(step) + 1
    with write_transaction():
        db.session.execute(
            update(Organisation)
            .where(Organisation.id == member.organisation_id, Organisation.founding < number)
            .values(founding=number)
        )
    return STEPS[number] if number < len(STEPS) else None
