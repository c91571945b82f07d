"""Cache of boards, each with the validator by which one statement sees whether it still holds.

A board is made of its teams' weeks, whose rows count how often they were written (and are written
whenever one of their members' is), of people, teams and facts, which the organisation's edition
counts, and of the viewer's day. So whoever wrote, in whichever process: another stamp.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Date, bindparam, func, select

import webapp.cache as cache
from webapp.database.engine import db
from webapp.database.transactions import execute_core
from webapp.game.days import is_closed, today
from webapp.people.members import Member
from webapp.people.models import OrganisationVersion
from webapp.progress.weeks.rows import TEAMS

ORGANISATION: Any = bindparam("organisation_id")
EDITIONS = OrganisationVersion.__table__.c
EDITION = select(EDITIONS.version).where(EDITIONS.organisation_id == ORGANISATION)
TEAM_WEEK_VERSIONS = select(func.sum(TEAMS.c.version)).where(
    TEAMS.c.organisation_id == ORGANISATION,
    TEAMS.c.week == bindparam("week", type_=Date),
    TEAMS.c.team_id.in_(bindparam("teams", expanding=True)),
)
STAMP = select(EDITION.scalar_subquery(), TEAM_WEEK_VERSIONS.scalar_subquery())


@dataclass(frozen=True, slots=True)
class Validator:
    """What a board was read from: the edition and how often the rows of its teams' week had been
    written, both read before or with the rest; the day and zone by which; the viewer's team; all
    the teams that were read.
    """

    edition: int
    written: int
    zone: str
    day: date
    closed: bool
    team_id: UUID | None
    team_ids: tuple[UUID, ...]


class Cacheable(Protocol):
    """A board, as far as it matters here."""

    @property
    def week(self) -> date: ...
    @property
    def stamp(self) -> Validator: ...


def lookup(
    member: Member, week: date, now: datetime, league: int | None = None
) -> tuple[Any, bool]:
    """The viewer's last board of that week and league, and whether it holds; one statement or none.

    One that does not hold is None, unless teams and facts are as they were for it.
    """
    cached: Any = cache.cache_for(db.engine).get((member.organisation_id, member.id, week, league))
    closed = is_closed(week, member.organisation_zone, now)
    if cached is None or (cached.stamp.edition, cached.stamp.closed) != (member.edition, closed):
        return None, False
    stamp: Validator = cached.stamp
    params = {"organisation_id": member.organisation_id, "week": week, "teams": stamp.team_ids}
    edition, written = execute_core(STAMP, params).one()
    if (edition or 0, member.organisation_zone_name) != (stamp.edition, stamp.zone):
        return None, False
    return cached, (int(written or 0), today(now, member.zone)) == (stamp.written, stamp.day)


def store(member: Member, board: Cacheable, league: int | None = None) -> None:
    """Remember the viewer's board of their own league, or of the one they asked for."""
    cache.cache_for(db.engine).put((member.organisation_id, member.id, board.week, league), board)
