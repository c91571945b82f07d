"""Administration of the organisation's tags of both rows: add, rename, reorder, archive.

None is ever deleted: a lesson keeps the tags that it has, and phones may send an archived one
(TRUST, protocol, rule 4). « Nothing, that was chance » stays, and stands last.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from webapp.auth import form_replays
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.lessons.forms import Naming
from webapp.lessons.models import Tag
from webapp.names import fold_name
from webapp.people import audit, company
from webapp.people.members import Member
from webapp.people.refusals import RefusedChangeError
from webapp.people.retries import retry_whole

ROWS = ("happened", "work_on")
CHANCE = "chance"
MAX_TAGS = 30  # of a row at once: more than anybody reads after a no


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag as its administrators see it."""

    id: str
    row: str
    name_fr: str
    name_en: str
    archived: bool


def message_for(reason: str) -> str:
    """Why a tag was not changed, in words."""
    sentences: dict[str, str] = {
        "taken": _("Another tag of this row has this name."),
        "many": _("A row has at most %(most)s tags. Archive one first.", most=MAX_TAGS),
        "last": _("A row keeps at least one tag."),
        "chance": _("This one stays: that it was chance pays the same."),
    }
    return sentences[reason]


def refused_change(reason: str) -> RefusedChangeError:
    """The error to raise for one of these reasons; its form says it beside the French name."""
    return RefusedChangeError("name_fr", reason, message_for)


def list_tag_lines(member: Member) -> list[TagLine]:
    """All tags, row by row and in order, chance last, archived ones behind; one statement."""
    tags = db.session.execute(
        select(Tag).where(Tag.organisation_id == member.organisation_id)
    ).scalars()
    in_order = sorted(
        tags,
        key=lambda tag: (tag.row, tag.archived_at is not None, tag.id == CHANCE, tag.position),
    )
    return [TagLine(t.id, t.row, t.name_fr, t.name_en, t.archived_at is not None) for t in in_order]


@retry_whole
def add_tag(member: Member, row: str, naming: Naming, at: datetime, cookie: str = "") -> None:
    """One more tag, behind the others of its row. Raises RefusedChangeError.

    Asked the same once more by the sign-in of this `cookie`, it adds nothing.
    """
    form = form_replays.form_digest(cookie, "tag", row, naming)
    with write_transaction():
        company.lock_organisation(member.organisation_id)
        if cookie and form_replays.find_result(member.organisation_id, form, at):
            return
        present = _present(member, row)
        if len(present) >= MAX_TAGS:
            raise refused_change("many")
        _require_free(present, naming)
        tag_key = new_id(at)
        db.session.execute(
            insert(Tag).values(
                organisation_id=member.organisation_id,
                id=f"own_{tag_key.hex}",
                row=row,
                position=_behind(_all(member, row)),
                name_fr=naming.french,
                name_en=naming.english,
            )
        )
        if cookie:
            form_replays.record_result(member.organisation_id, form, member.id, tag_key, at)
        _note(member, "tag", naming.french, at)


@retry_whole
def rename_tag(member: Member, tag_id: str, naming: Naming, at: datetime) -> bool:
    """Other names for a tag, wherever it is shown; False when there is none.

    Raises RefusedChangeError.
    """
    with _locked_tag(member, tag_id) as tag:
        if tag is None:
            return False
        _require_free([each for each in _present(member, tag.row) if each.id != tag_id], naming)
        _write(member, tag_id, name_fr=naming.french, name_en=naming.english)
        _note(member, "tag-name", naming.french, at)
    return True


@retry_whole
def move_tag(member: Member, tag_id: str, places: int) -> bool:
    """Put a tag so many places further down in its row (or up, where negative); False when there is
    none.
    """
    with _locked_tag(member, tag_id) as tag:
        if tag is None:
            return False
        order = [each.id for each in _present(member, tag.row) if each.id != CHANCE]
        if tag_id in order:
            place = order.index(tag_id)
            order.insert(min(max(place + places, 0), len(order) - 1), order.pop(place))
            for position, each in enumerate(order):
                _write(member, each, position=position)
    return True


@retry_whole
def archive_tag(member: Member, tag_id: str, at: datetime) -> bool:
    """Offer a tag no more; False when there is none. Raises RefusedChangeError."""
    with _locked_tag(member, tag_id) as tag:
        if tag is None:
            return False
        if tag_id == CHANCE:
            raise refused_change("chance")
        if tag.archived_at is None:
            if len(_present(member, tag.row)) == 1:
                raise refused_change("last")
            _write(member, tag_id, archived_at=at)
            _note(member, "tag-archived", tag.name_fr, at)
    return True


@retry_whole
def restore_tag(member: Member, tag_id: str, at: datetime) -> bool:
    """Offer an archived tag again, behind the others; False when there is none. Raises
    RefusedChangeError.
    """
    with _locked_tag(member, tag_id) as tag:
        if tag is None:
            return False
        present = _present(member, tag.row)
        if tag.archived_at is not None:
            if len(present) >= MAX_TAGS:
                raise refused_change("many")
            _require_free(present, Naming(tag.name_fr, tag.name_en))
            _write(member, tag_id, archived_at=None, position=_behind(present))
            _note(member, "tag-back", tag.name_fr, at)
    return True


@contextmanager
def _locked_tag(member: Member, tag_id: str) -> Iterator[Tag | None]:
    """A write transaction behind the organisation's lock, with the tag of that id, if any."""
    with write_transaction():
        company.lock_organisation(member.organisation_id)
        yield _find_tag(member, tag_id)


def _all(member: Member, row: str) -> list[Tag]:
    tags = select(Tag).where(Tag.organisation_id == member.organisation_id, Tag.row == row)
    return list(db.session.execute(tags.order_by(Tag.position, Tag.id)).scalars())


def _present(member: Member, row: str) -> list[Tag]:
    return [tag for tag in _all(member, row) if tag.archived_at is None]


def _behind(tags: list[Tag]) -> int:
    """The place behind all of these."""
    return 1 + max((tag.position for tag in tags), default=0)


def _find_tag(member: Member, tag_id: str) -> Tag | None:
    statement = select(Tag).where(Tag.organisation_id == member.organisation_id, Tag.id == tag_id)
    return db.session.execute(statement).scalar()


def _require_free(tags: list[Tag], naming: Naming) -> None:
    """Raise RefusedChangeError for a name that another tag of the row has in either language."""
    for tag in tags:
        same = (tag.name_fr, naming.french), (tag.name_en, naming.english)
        if any(fold_name(one) == fold_name(other) for one, other in same):
            raise refused_change("taken")


def _write(member: Member, tag_id: str, **values: object) -> None:
    db.session.execute(
        update(Tag)
        .where(Tag.organisation_id == member.organisation_id, Tag.id == tag_id)
        .values(values)
    )


def _note(member: Member, what: str, name: str, at: datetime) -> None:
    audit.record(member.organisation_id, what, at, actor_id=member.id, detail=name)
