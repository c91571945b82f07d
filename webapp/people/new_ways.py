"""A new way in for who has come in before: it goes to their own address, and they are told.

Whoever could open it would be them. So nobody who asks for one sees it, the audit says who asked,
and the member reads it on Today and in their mail (TRUST, accounts).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import aliased

from webapp.database import db
from webapp.i18n import words_of
from webapp.mail.letter import Letter
from webapp.people import audit, letters
from webapp.people.models import Account, Member, Organisation
from webapp.people.who import Who


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter is for, and the words in which it is written."""

    email: str | None
    name: str
    organisation: str
    words: str


@dataclass(frozen=True, slots=True)
class News:
    """That a new way in was made: when, and by whom (None: by who runs the server, or by
    somebody who has left).
    """

    at: datetime
    by: str | None


def reader(organisation_id: UUID, member_id: UUID) -> Reader:
    """The member as the reader of a letter; one statement."""
    row = db.session.execute(
        select(
            Account.email,
            Member.name,
            Organisation.name.label("organisation"),
            Member.language,
            func.coalesce(Member.vous, Organisation.vous).label("vous"),
        )
        .select_from(Member)
        .join(Organisation, Organisation.id == Member.organisation_id)
        .outerjoin(Account, Account.id == Member.account_id)
        .where(Member.organisation_id == organisation_id, Member.id == member_id)
    ).one()
    words = words_of(row.language, vous=row.vous)
    return Reader(row.email, row.name, row.organisation, words)


def note(organisation_id: UUID, member_id: UUID, at: datetime, actor_id: UUID | None) -> None:
    """Write down that a way in is made and who asked for it, in the open transaction."""
    audit.note(organisation_id, "way-in", at, actor_id=actor_id, about_id=member_id)
    db.session.execute(
        update(Member)
        .where(Member.organisation_id == organisation_id, Member.id == member_id)
        .values(way_in_at=at, way_in_by=actor_id)
    )


def tell_of_operator(organisation_id: UUID, member_id: UUID, at: datetime) -> Letter | None:
    """Note that an operator makes a way in; says the mail that tells the member, without it."""
    note(organisation_id, member_id, at, None)
    to = reader(organisation_id, member_id)
    if to.email is None:
        return None
    return letters.way_in_made(to.email, to.name, to.organisation, to.words)


def news(who: Who) -> News | None:
    """What the member is to be told of a new way in; one statement, none if there is nothing."""
    if not who.way_in:
        return None
    asker = aliased(Member)
    row = db.session.execute(
        select(Member.way_in_at, Member.way_in_by, asker.name)
        .outerjoin(
            asker,
            and_(asker.organisation_id == Member.organisation_id, asker.id == Member.way_in_by),
        )
        .where(Member.organisation_id == who.organisation_id, Member.id == who.id)
    ).first()
    return News(row[0], row[2] if row[1] else None) if row and row[0] else None


def put_away(who: Who) -> None:
    """They know. Inside `writing()`."""
    db.session.execute(
        update(Member)
        .where(Member.organisation_id == who.organisation_id, Member.id == who.id)
        .values(way_in_at=None, way_in_by=None)
    )
