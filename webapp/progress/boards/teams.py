"""Teams and lines of a board: from their rows of the week, or computed where there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from webapp.game import standings
from webapp.people.schedule.facts import Facts
from webapp.progress.models import Mornings
from webapp.progress.weeks.rows import list_working_days

NO_EFFORT = standings.Parts(Fraction(0), Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class BoardTeam:
    """A team on the board; no parts at rest. One that nobody touched has no row of the week.

    version counts how often that row was written; `new` if the team was made in that week; at_work
    is how many of its members have working days in it, None where an old row does not say it.
    """

    id: UUID
    name: str
    size: int
    parts: standings.Parts | None
    version: int
    new: bool
    at_work: int | None
    mornings: Mornings = field(default_factory=dict)

    @property
    def has_row(self) -> bool:
        """Whether the team has a row of the week."""
        return self.version > 0

    @property
    def as_team(self) -> standings.Team[UUID]:
        """The team as the rules of the board read it."""
        raw = self.parts.raw if self.parts else None
        return standings.Team(self.id, self.size, raw, self.at_work)

    @property
    def parts_visible(self) -> bool:
        """Whether the parts of its score may be told (RULES R11.2)."""
        return self.as_team.tells_parts


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A team on the board; in training and at rest it has neither a place nor a score."""

    team_id: UUID
    name: str
    size: int
    new: bool
    place: int | None
    score: Decimal | None
    training: bool
    rests: bool
    mine: bool


def rank_lines(
    teams: Sequence[BoardTeam], mine: UUID | None, *, running: bool = False
) -> tuple[BoardLine, ...]:
    """The board's lines, in its order; one of them may be the viewer's team's.

    As long as the week is `running`, until it has closed, they are in whole points (RULES R5.9).
    """
    by_id = {team.id: team for team in teams}
    return tuple(
        BoardLine(
            team_id=ranked.id,
            name=by_id[ranked.id].name,
            size=by_id[ranked.id].size,
            new=by_id[ranked.id].new,
            place=ranked.place,
            score=ranked.score,
            training=ranked.training,
            rests=ranked.rests,
            mine=ranked.id == mine,
        )
        for ranked in standings.rank_teams([team.as_team for team in teams], running=running)
    )


def without_rows(
    team: BoardTeam, members: Mapping[UUID, date], facts: Facts, week: date, zone: tzinfo
) -> BoardTeam:
    """A team that nobody touched, from its members (their days of joining by id)."""
    at_work = sum(
        list_working_days(facts.board_calendar(member_id, joined, week, zone), week) > 0
        for member_id, joined in members.items()
    )
    parts = NO_EFFORT if at_work else None
    return replace(team, size=len(members), parts=parts, at_work=at_work)
