"""Repository of lessons and tags: upserted with an entry, deleted with its withdrawal."""

from collections.abc import Collection
from typing import cast
from uuid import UUID

from sqlalchemy import Table, delete, insert, or_, select

from webapp.database.engine import db
from webapp.database.upsert import upsert
from webapp.game import acts
from webapp.journal.kinds import EntryRef, Kind
from webapp.lessons import forms, sharing
from webapp.lessons.models import Lesson, Tag
from webapp.people.members import Member
from webapp.text_folding import fold_text

LESSONS = cast(Table, Lesson.__table__)
UPSERT_KEY = ("organisation_id", "member_id", "call")
HAPPENED = (
    ("not_the_moment", "Pas le moment", "Not the moment"),
    ("equipped", "Déjà équipé", "Already equipped"),
    ("budget", "Budget", "Budget"),
    ("send_email", "« Un mail »", "“Send an e-mail”"),
    ("reflex_no", "Non réflexe", "Knee-jerk no"),
    ("wrong_person", "Mauvaise personne", "Wrong person"),
    ("hung_up", "Raccroché", "Hung up"),
    ("gatekeeper", "Barrage fermé", "Gatekeeper closed"),
    ("no_need", "Pas de besoin", "No need"),
)
WORK_ON = (
    ("opening", "Ouverture", "Opening"),
    ("reason", "Raison de l’appel", "Reason for the call"),
    ("question", "Question", "Question"),
    ("listening", "Écoute", "Listening"),
    ("objection", "Objection", "Objection"),
    ("next_step", "Prochaine étape", "Next step"),
    ("voice", "Voix et rythme", "Voice and pace"),
    ("preparation", "Préparation", "Preparation"),
    ("chance", "Rien, c’était le hasard", "Nothing, that was chance"),
)


def seed_tags(organisation_id: UUID) -> None:
    """Give a new organisation its starting tags, in the open transaction."""
    rows = [
        {
            "organisation_id": organisation_id,
            "id": tag,
            "row": row,
            "position": position,
            "name_fr": french,
            "name_en": english,
        }
        for row, tags in (("happened", HAPPENED), ("work_on", WORK_ON))
        for position, (tag, french, english) in enumerate(tags)
    ]
    db.session.execute(insert(Tag), rows)


def list_tags(member: Member, also: Collection[str | None] = ()) -> list[dict[str, str]]:
    """The organisation's tags in the member's language, in order; `row` says which of the two.

    Archived ones are left out, but for those `also` asked for: a lesson keeps the ones it has.
    """
    name = Tag.name_in(member.language)
    chosen = or_(Tag.archived_at.is_(None), Tag.id.in_([tag for tag in also if tag]))
    rows = db.session.execute(
        select(Tag.id, Tag.row, name.label("name"))
        .where(Tag.organisation_id == member.organisation_id, chosen)
        .order_by(Tag.row, Tag.position)
    )
    return [dict(row) for row in rows.mappings()]


def get_fields(member: Member, calls: Collection[UUID]) -> dict[UUID, dict[str, str | None]]:
    """The shown lessons of these calls, as the fields of an entry with the `key` of theirs."""
    lessons = db.session.execute(
        select(Lesson).where(
            Lesson.organisation_id == member.organisation_id,
            Lesson.member_id == member.id,
            Lesson.call.in_(calls),
        )
    ).scalars()
    return {
        lesson.call: {
            "key": str(lesson.key),
            "happened": lesson.happened,
            "work_on": lesson.work_on,
        }
        | {"text": lesson.text, "if": lesson.if_text, "then": lesson.then_text}
        for lesson in lessons
    }


def save_lesson(member: Member, row: EntryRef, draft: forms.Draft) -> None:
    """Write the lesson, unless a newer version of it is there; the older one's words are gone."""
    newest = db.session.execute(
        select(Lesson.instant, Lesson.key).where(
            Lesson.organisation_id == member.organisation_id,
            Lesson.member_id == member.id,
            Lesson.call == draft.call,
        )
    ).first()
    if newest and (newest.instant, newest.key) > (row.instant, row.key):
        return
    written = {
        "organisation_id": member.organisation_id,
        "member_id": member.id,
        "call": draft.call,
        "key": row.key,
        "instant": row.instant,
        "happened": draft.happened,
        "work_on": draft.work_on,
        "text": draft.text,
        "if_text": draft.if_text,
        "then_text": draft.then_text,
        "folded": fold_text(" ".join((draft.text, draft.if_text, draft.then_text))),
    }
    upsert(LESSONS, [written], UPSERT_KEY)


def delete_withdrawn(member: Member, keys: Collection[UUID]) -> None:
    """Erase the words of lessons that were taken back, by the keys of their entries."""
    db.session.execute(
        delete(Lesson).where(
            Lesson.organisation_id == member.organisation_id,
            Lesson.member_id == member.id,
            Lesson.key.in_(keys),
        )
    )


def _act(draft: forms.Draft) -> acts.Act:
    return acts.Lesson(draft.call, draft.happened, draft.work_on)


def _share(share: acts.Share) -> acts.Act:
    return share


LESSON = Kind(
    "lesson",
    ("call", "happened", "work_on", "text", "if", "then"),
    forms.parse_lesson,
    _act,
    save_lesson,
    delete_withdrawn,
)
SHARE = Kind("share", ("call", "signed"), forms.parse_share, _share, sharing.share, sharing.unshare)
