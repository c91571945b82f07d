"""The teams of a board: as their rows of the week say, or computed where it was not touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, and_, bindparam, select

from webapp.database import UtcDateTime, db
from webapp.game import standings
from webapp.game.days import begins
from webapp.game.leagues import BOARD_TEAMS, season_of
from webapp.people.facts import Facts
from webapp.people.models import Team
from webapp.progress import leagues
from webapp.progress.models import TeamWeek
from webapp.progress.weeks import WEEK, working_days

TEAM, ROW = Team.__table__.c, TeamWeek.__table__.c
NOTHING = standings.Parts(Fraction(0), Fraction(0), Fraction(0))


def _asking(which: Any) -> Select[Any]:
    """The teams among these that have a row of the week, or were not archived before its close."""
    close = bindparam("close", type_=UtcDateTime)
    return (
        select(
            *(TEAM.id, TEAM.name, ROW.size, ROW.effort, ROW.kept, ROW.shared, ROW.version),
        )
        .select_from(
            Team.__table__.outerjoin(
                TeamWeek.__table__,
                and_(
                    ROW.organisation_id == TEAM.organisation_id,
                    ROW.team_id == TEAM.id,
                    ROW.week == bindparam("week", type_=Date),
                ),
            )
        )
        .where(
            TEAM.organisation_id == bindparam("organisation_id"),
            TEAM.id.in_(which),
            TEAM.created_at < close,
            ROW.size.is_not(None) | TEAM.archived_at.is_(None) | (TEAM.archived_at >= close),
        )
        .order_by(TEAM.name, TEAM.id)
    )


OF_LEAGUE = _asking(leagues.MATES)
NAMED = _asking(bindparam("teams", expanding=True))


@dataclass(frozen=True, slots=True)
class Entrant:
    """A team on the board; no parts at rest. One that nobody touched has no row of the week.

    version counts how often that row was written.
    """

    id: UUID
    name: str
    size: int
    parts: standings.Parts | None
    version: int

    @property
    def touched(self) -> bool:
        """Whether the team has a row of the week."""
        return self.version > 0

    @property
    def as_team(self) -> standings.Team[UUID]:
        """The team as the rules of the board read it."""
        return standings.Team(self.id, self.size, self.parts.raw if self.parts else None)


@dataclass(frozen=True, slots=True)
class Line:
    """A team on the board. place is None in training and at rest, score None at rest."""

    team_id: UUID
    name: str
    size: int
    place: int | None
    score: Decimal | None
    training: bool
    rests: bool
    mine: bool


def lines(teams: Sequence[Entrant], mine: UUID | None) -> tuple[Line, ...]:
    """The board's lines, in its order; one of them may be the viewer's team's."""
    held = {team.id: team for team in teams}
    return tuple(
        Line(
            team_id=place.id,
            name=held[place.id].name,
            size=held[place.id].size,
            place=place.place,
            score=place.score,
            training=place.training,
            rests=place.rests,
            mine=place.id == mine,
        )
        for place in standings.table([team.as_team for team in teams])
    )


def read(
    organisation_id: UUID, week: date, mine: UUID | None, close: datetime, zone: tzinfo
) -> list[Entrant]:
    """The teams on the board of the team `mine`, by name; one statement.

    Three where the season's leagues were not dealt yet: before the first log of a season.
    """
    asked = {"season": season_of(week), "began": begins(season_of(week), zone), "mine": mine}
    found = _read(organisation_id, week, close, OF_LEAGUE, **asked)
    if len(found) <= BOARD_TEAMS:
        return found
    dealt = leagues.dealt(organisation_id, season_of(week), zone)
    league = dealt.get(mine, 0) if mine else 0
    same = [team_id for team_id, of in dealt.items() if of == league]
    return _read(organisation_id, week, close, NAMED, teams=same)


def computed(team: Entrant, members: Mapping[UUID, date], facts: Facts, week: date) -> Entrant:
    """A team that nobody touched, from its members (their days of joining by id)."""
    works = any(
        working_days(facts.calendar(member_id, joined, week, week + WEEK), week)
        for member_id, joined in members.items()
    )
    return replace(team, size=len(members), parts=NOTHING if works else None)


def _read(
    organisation_id: UUID, week: date, close: datetime, which: Select[Any], **asked: Any
) -> list[Entrant]:
    asked |= {"organisation_id": organisation_id, "week": week, "close": close}
    rows = db.session.execute(which, asked)
    return [
        Entrant(team_id, name, size or 0, _parts(effort, kept, shared), version or 0)
        for team_id, name, size, effort, kept, shared, version in rows
    ]


def _parts(
    effort: Fraction | None, kept: Fraction | None, shared: Fraction | None
) -> standings.Parts | None:
    if effort is None or kept is None or shared is None:
        return None
    return standings.Parts(effort, kept, shared)
