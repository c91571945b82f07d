"""« This helps me »: a member's own mark on a gift of their team; nobody is told whose it is."""

from uuid import UUID

from sqlalchemy import delete, select

from webapp.database import db, insert_missing, lock, writing
from webapp.lessons.giving import shown
from webapp.lessons.models import Gift, Help, Lesson
from webapp.people.who import Who

KEY = ("organisation_id", "gift_id", "member_id")


def say(who: Who, gift: UUID, helps: bool) -> bool:
    """Keep whether that gift helps the member; False where it is none for them to say it of:
    unknown, taken back meanwhile, of another team, or their own.
    """
    theirs = shown(who, Gift.id).where(Gift.id == gift, Gift.member_id != who.id)
    with writing():
        lock(select(Gift.id).where(Gift.organisation_id == who.organisation_id, Gift.id == gift))
        if db.session.execute(theirs).first() is None:
            return False
        mark = {"organisation_id": who.organisation_id, "gift_id": gift, "member_id": who.id}
        if helps:
            db.session.execute(insert_missing(Help, mark, KEY))
        else:
            db.session.execute(delete(Help).filter_by(**mark))
    return True


def offered(who: Who) -> list[UUID]:
    """What others of the member's team say with words, in the order in which it was shared."""
    theirs = shown(who, Gift.id).where(Gift.member_id != who.id, Lesson.folded != "")
    rows = theirs.order_by(Gift.key)
    return list(db.session.scalars(rows))
