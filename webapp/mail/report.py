"""Report of stuck mails of a company: how many, since when and why, and nothing of theirs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from webapp.database.engine import db
from webapp.mail.models import Mail

STUCK_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class StuckMails:
    """`waiting` of them are still tried, `lost` were worth nothing before they could leave;
    `error` is one of smtp.ERRORS or "expired", or None where nobody has tried to send them, and
    `detail` what the mail server said, in its own words, or nothing.
    """

    waiting: int
    lost: int
    since: datetime
    error: str | None
    detail: str


def find_stuck(organisation_id: UUID, at: datetime) -> StuckMails | None:
    """The company's mails that have waited for an hour, and those that were given up since one of
    its mails last left; two statements at most.
    """
    in_organisation = Mail.organisation_id == organisation_id
    sent = and_(Mail.done_at.is_not(None), Mail.error.is_(None))
    last_sent = select(func.max(Mail.done_at)).where(in_organisation, sent).scalar_subquery()
    waits = and_(Mail.done_at.is_(None), Mail.created_at <= at - STUCK_AFTER)
    given_up = and_(Mail.done_at.is_not(None), Mail.error.is_not(None))
    is_lost = and_(given_up, or_(last_sent.is_(None), Mail.done_at > last_sent))
    is_stuck = or_(waits, is_lost)
    waiting, lost, since = db.session.execute(
        select(_count(waits), _count(is_lost), func.min(Mail.created_at)).where(
            in_organisation, is_stuck
        )
    ).one()
    if not waiting and not lost:
        return None
    error, detail = db.session.execute(
        select(Mail.error, Mail.detail)
        .where(in_organisation, is_stuck)
        .order_by(Mail.claimed_at.is_(None), Mail.claimed_at.desc())
        .limit(1)
    ).one()
    return StuckMails(waiting, lost, since, error, detail)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)
