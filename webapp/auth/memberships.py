"""The memberships of an e-mail address: each company that its person can sign in to."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from webapp.database.engine import db
from webapp.i18n import variant_of
from webapp.people import grace_period
from webapp.people.membership import NOT_SHUT_OUT
from webapp.people.models import Account, MemberRow, Organisation


@dataclass(frozen=True, slots=True)
class Membership:
    """A company that the person of a code is a member of; `leaving`: until which day they can
    come back, where they have asked to be erased; `words` in which they are spoken to there.
    """

    id: UUID
    organisation: str
    member_id: UUID
    name: str
    leaving: date | None
    words: str


def find_memberships(email: str, at: datetime) -> tuple[Membership, ...]:
    """The companies that this address can sign in to, by name; one statement."""
    rows = db.session.execute(
        select(
            Organisation.id,
            Organisation.name,
            MemberRow.id,
            MemberRow.name,
            MemberRow.leaving_at,
            MemberRow.zone,
            MemberRow.language,
            func.coalesce(MemberRow.vous, Organisation.vous).label("vous"),
        )
        .join(MemberRow, MemberRow.organisation_id == Organisation.id)
        .join(Account, Account.id == MemberRow.account_id)
        .where(Account.email == email, NOT_SHUT_OUT, grace_period.within_grace_period(at))
        .order_by(Organisation.name, Organisation.id)
    )
    return tuple(
        Membership(
            *row[:4], grace_period.grace_ends_on(*row[4:6]), variant_of(row.language, vous=row.vous)
        )
        for row in rows
    )
