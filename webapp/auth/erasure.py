"""Erasure of a member: every row of theirs is deleted, in every table of every feature.

A column that says whose a row is has one of the names in PERSONAL_COLUMNS; a test knows all the
others.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, or_, select, update

import webapp.mail.outbox as outbox
from webapp.auth import rate_limits
from webapp.database.engine import db
from webapp.people import audit, cache_versions
from webapp.people.grace_period import GRACE_PERIOD
from webapp.people.models import Account, Audit, LoginCode, MemberRow, Organisation

PERSONAL_COLUMNS = ("member_id", "scope_id", "actor_id", "about_id", "way_in_by")
NAMED = {"actor_id": "actor_left", "about_id": "about_left"}  # in the audit, which stays
OF_MEMBER = (
    *(rate_limits.CHANGES_PER_MEMBER, rate_limits.WRITES_PER_MEMBER),
    *(rate_limits.RECOVERIES_PER_MEMBER, rate_limits.EMAIL_CHANGES_PER_MEMBER),
    rate_limits.CALENDARS_PER_MEMBER,
)
OF_ADDRESS = (
    rate_limits.CODES_PER_BROWSER,
    rate_limits.CODES_PER_NETWORK,
    rate_limits.CODES_PER_EMAIL,
)
KEEPING = ("audits", "members")  # of whose rows the name alone goes, or which go last
ACCOUNT_TABLES = (
    "members",
    "accounts",
    "codes",
    "tallies",
)  # found by the member's or account's id


def due_for_erasure(organisation_id: UUID, at: datetime) -> list[UUID]:
    """The members whose grace period is over; one statement, by index."""
    due = select(MemberRow.id).where(
        MemberRow.organisation_id == organisation_id, MemberRow.leaving_at <= at - GRACE_PERIOD
    )
    return list(db.session.scalars(due.order_by(MemberRow.id)))


def lock_for_erasure(organisation_id: UUID, member_id: UUID, at: datetime) -> bool:
    """Lock the member's row; says whether they are still to be erased."""
    locked = (
        select(MemberRow.id)
        .where(_is_member(organisation_id, member_id), MemberRow.leaving_at <= at - GRACE_PERIOD)
        .with_for_update()
    )
    return db.session.execute(locked).first() is not None


def erase_member(organisation_id: UUID, member_id: UUID, at: datetime) -> None:
    """Delete what there is of the member, in the open transaction."""
    account = db.session.execute(
        select(Account.id, Account.email)
        .join(MemberRow, MemberRow.account_id == Account.id)
        .where(_is_member(organisation_id, member_id))
    ).first()
    for table in reversed(db.metadata.sorted_tables):
        _delete_rows(table, organisation_id, member_id)
    for limits in OF_MEMBER:
        rate_limits.purge_for(limits, str(member_id))
    _anonymise_audit(organisation_id, member_id)
    db.session.execute(delete(MemberRow).where(_is_member(organisation_id, member_id)))
    if account:
        _delete_account(account.id, account.email)
    db.session.execute(
        update(Organisation).where(Organisation.id == organisation_id).values(erased_at=at)
    )
    audit.record(organisation_id, "erasure", at)
    cache_versions.bump(organisation_id)


def personal_tables() -> list[str]:
    """The tables from which an erasure deletes."""
    named = [t for t in db.metadata.sorted_tables if any(name in t.c for name in PERSONAL_COLUMNS)]
    return [*(table.name for table in named), *ACCOUNT_TABLES]


def _anonymise_audit(organisation_id: UUID, member_id: UUID) -> None:
    """What they did and what was done to them stays, as of somebody who has left."""
    for column, left_column in NAMED.items():
        db.session.execute(
            update(Audit)
            .where(Audit.organisation_id == organisation_id, Audit.__table__.c[column] == member_id)
            .values({column: None, left_column: True})
        )
    db.session.execute(
        update(MemberRow)
        .where(MemberRow.organisation_id == organisation_id, MemberRow.way_in_by == member_id)
        .values(way_in_by=None)
    )


def _delete_rows(table: Table, organisation_id: UUID, member_id: UUID) -> None:
    if table.name in KEEPING:
        return
    belongs_to_member = [table.c[name] == member_id for name in PERSONAL_COLUMNS if name in table.c]
    if belongs_to_member:
        db.session.execute(
            delete(table).where(table.c.organisation_id == organisation_id, or_(*belongs_to_member))
        )


def _delete_account(account_id: UUID, email: str) -> None:
    """The account goes with its last member, and what was counted of its address."""
    other_members = select(MemberRow.id).where(MemberRow.account_id == account_id).limit(1)
    if db.session.execute(other_members).first() is None:
        db.session.execute(delete(LoginCode).where(LoginCode.email == email))
        outbox.erase_address(email)
        for limits in OF_ADDRESS:
            rate_limits.purge_for(limits, email)
        db.session.execute(delete(Account).where(Account.id == account_id))


def _is_member(organisation_id: UUID, member_id: UUID) -> ColumnElement[bool]:
    return (MemberRow.organisation_id == organisation_id) & (MemberRow.id == member_id)
