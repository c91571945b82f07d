"""Erasure sweep of those whose grace period is over: their open weeks first, then every row."""

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.exc import SQLAlchemyError

import webapp.database.cleanup as database_cleanup
from webapp.auth import erasure
from webapp.database.engine import db
from webapp.database.transactions import read_transaction, write_transaction
from webapp.game.days import WEEK, today, week_of
from webapp.me import retention
from webapp.people import company
from webapp.people.members import get_member as read_member
from webapp.people.models import MemberRow
from webapp.people.retries import retry_whole
from webapp.progress import updates
from webapp.progress.closing import closes as week_closes

logger = logging.getLogger(__name__)
WEEKS_AT_ONCE = 120  # of an organisation in a daily sweep: years of history take some days
WEEKS_BY_THE_WAY = 2


def erase_due(at: datetime, organisation_id: UUID | None = None, weeks: int = WEEKS_AT_ONCE) -> int:
    """Erase whoever is due, in one organisation or in all, after its weeks that have closed are
    written down, so many at most; says how many people they were.

    Each has a transaction of their own. A closed board keeps the team's published row; the open
    weeks are written again without them. What is spent or over is forgotten too.
    """
    erased = 0
    companies = [organisation_id] if organisation_id else company.list_organisation_ids()
    for each in companies:
        week_closes.close_in_background(each, at, weeks)
    for each in companies:
        with read_transaction():
            due = erasure.due_for_erasure(each, at)
        erased += sum(_erase(each, member_id, at) for member_id in due)
    retention.purge_spent(at, companies)
    if erased:
        database_cleanup.truncate_wal()
    return erased


def clean_files() -> None:
    """Clean the database's files of what was erased: once a day, as it may take its time."""
    database_cleanup.truncate_wal()
    database_cleanup.vacuum(erasure.personal_tables())


def erase_due_quietly(at: datetime, organisation_id: UUID) -> None:
    """Erase and reduce what is due beside something else, which must not fail because of it."""
    try:
        erase_due(at, organisation_id, WEEKS_BY_THE_WAY)
        retention.apply_retention(at, organisation_id, retention.BATCHES_BY_THE_WAY, pause=0)
    except SQLAlchemyError:
        logger.exception("The sweep failed; the next one tries again.")


@retry_whole
def _erase(organisation_id: UUID, member_id: UUID, at: datetime) -> bool:
    with write_transaction():
        company.lock_organisation(organisation_id)
        week_closes.close_due_weeks(organisation_id, at)
        if not erasure.lock_for_erasure(organisation_id, member_id, at):
            return False
        leaving = read_member(organisation_id, member_id)
        if leaving:
            week_closes.assign_season(organisation_id, leaving.organisation_zone, at)
            db.session.execute(
                update(MemberRow)
                .where(MemberRow.organisation_id == organisation_id, MemberRow.id == member_id)
                .values(removed_at=func.coalesce(MemberRow.leaving_at, at))
            )
            week = week_of(today(at, leaving.organisation_zone))
            updates.after_member_change(leaving, week - WEEK, at)
        erasure.erase_member(organisation_id, member_id, at)
    return True
