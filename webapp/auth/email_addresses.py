"""E-mail addresses of people: read, changed by themselves, or corrected before they have joined.

An account is a person in all their companies, so only who shows that both addresses are theirs
changes it; for who has yet to come in, an administrator points the member at another account.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update

import webapp.mail.outbox as outbox
from webapp.auth import confirmation_codes, emails, invitations, rate_limits
from webapp.database.engine import db
from webapp.mail.email import Email
from webapp.people import audit, company
from webapp.people.members import Member
from webapp.people.membership import NOT_REMOVED
from webapp.people.models import Account, MemberRow


def get_email(member: Member) -> str | None:
    """The member's address; one statement."""
    return db.session.execute(
        select(Account.email)
        .join(MemberRow, MemberRow.account_id == Account.id)
        .where(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)
    ).scalar()


def request_change(
    member: Member,
    email: str,
    browser: str,
    letter: Callable[[str], Email],
    at: datetime,
) -> None:
    """Send a code to an address that the member says is theirs; in the open transaction.

    To one that a colleague has none leaves, and the answer is the same. Raises
    rate_limits.RateLimitExceededError.
    """
    rate_limits.hit(rate_limits.EMAIL_CHANGES_PER_MEMBER, str(member.id), at)
    rate_limits.hit(rate_limits.CODES_PER_BROWSER, email, at, by=str(member.id))
    rate_limits.hit(rate_limits.CODES_PER_EMAIL, email, at)
    if company.is_email_in_use(member.organisation_id, email):
        confirmation_codes.pretend_to_request(browser, email, letter, at)
    else:
        confirmation_codes.request_confirmation(browser, email, letter, member, at)


def confirm_change(member: Member, email: str, at: datetime) -> bool:
    """Change the person's address to this one, which was shown to be theirs; in the open
    transaction.

    The address from before is told. Where the address has an account already, in other companies,
    the two are one person from now on; False where both are members of one company.
    """
    row = _lock_account(member)
    if row and row.email == email:
        return True
    other_account_id = db.session.execute(select(Account.id).where(Account.email == email)).scalar()
    if other_account_id and row and _share_a_company(row.id, other_account_id):
        return False
    if row is None:
        _set_account(member.organisation_id, member.id, company.get_or_create_account(email, at))
    else:
        _revoke_links(row.id)
        if other_account_id is None:
            db.session.execute(update(Account).where(Account.id == row.id).values(email=email))
        else:
            _merge_accounts(row.id, other_account_id)
    audit.record(member.organisation_id, "address", at, actor_id=member.id, about_id=member.id)
    if row:
        _notify_previous_address(member, row.email, at)
    return True


def _lock_account(member: Member) -> Row[UUID, str] | None:
    """The member's account and its address, locked, if they have one."""
    return db.session.execute(
        select(Account.id, Account.email)
        .join(MemberRow, MemberRow.account_id == Account.id)
        .where(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)
        .with_for_update()
    ).first()


def _revoke_links(account_id: UUID) -> None:
    """Revoke the links that went to the account's address."""
    for organisation_id, member_id in _members(account_id):
        invitations.revoke_invitations(organisation_id, member_id)


def _merge_accounts(account_id: UUID, other_account_id: UUID) -> None:
    """Let the members of an account be the other's, and delete it."""
    db.session.execute(
        update(MemberRow)
        .where(MemberRow.account_id == account_id)
        .values(account_id=other_account_id)
    )
    db.session.execute(delete(Account).where(Account.id == account_id))


def _notify_previous_address(member: Member, email: str, at: datetime) -> None:
    letter = emails.address_changed_email(email, member.name, member.organisation, member.words)
    outbox.enqueue(letter, at, at + emails.NOTICE_LIFETIME, member.organisation_id, member.id)


def correct_email(organisation_id: UUID, member_id: UUID, email: str, at: datetime) -> None:
    """Correct the address of somebody who has yet to join; in the open transaction.

    The account that had the wrong one stays as it is if anybody else uses it, and goes if not.
    """
    previous_account_id = db.session.execute(
        select(MemberRow.account_id).where(
            MemberRow.organisation_id == organisation_id, MemberRow.id == member_id
        )
    ).scalar()
    _set_account(organisation_id, member_id, company.get_or_create_account(email, at))
    if previous_account_id:
        _drop_unused(previous_account_id)


def _set_account(organisation_id: UUID, member_id: UUID, account_id: UUID) -> None:
    db.session.execute(
        update(MemberRow)
        .where(MemberRow.organisation_id == organisation_id, MemberRow.id == member_id)
        .values(account_id=account_id)
    )


def _members(account_id: UUID) -> list[tuple[UUID, UUID]]:
    """The members of an account, each with their company."""
    rows = db.session.execute(
        select(MemberRow.organisation_id, MemberRow.id).where(MemberRow.account_id == account_id)
    )
    return [(organisation_id, member_id) for organisation_id, member_id in rows]


def _share_a_company(one: UUID, other: UUID) -> bool:
    shared = (
        select(MemberRow.organisation_id)
        .where(MemberRow.account_id.in_((one, other)), NOT_REMOVED)
        .group_by(MemberRow.organisation_id)
        .having(func.count() > 1)
    )
    return db.session.execute(shared.limit(1)).first() is not None


def _drop_unused(account_id: UUID) -> None:
    used = select(MemberRow.id).where(MemberRow.account_id == account_id).limit(1)
    if db.session.execute(used).first() is None:
        db.session.execute(delete(Account).where(Account.id == account_id))
