"""The teams of a board: as their rows of the week say, or computed where it was not touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from webapp.game import standings
from webapp.people.facts import Facts
from webapp.progress.weeks import working_days

NOTHING = standings.Parts(Fraction(0), Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Entrant:
    """A team on the board; no parts at rest. One that nobody touched has no row of the week.

    version counts how often that row was written; `new` if the team was made in that week.
    """

    id: UUID
    name: str
    size: int
    parts: standings.Parts | None
    version: int
    new: bool

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
    new: bool
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
            new=held[place.id].new,
            place=place.place,
            score=place.score,
            training=place.training,
            rests=place.rests,
            mine=place.id == mine,
        )
        for place in standings.table([team.as_team for team in teams])
    )


def computed(
    team: Entrant, members: Mapping[UUID, date], facts: Facts, week: date, zone: tzinfo
) -> Entrant:
    """A team that nobody touched, from its members (their days of joining by id)."""
    works = any(
        working_days(facts.board_calendar(member_id, joined, week, zone), week)
        for member_id, joined in members.items()
    )
    return replace(team, size=len(members), parts=NOTHING if works else None)
