"""Queries of the audit log, as administrators read it: newest first, by pages, or as a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from flask_babel import gettext as _
from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import aliased

from webapp.database.engine import db
from webapp.people.members import Member
from webapp.people.models import Audit, MemberRow, Team

PAGE_SIZE = 50
ROWS_PER_FETCH = 500
Found: TypeAlias = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line in words: who did it, what, and to whom ("" where it was nobody or nothing)."""

    at: datetime
    who: str
    what: str
    about: str
    detail: str
    count: int


def list_page(member: Member, number: int) -> tuple[list[Line], bool]:
    """The lines of a page (the first is 1), and whether there are older ones; one statement."""
    page = _lines(member).offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)
    rows = db.session.execute(page).all()
    return [_line(row) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


def write_audit_table(member: Member) -> tuple[list[str], Iterator[list[Any]]]:
    """The names of the columns, and the rows; to be read in the block of `read_transaction`."""
    names = [_("When"), _("Who did it"), _("What"), _("Whom"), _("Where"), _("How often"), "what"]
    rows = db.session.execute(_lines(member), execution_options={"yield_per": ROWS_PER_FETCH})
    return names, (_cells(row) for row in rows)


def message_for() -> dict[str, str]:
    """What can be done, in words; what has none is shown by its name."""
    return {
        "address": _("changed an address"),
        "audit-table": _("downloaded the audit log"),
        "charge": _("gave another team to look after"),
        "charge-end": _("took back a team to look after"),
        "code-refused": _("a code was refused"),
        "come-back": _("came back before their account was deleted"),
        "confirmed": _("confirmed with a code that it was them"),
        "erasure": _("an account was deleted for good"),
        "export-json": _("downloaded their data (JSON)"),
        "export-zip": _("downloaded their data (CSV)"),
        "forbidden": _("was refused a page"),
        "invitation": _("invited somebody"),
        "joined": _("joined by a team’s link"),
        "leaving": _("asked for their account to be deleted"),
        "limited": _("reached a limit"),
        "link": _("made a new link"),
        "organisation": _("created the company"),
        "pause": _("set a pause"),
        "pause-end": _("ended a pause"),
        "removal": _("removed somebody"),
        "retention": _("changed how many months calls are kept"),
        "return": _("let somebody back in"),
        "role-admin": _("made an administrator"),
        "role-manager": _("made a manager"),
        "role-member": _("made a member"),
        "seeded": _("made the demo"),
        "settings": _("changed the company’s settings"),
        "sign-in": _("signed in"),
        "sign-ins-ended": _("signed somebody out everywhere"),
        "sign-out": _("signed out"),
        "suspension": _("suspended somebody"),
        "tag": _("added a tag"),
        "tag-archived": _("archived a tag"),
        "tag-back": _("brought a tag back"),
        "tag-name": _("renamed a tag"),
        "team": _("made a team"),
        "team-archived": _("archived a team"),
        "team-change": _("changed somebody’s team"),
        "team-link": _("made a team’s link"),
        "team-link-end": _("closed a team’s link"),
        "team-name": _("renamed a team"),
        "way-in": _("asked for a new sign-in link"),
    }


def _lines(member: Member) -> Select[*tuple[Any, ...]]:
    actor, about = aliased(MemberRow), aliased(MemberRow)
    organisation_id = Audit.organisation_id
    return (
        select(
            *(Audit.at, Audit.what, Audit.detail, Audit.count.label("times")),
            *(Audit.actor_id, Audit.about_id, Audit.actor_left, Audit.about_left),
            actor.name.label("actor"),
            about.name.label("about"),
            Team.name.label("team"),
        )
        .outerjoin(
            actor, and_(actor.organisation_id == organisation_id, actor.id == Audit.actor_id)
        )
        .outerjoin(
            about, and_(about.organisation_id == organisation_id, about.id == Audit.about_id)
        )
        .outerjoin(Team, and_(Team.organisation_id == organisation_id, Team.id == Audit.about_id))
        .where(Audit.organisation_id == member.organisation_id)
        .order_by(Audit.at.desc(), Audit.id.desc())
    )


def _line(row: Found) -> Line:
    sentence = message_for().get(row.what, row.what)
    return Line(row.at, _actor(row), sentence, _about(row), row.detail, row.times)


def _cells(row: Found) -> list[Any]:
    line = _line(row)
    cells = [line.at.isoformat(timespec="seconds"), line.who, line.what, line.about]
    return [*cells, line.detail, line.count, row.what]


def _actor(row: Found) -> str:
    """Refusals without a member are those of somebody who was not signed in."""
    if row.actor_left:
        return str(_("somebody who has left"))
    if row.actor_id:
        return str(row.actor or _("somebody who has left"))
    if row.what in ("code-refused", "limited", "forbidden"):
        return str(_("somebody who was not signed in"))
    return "" if row.what == "erasure" else str(_("whoever runs the server"))


def _about(row: Found) -> str:
    if row.about_left:
        return "" if row.actor_left else str(_("somebody who has left"))
    if row.about_id is None or row.about_id == row.actor_id:
        return ""
    return str(row.about or row.team or "")
