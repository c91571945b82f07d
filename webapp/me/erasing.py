"""Erasing for good those whose days of grace are over: their open weeks first, then every row."""

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.exc import SQLAlchemyError

import webapp.remains as remains
from webapp.database import db, reading, writing
from webapp.game.days import WEEK, today, week_of
from webapp.me import forgetting
from webapp.people import company, erasing
from webapp.people.models import Member
from webapp.people.tries import whole
from webapp.people.who import member as read_member
from webapp.progress import closings, follow

logger = logging.getLogger(__name__)
WEEKS_AT_ONCE = 120  # of an organisation in a daily sweep: years of history take some days
WEEKS_BY_THE_WAY = 2


def sweep(at: datetime, organisation_id: UUID | None = None, weeks: int = WEEKS_AT_ONCE) -> int:
    """Write down the weeks that have closed, so many of an organisation at most, and erase whoever
    is due, in one organisation or in all; says how many people they were.

    Each has a transaction of their own. A closed board keeps the team's published row; the open
    weeks are written again without them. What is spent or over is forgotten too.
    """
    erased = 0
    companies = [organisation_id] if organisation_id else company.all_ids()
    for each in companies:
        closings.sweep(each, at, weeks)
    for each in companies:
        with reading():
            due = erasing.due(each, at)
        erased += sum(_erase(each, member_id, at) for member_id in due)
    forgetting.forget_spent(at, companies)
    if erased:
        remains.cut_log()
    return erased


def clean() -> None:
    """The database's files too, of whatever is gone: once a day, as it may take its time."""
    remains.cut_log()
    remains.vacuum(erasing.tables())


def sweep_by_the_way(at: datetime, organisation_id: UUID) -> None:
    """The same beside something else, which must not fail because of it."""
    try:
        sweep(at, organisation_id, WEEKS_BY_THE_WAY)
        forgetting.sweep(at, organisation_id, forgetting.BATCHES_BY_THE_WAY, pause=0)
    except SQLAlchemyError:
        logger.exception("The sweep failed; the next one tries again.")


@whole
def _erase(organisation_id: UUID, member_id: UUID, at: datetime) -> bool:
    with writing():
        company.lock(organisation_id)
        closings.write_due(organisation_id, at)
        if not erasing.hold(organisation_id, member_id, at):
            return False
        leaving = read_member(organisation_id, member_id)
        if leaving:
            closings.deal_season(organisation_id, leaving.organisation_zone, at)
            db.session.execute(
                update(Member)
                .where(Member.organisation_id == organisation_id, Member.id == member_id)
                .values(removed_at=func.coalesce(Member.leaving_at, at))
            )
            week = week_of(today(at, leaving.organisation_zone))
            follow.facts_changed(leaving, week - WEEK, at)
        erasing.erase(organisation_id, member_id, at)
    return True
