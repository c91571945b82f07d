"""Gifts: a lesson shared with the team, under an id that tells nothing of whom or when.

A gift stays with the team that its author was in when they shared it (TRUST, privacy): if it went
where they go, the day on which it leaves one shelf for another would say whose it is.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, select, update

from webapp.database import db
from webapp.game import acts
from webapp.journal.kinds import Row
from webapp.journal.models import Entry
from webapp.lessons.joins import GIFT_AND_LESSON, entry_of
from webapp.lessons.models import Gift, Help, Lesson
from webapp.people.mates import left_after, team_of
from webapp.people.models import Member
from webapp.people.who import Who

LATE = timedelta(days=7)  # as long as an entry counts (RULES R1.3)
ITS_SHARE = entry_of(Gift, Entry, Gift.key)
HELPS = (
    select(func.count())
    .select_from(Help)
    .where(Help.organisation_id == Gift.organisation_id, Help.gift_id == Gift.id)
    .correlate(Gift)
    .scalar_subquery()
)


def give(who: Who, row: Row, share: acts.Share) -> None:
    """Keep a standing share as a gift, unless a newer one of the call is there.

    The team is `_team_of_share`. To another team it is another gift, without the marks of the
    first. Its lesson may have yet to come: until then nothing is shown of it.
    """
    mine = _of_call(who, share.call)
    moved = team_of(who, row.instant).label("team"), left_after(who, row.instant).label("left_at")
    held = db.session.execute(
        select(*moved, Entry.instant, Entry.key, Gift.team_id)
        .select_from(Member)
        .outerjoin(
            Gift,
            and_(
                Gift.organisation_id == Member.organisation_id,
                Gift.member_id == Member.id,
                Gift.call == share.call,
            ),
        )
        .outerjoin(Entry, ITS_SHARE)
        .where(Member.organisation_id == who.organisation_id, Member.id == who.id)
    ).one()
    then = _team_of_share(who, row, share, held.team, held.left_at)
    there = held if held.key else None
    if there and (there.instant, there.key) > (row.instant, row.key):
        return
    if there and there.team_id == then:
        db.session.execute(update(Gift).where(*mine).values(key=row.key))
        return
    if there:
        db.session.execute(delete(Gift).where(*mine))
    ids = {"organisation_id": who.organisation_id, "member_id": who.id, "id": uuid4()}
    db.session.execute(insert(Gift).values(**ids, team_id=then, call=share.call, key=row.key))


def _team_of_share(
    who: Who, row: Row, share: acts.Share, then: UUID | None, left_at: datetime | None
) -> UUID | None:
    """The team that this share gives to; no statement more, two where its author has moved since.

    The one at its instant (`then`), where its author still is at its arrival. Of a team that they
    have left in between (`left_at`), what a phone kept reaches the shelf within LATE of that, if
    the words had been sent before: no phone's clock puts new words before people whom one has left.
    All else is given to nobody, as the new team is not whom it was meant for; its author is told.
    """
    if left_at is None or left_at > row.received_at:
        return then
    if then == db.session.execute(select(team_of(who, row.received_at))).scalar():
        return then
    sent_at = db.session.execute(
        select(Entry.received_at)
        .join(Lesson, entry_of(Lesson, Entry, Lesson.key))
        .where(
            Lesson.organisation_id == who.organisation_id,
            Lesson.member_id == who.id,
            Lesson.call == share.call,
        )
    ).scalar()
    in_time = row.received_at <= left_at + LATE and sent_at is not None and sent_at <= left_at
    return then if in_time else None


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
    """The statement that reads these columns of what was shared with the member's present team.

    Of the author there is but the name, and only of one who signed. A gift whose share or lesson
    does not stand is not there. Whether its author is still in the team is not asked.
    """
    return (
        select(*columns)
        .select_from(Gift)
        .join(Entry, ITS_SHARE)
        .join(Lesson, GIFT_AND_LESSON)
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
            Gift.team_id == team_of(who),
            Entry.withdrawn.is_(False),
        )
    )


def _of_call(who: Who, call: UUID) -> tuple[ColumnElement[bool], ...]:
    return Gift.organisation_id == who.organisation_id, Gift.member_id == who.id, Gift.call == call
