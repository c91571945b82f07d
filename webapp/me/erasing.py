"""Erasing for good those whose days of grace are over: their open weeks first, then every row."""

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.exc import SQLAlchemyError

import webapp.remains as remains
from webapp.database import db, read_transaction, write_transaction
from webapp.game.days import WEEK, today, week_of
from webapp.me import forgetting
from webapp.people import company, erasing
from webapp.people.models import MemberRow
from webapp.people.tries import retry_whole
from webapp.people.who import get_member as read_member
from webapp.progress import closings, follow

logger = logging.getLogger(__name__)
WEEKS_AT_ONCE = 120  # of an organisation in a daily sweep: years of history take some days
WEEKS_BY_THE_WAY = 2


def erase_due(at: datetime, organisation_id: UUID | None = None, weeks: int = WEEKS_AT_ONCE) -> int:
    """Write down the weeks that have closed, so many of an organisation at most, and erase whoever
    is due, in one organisation or in all; says how many people they were.

    Each has a transaction of their own. A closed board keeps the team's published row; the open
    weeks are written again without them. What is spent or over is forgotten too.
    """
    erased = 0
    companies = [organisation_id] if organisation_id else company.list_organisation_ids()
    for each in companies:
        closings.close_in_background(each, at, weeks)
    for each in companies:
        with read_transaction():
            due = erasing.due_for_erasure(each, at)
        erased += sum(_erase(each, member_id, at) for member_id in due)
    forgetting.purge_spent(at, companies)
    if erased:
        remains.truncate_wal()
    return erased


def clean_files() -> None:
    """The database's files too, of whatever is gone: once a day, as it may take its time."""
    remains.truncate_wal()
    remains.vacuum(erasing.personal_tables())


def erase_due_quietly(at: datetime, organisation_id: UUID) -> None:
    """The same beside something else, which must not fail because of it."""
    try:
        erase_due(at, organisation_id, WEEKS_BY_THE_WAY)
        forgetting.apply_retention(at, organisation_id, forgetting.BATCHES_BY_THE_WAY, pause=0)
    except SQLAlchemyError:
        logger.exception("The sweep failed; the next one tries again.")


@retry_whole
def _erase(organisation_id: UUID, member_id: UUID, at: datetime) -> bool:
    with write_transaction():
        company.lock_organisation(organisation_id)
        closings.close_due_weeks(organisation_id, at)
        if not erasing.lock_for_erasure(organisation_id, member_id, at):
            return False
        leaving = read_member(organisation_id, member_id)
        if leaving:
            closings.assign_season(organisation_id, leaving.organisation_zone, at)
            db.session.execute(
                update(MemberRow)
                .where(MemberRow.organisation_id == organisation_id, MemberRow.id == member_id)
                .values(removed_at=func.coalesce(MemberRow.leaving_at, at))
            )
            week = week_of(today(at, leaving.organisation_zone))
            follow.after_member_change(leaving, week - WEEK, at)
        erasing.erase_member(organisation_id, member_id, at)
    return True
