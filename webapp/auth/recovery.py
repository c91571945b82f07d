"""Account recovery: a new link goes to the member's own address, and they are notified.

Whoever could open it would be them. So nobody who asks for one sees it, the audit says who asked,
and the member reads it on Today and in their mail (TRUST, accounts).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import aliased

from webapp.auth import emails
from webapp.database.engine import db
from webapp.i18n import variant_of
from webapp.mail.email import Email
from webapp.people import audit
from webapp.people.members import Member
from webapp.people.models import Account, MemberRow, Organisation


@dataclass(frozen=True, slots=True)
class RecoveryTarget:
    """Whom a letter is for, and the words in which it is written."""

    email: str | None
    name: str
    organisation: str
    words: str


@dataclass(frozen=True, slots=True)
class RecoveryNotice:
    """That a new way in was made: when, and by whom (None: by who runs the server, or by
    somebody who has left).
    """

    at: datetime
    by: str | None


def get_recovery_target(organisation_id: UUID, member_id: UUID) -> RecoveryTarget:
    """The member as the reader of a letter; one statement."""
    row = db.session.execute(
        select(
            Account.email,
            MemberRow.name,
            Organisation.name.label("organisation"),
            MemberRow.language,
            func.coalesce(MemberRow.vous, Organisation.vous).label("vous"),
        )
        .select_from(MemberRow)
        .join(Organisation, Organisation.id == MemberRow.organisation_id)
        .outerjoin(Account, Account.id == MemberRow.account_id)
        .where(MemberRow.organisation_id == organisation_id, MemberRow.id == member_id)
    ).one()
    words = variant_of(row.language, vous=row.vous)
    return RecoveryTarget(row.email, row.name, row.organisation, words)


def record_recovery(
    organisation_id: UUID, member_id: UUID, at: datetime, actor_id: UUID | None
) -> None:
    """Record a recovery and who asked for it, in the open transaction."""
    audit.record(organisation_id, "way-in", at, actor_id=actor_id, about_id=member_id)
    db.session.execute(
        update(MemberRow)
        .where(MemberRow.organisation_id == organisation_id, MemberRow.id == member_id)
        .values(way_in_at=at, way_in_by=actor_id)
    )


def record_operator_recovery(organisation_id: UUID, member_id: UUID, at: datetime) -> Email | None:
    """Record a recovery by an operator; the mail that notifies the member, without the link."""
    record_recovery(organisation_id, member_id, at, None)
    to = get_recovery_target(organisation_id, member_id)
    if to.email is None:
        return None
    return emails.recovery_notice_email(to.email, to.name, to.organisation, to.words)


def get_notice(member: Member) -> RecoveryNotice | None:
    """The notice of a recovery that the member has yet to read; one statement at most."""
    if not member.way_in:
        return None
    asker = aliased(MemberRow)
    row = db.session.execute(
        select(MemberRow.way_in_at, MemberRow.way_in_by, asker.name)
        .outerjoin(
            asker,
            and_(
                asker.organisation_id == MemberRow.organisation_id, asker.id == MemberRow.way_in_by
            ),
        )
        .where(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)
    ).first()
    return RecoveryNotice(row[0], row[2] if row[1] else None) if row and row[0] else None


def dismiss_notice(member: Member) -> None:
    """Dismiss the notice, in the open transaction."""
    db.session.execute(
        update(MemberRow)
        .where(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)
        .values(way_in_at=None, way_in_by=None)
    )
