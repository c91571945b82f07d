"""Gifts: a lesson shared with the team, under an id that tells nothing of whom or when."""

from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, select, update

from webapp.database import db
from webapp.game import acts
from webapp.journal.kinds import Row
from webapp.journal.models import Entry
from webapp.lessons.models import Gift, Help, Lesson
from webapp.people.mates import mates
from webapp.people.models import Member
from webapp.people.who import Who

HELPS = (
    select(func.count())
    .select_from(Help)
    .where(Help.organisation_id == Gift.organisation_id, Help.gift_id == Gift.id)
    .correlate(Gift)
    .scalar_subquery()
)


def give(who: Who, row: Row, share: acts.Share) -> None:
    """Keep a standing share as a gift, unless a newer one of the call is there.

    Its lesson may have yet to come: until then nothing is shown of it.
    """
    mine = (Gift.organisation_id == who.organisation_id, Gift.member_id == who.id)
    there = db.session.execute(
        select(Entry.instant, Entry.key)
        .join(Gift, _its_share())
        .where(*mine, Gift.call == share.call)
    ).first()
    if there is None:
        ids = {"organisation_id": who.organisation_id, "member_id": who.id, "id": uuid4()}
        db.session.execute(insert(Gift).values(**ids, call=share.call, key=row.key))
    elif (there.instant, there.key) < (row.instant, row.key):
        db.session.execute(update(Gift).where(*mine, Gift.call == share.call).values(key=row.key))


def take_back(who: Who, keys: Collection[UUID]) -> None:
    """Erase the gifts whose share, by the key of its entry, was taken back; their helps go too."""
    db.session.execute(
        delete(Gift).where(
            Gift.organisation_id == who.organisation_id,
            Gift.member_id == who.id,
            Gift.key.in_(keys),
        )
    )


def shown(who: Who, *columns: Any) -> Select[Any]:
    """The statement that reads these columns of what the member's present team has shared.

    Of the author there is but the name, and only of one who signed. A gift whose share or lesson
    does not stand is not there, and neither is what was given by somebody of another team.
    """
    return (
        select(*columns)
        .select_from(Gift)
        .join(Entry, _its_share())
        .join(
            Lesson,
            and_(
                Lesson.organisation_id == Gift.organisation_id,
                Lesson.member_id == Gift.member_id,
                Lesson.call == Gift.call,
            ),
        )
        .outerjoin(
            Member,
            and_(
                Entry.signed.is_(True),
                Member.organisation_id == Gift.organisation_id,
                Member.id == Gift.member_id,
            ),
        )
        .where(
            Gift.organisation_id == who.organisation_id,
            Gift.member_id.in_(mates(who)),
            Entry.withdrawn.is_(False),
        )
    )


def _its_share() -> ColumnElement[bool]:
    return and_(
        Entry.organisation_id == Gift.organisation_id,
        Entry.member_id == Gift.member_id,
        Entry.key == Gift.key,
    )
