"""Transactional outbox: mails are written in the transaction that causes them, and leave later
(HOUSE).

At least once: a mail is marked as done only after the mail server has taken it, and carries the
id of its row, so that whoever gets it twice can tell.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, func, insert, select, update

from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import after_commit, read_transaction, write_transaction
from webapp.mail.email import Email
from webapp.mail.message import Outgoing
from webapp.mail.models import Mail
from webapp.mail.smtp import DeliveryError

NOBODY = UUID(int=0)  # the company of a mail that is sent to nobody
LEASE = timedelta(seconds=180)  # longer than all that is waited for while one is sent
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=5), timedelta(hours=1)
DONE_KEPT = timedelta(days=1)
EMPTY: dict[str, Any] = {"subject": "", "text": "", "html": ""}


def enqueue(
    letter: Email,
    at: datetime,
    expires_at: datetime,
    organisation_id: UUID | None,
    member_id: UUID | None = None,
) -> None:
    """Enqueue this letter, which leaves once the open transaction is committed.

    Without an organisation there is nobody to send it to: the same is written, but for what it
    says, and the loop takes it and marks it as any other, so that whoever causes it cannot tell by
    how long anything takes.
    """
    content = {"recipient": letter.to, "subject": letter.subject}
    content |= {"text": letter.text, "html": letter.html}
    without_content = {"recipient": "", **EMPTY}
    db.session.execute(
        insert(Mail).values(
            organisation_id=organisation_id or NOBODY,
            id=new_id(at),
            member_id=member_id,
            kind=letter.kind,
            language=letter.language,
            created_at=at,
            due_at=at,
            expires_at=expires_at,
            **(content if organisation_id else without_content),
        )
    )
    after_commit("mail", current_app.extensions["rebond"].jobs.wake)


def withdraw(organisation_id: UUID, member_id: UUID, kind: str) -> None:
    """Delete the mails that have not left yet, in the open transaction: what it offers is worth
    nothing.
    """
    db.session.execute(
        delete(Mail).where(
            Mail.organisation_id == organisation_id,
            Mail.member_id == member_id,
            Mail.kind == kind,
            Mail.done_at.is_(None),
        )
    )


def erase_address(email: str) -> None:
    """Delete every mail to this address, in the open transaction."""
    db.session.execute(delete(Mail).where(Mail.recipient == email))


def claim(at: datetime) -> Outgoing | None:
    """Claim one mail that is due, so that no other process takes it while it is being sent.

    Newest troubles last: what was never tried goes before what was.
    """
    with write_transaction():
        row = db.session.execute(
            select(
                Mail.organisation_id,
                Mail.id,
                Mail.recipient,
                Mail.subject,
                Mail.text,
                Mail.html,
                Mail.language,
                Mail.created_at,
                Mail.attempts,
            )
            .where(Mail.done_at.is_(None), Mail.due_at <= at, Mail.expires_at > at)
            .order_by(Mail.attempts, Mail.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return None
        mail = Outgoing(*row[:-1], attempts=row.attempts + 1)
        _write(mail, attempts=mail.attempts, claimed_at=at, due_at=at + LEASE)
    return mail


def finish(mail: Outgoing, at: datetime) -> None:
    """Mark a mail as sent: nothing of what it said is kept."""
    with write_transaction():
        _write(mail, done_at=at, error=None, detail="", **EMPTY)


def postpone(mail: Outgoing, error: DeliveryError, at: datetime) -> None:
    """Postpone a mail that did not leave, unless somebody else has taken it meanwhile."""
    with write_transaction():
        _write(
            mail,
            Mail.done_at.is_(None),
            Mail.attempts == mail.attempts,
            due_at=at + retry_delay(mail.attempts),
            error=error.reason,
            detail=error.detail,
        )


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after so many attempts: five seconds, twice as long each time, an hour."""
    return min(FIRST_DELAY * (1 << min(attempts - 1, 16)), LONGEST_DELAY)


def delete_done(at: datetime) -> None:
    """Empty what is worth nothing any more, and delete what was done a day ago, in the open
    transaction.
    """
    db.session.execute(
        update(Mail)
        .where(Mail.done_at.is_(None), Mail.expires_at <= at)
        .values(done_at=at, error=func.coalesce(Mail.error, "expired"), **EMPTY)
    )
    db.session.execute(delete(Mail).where(Mail.done_at <= at - DONE_KEPT))


def next_times() -> tuple[datetime | None, datetime | None]:
    """When a mail is next to be sent, and when there is next something to clean."""
    waiting = select(func.min(Mail.due_at), func.min(Mail.expires_at)).where(Mail.done_at.is_(None))
    with read_transaction() as session:
        due, expiry = session.execute(waiting).one()
        done = session.execute(select(func.min(Mail.done_at)).where(Mail.done_at.is_not(None)))
        oldest = done.scalar()
    cleanings = [time for time in (expiry, oldest and oldest + DONE_KEPT) if time]
    return due, min(cleanings, default=None)


def _write(mail: Outgoing, *conditions: Any, **values: Any) -> None:
    db.session.execute(
        update(Mail)
        .where(Mail.organisation_id == mail.organisation_id, Mail.id == mail.id, *conditions)
        .values(values)
    )
