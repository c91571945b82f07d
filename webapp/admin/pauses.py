"""Pauses of a person, a team, the company: set, ended, and which stand.

What is shown of a person is the name and the days of the pause, nothing of their practice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, or_, select

from webapp.admin.reach import Whom, reach
from webapp.database import db, retried, writing
from webapp.game.days import today
from webapp.people import audit, company, declaring
from webapp.people.day_forms import limit
from webapp.people.models import Fact, Member
from webapp.people.said import TABLE, Change, Said
from webapp.people.who import Who
from webapp.people.who import member as read_member
from webapp.progress import follow

MOST = 200  # lines that are shown
COLUMNS = [TABLE.c[name] for name in Said.__slots__]


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that stands; `within` says that whoever looks may end it, `begun` that it has."""

    id: UUID
    whom: Whom
    first: date
    last: date | None
    begun: bool
    within: bool


def standing(who: Who, reached: Mapping[UUID, Whom], at: datetime) -> list[Pause]:
    """The pauses that this person may know of, of the last 60 days and to come, latest first.

    `reached` is whom they may pause; of an administrator's people those on pause are added. One
    statement, for the lines that are shown.
    """
    day, everybody = today(at, who.organisation_zone), who.role == "admin"
    whole = Whom(who.organisation_id, "organisation", who.organisation)
    known = {whole.id: whole, **reached}
    paused = Fact.scope_id.in_(known)
    rows = db.session.execute(
        _told(who, or_(Fact.last_day.is_(None), Fact.last_day >= limit(day)))
        .add_columns(Member.name)
        .outerjoin(
            Member,
            (Member.organisation_id == Fact.organisation_id)
            & (Member.id == Fact.scope_id)
            & Member.removed_at.is_(None),
        )
        .where(or_(paused, Member.id.is_not(None)) if everybody else paused)
        .order_by(Fact.first_day.desc(), Fact.recorded_at)
        .limit(MOST)
    )
    return [
        Pause(
            fact.id,
            known.get(fact.scope_id) or Whom(fact.scope_id, "member", name),
            fact.first_day,
            fact.last_day,
            begun=fact.first_day < day,
            within=everybody or fact.scope_id in reached,
        )
        for fact, name in ((Said(*row[:-1]), row[-1]) for row in rows)
    ]


def pause(who: Who, whom: Whom, first: date, last: date, at: datetime) -> None:
    """Pause them from a day to another; their days are read again in the same transaction."""

    def kept() -> None:
        with writing():
            company.lock(who.organisation_id)
            same = (Fact.scope_id == whom.id, Fact.first_day == first, Fact.last_day == last)
            if not db.session.execute(_told(who, *same)).first():
                whose = (who.organisation_id, whom.scope, whom.id)
                declaring.say(*whose, "pause", first, at, last_day=last)
                _follow(who, whom.scope, whom.id, first, at)
                _note(who, "pause", whom.id, at)

    retried(kept)


def end(who: Who, pause_id: UUID, at: datetime) -> bool:
    """End a pause: today counts again, days that are over stay as they are; one that has not begun
    is taken back. False when there is none that this person may end."""

    def ended() -> bool:
        with writing():
            company.lock(who.organisation_id)
            row = db.session.execute(_told(who, Fact.id == pause_id)).first()
            fact = Said(*row) if row else None
            whom = reach(who, fact.scope_id).get(fact.scope_id) if fact else None
            if fact is None or whom is None:
                return False
            day = today(at, who.organisation_zone)
            if fact.last >= day:
                change: Change = declaring.shortened(fact, day, at)
                declaring.keep(who.organisation_id, whom.scope, change)
                _follow(who, whom.scope, whom.id, change.first, at)
                _note(who, "pause-end", whom.id, at)
            return True

    return retried(ended)


def _told(who: Who, *which: ColumnElement[bool]) -> Select[Any]:
    """The pauses that stand and were set here: those that come of a person's going say why."""
    return select(*COLUMNS).where(
        Fact.organisation_id == who.organisation_id,
        Fact.name == "pause",
        Fact.retracted_at.is_(None),
        cast(Fact.value, String) == "{}",
        *which,
    )


def _follow(who: Who, scope: str, scope_id: UUID, first: date, at: datetime) -> None:
    """Let the days of whoever is on pause follow."""
    if scope == "organisation":
        follow.company_paused(who.organisation_id, first, at)
    elif scope == "team":
        follow.team_paused(who.organisation_id, scope_id, first, at)
    elif paused := read_member(who.organisation_id, scope_id):
        follow.facts_changed(paused, first, at)


def _note(who: Who, what: str, about_id: UUID, at: datetime) -> None:
    audit.note(who.organisation_id, what, at, actor_id=who.id, about_id=about_id)
