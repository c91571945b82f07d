"""Helpful marks: a member's « This helps me » on a shared lesson; nobody learns whose it is."""

from uuid import UUID

from sqlalchemy import delete, select

from webapp.database.engine import db
from webapp.database.transactions import lock_rows, write_transaction
from webapp.database.upsert import insert_ignore
from webapp.lessons.models import HelpfulMark, Lesson, SharedLesson
from webapp.lessons.sharing import is_shared_with_team
from webapp.people.members import Member

UPSERT_KEY = ("organisation_id", "gift_id", "member_id")


def set_helpful(member: Member, gift: UUID, helps: bool) -> bool:
    """Keep whether that gift helps the member; False where it is none for them to say it of:
    unknown, taken back meanwhile, of another team, or their own.
    """
    theirs = is_shared_with_team(member, SharedLesson.id).where(
        SharedLesson.id == gift, SharedLesson.member_id != member.id
    )
    with write_transaction():
        lock_rows(
            select(SharedLesson.id).where(
                SharedLesson.organisation_id == member.organisation_id, SharedLesson.id == gift
            )
        )
        if db.session.execute(theirs).first() is None:
            return False
        mark = {"organisation_id": member.organisation_id, "gift_id": gift, "member_id": member.id}
        if helps:
            db.session.execute(insert_ignore(HelpfulMark, mark, UPSERT_KEY))
        else:
            db.session.execute(delete(HelpfulMark).filter_by(**mark))
    return True


def shared_lesson_ids(member: Member) -> list[UUID]:
    """What others of the member's team say with words, in the order in which it was shared."""
    theirs = is_shared_with_team(member, SharedLesson.id).where(
        SharedLesson.member_id != member.id, Lesson.folded != ""
    )
    rows = theirs.order_by(SharedLesson.key)
    return list(db.session.scalars(rows))
