"""Pauses of a person, a team, the company: set, ended, and which stand.

What is shown of a person is the name and the days of the pause, nothing of their practice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from webapp.admin.reach import Whom, people, reach
from webapp.database import db, retried, writing
from webapp.game.days import today
from webapp.people import audit, company, declaring
from webapp.people.day_forms import limit
from webapp.people.models import Fact
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

    `reached` is whom they may pause; of an administrator's people those on pause are added.
    """
    day, said = today(at, who.organisation_zone), _said(who)
    within = _named(who, reached, said)
    whole = Whom(who.organisation_id, "organisation", who.organisation)
    known = {whole.id: whole} | within
    return [
        Pause(
            fact.id,
            known[fact.scope_id],
            fact.first_day,
            fact.last_day,
            begun=fact.first_day < day,
            within=fact.scope_id in within,
        )
        for fact in said
        if fact.scope_id in known and fact.last >= limit(day)
    ][:MOST]


def pause(who: Who, whom: Whom, first: date, last: date, at: datetime) -> None:
    """Pause them from a day to another; their days are read again in the same transaction."""

    def kept() -> None:
        with writing():
            company.lock(who.organisation_id)
            if not any(_same(fact, whom, first, last) for fact in _said(who)):
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
            said = _said(who)
            fact = next((fact for fact in said if fact.id == pause_id), None)
            whom = _named(who, reach(who), said).get(fact.scope_id) if fact else None
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


def _said(who: Who) -> list[Said]:
    """The pauses that stand and were set here: those that come of a person's going say why."""
    rows = db.session.execute(
        select(*COLUMNS)
        .where(
            Fact.organisation_id == who.organisation_id,
            Fact.name == "pause",
            Fact.retracted_at.is_(None),
        )
        .order_by(Fact.first_day.desc(), Fact.recorded_at)
    )
    return [fact for fact in (Said(*row) for row in rows) if not fact.value]


def _named(who: Who, reached: Mapping[UUID, Whom], said: list[Said]) -> dict[UUID, Whom]:
    """Who of these this person may pause."""
    found = dict(reached)
    if who.role == "admin":
        others = {fact.scope_id for fact in said} - found.keys()
        found |= {each.id: each for each in people(who, others)}
    return found


def _same(fact: Said, whom: Whom, first: date, last: date) -> bool:
    return (fact.scope_id, fact.first_day, fact.last_day) == (whom.id, first, last)


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
