"""Sharing: a lesson given to the team, under an id that tells nothing of whom or when.

A gift stays with the team that its author was in when they shared it (TRUST, privacy): if it went
where they go, the day on which it leaves one shelf for another would say whose it is.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, select, update

from webapp.database.engine import db
from webapp.game import acts
from webapp.journal.kinds import EntryRef
from webapp.journal.models import Entry
from webapp.lessons.joins import ON_LESSON, on_entry
from webapp.lessons.models import HelpfulMark, Lesson, SharedLesson
from webapp.people.members import Member
from webapp.people.models import MemberRow
from webapp.people.teammates import get_team, left_team_after

LATE = timedelta(days=7)  # as long as an entry counts (RULES R1.3)
SHARE_ENTRY = on_entry(SharedLesson, Entry, SharedLesson.key)
HELPFUL_COUNT = (
    select(func.count())
    .select_from(HelpfulMark)
    .where(
        HelpfulMark.organisation_id == SharedLesson.organisation_id,
        HelpfulMark.gift_id == SharedLesson.id,
    )
    .correlate(SharedLesson)
    .scalar_subquery()
)


def share(member: Member, row: EntryRef, share: acts.Share) -> None:
    """Keep a standing share as a gift, unless a newer one of the call is there.

    The team is `_team_of_share`. To another team it is another gift, without the marks of the
    first. Its lesson may have yet to come: until then nothing is shown of it.
    """
    mine = _of_call(member, share.call)
    moved = (
        get_team(member, row.instant).label("team"),
        left_team_after(member, row.instant).label("left_at"),
    )
    stored = db.session.execute(
        select(*moved, Entry.instant, Entry.key, SharedLesson.team_id)
        .select_from(MemberRow)
        .outerjoin(
            SharedLesson,
            and_(
                SharedLesson.organisation_id == MemberRow.organisation_id,
                SharedLesson.member_id == MemberRow.id,
                SharedLesson.call == share.call,
            ),
        )
        .outerjoin(Entry, SHARE_ENTRY)
        .where(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)
    ).one()
    team_id = _team_of_share(member, row, share, stored.team, stored.left_at)
    existing = stored if stored.key else None
    if existing and (existing.instant, existing.key) > (row.instant, row.key):
        return
    if existing and existing.team_id == team_id:
        db.session.execute(update(SharedLesson).where(*mine).values(key=row.key))
        return
    if existing:
        db.session.execute(delete(SharedLesson).where(*mine))
    ids = {"organisation_id": member.organisation_id, "member_id": member.id, "id": uuid4()}
    db.session.execute(
        insert(SharedLesson).values(**ids, team_id=team_id, call=share.call, key=row.key)
    )


def _team_of_share(
    member: Member, row: EntryRef, share: acts.Share, then: UUID | None, left_at: datetime | None
) -> UUID | None:
    """The team that this share gives to; no statement more, two where its author has moved since.

    The one at its instant (`then`), where its author still is at its arrival. Of a team that they
    have left in between (`left_at`), what a phone kept reaches the shelf within LATE of that, if
    the words had been sent before: no phone's clock puts new words before people whom one has left.
    All else is given to nobody, as the new team is not whom it was meant for; its author is told.
    """
    if left_at is None or left_at > row.received_at:
        return then
    if then == db.session.execute(select(get_team(member, row.received_at))).scalar():
        return then
    sent_at = db.session.execute(
        select(Entry.received_at)
        .join(Lesson, on_entry(Lesson, Entry, Lesson.key))
        .where(
            Lesson.organisation_id == member.organisation_id,
            Lesson.member_id == member.id,
            Lesson.call == share.call,
        )
    ).scalar()
    in_time = row.received_at <= left_at + LATE and sent_at is not None and sent_at <= left_at
    return then if in_time else None


def unshare(member: Member, keys: Collection[UUID]) -> None:
    """Erase the gifts whose share, by the key of its entry, was taken back; their helps go too."""
    db.session.execute(
        delete(SharedLesson).where(
            SharedLesson.organisation_id == member.organisation_id,
            SharedLesson.member_id == member.id,
            SharedLesson.key.in_(keys),
        )
    )


def is_shared_with_team(member: Member, *columns: Any) -> Select[Any]:
    """The statement that reads these columns of what was shared with the member's present team.

    Of the author there is but the name, and only of one who signed. A gift whose share or lesson
    does not stand is not there. Whether its author is still in the team is not asked.
    """
    return (
        select(*columns)
        .select_from(SharedLesson)
        .join(Entry, SHARE_ENTRY)
        .join(Lesson, ON_LESSON)
        .outerjoin(
            MemberRow,
            and_(
                Entry.signed.is_(True),
                MemberRow.organisation_id == SharedLesson.organisation_id,
                MemberRow.id == SharedLesson.member_id,
            ),
        )
        .where(
            SharedLesson.organisation_id == member.organisation_id,
            SharedLesson.team_id == get_team(member),
            Entry.withdrawn.is_(False),
        )
    )


def _of_call(member: Member, call: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        SharedLesson.organisation_id == member.organisation_id,
        SharedLesson.member_id == member.id,
        SharedLesson.call == call,
    )
