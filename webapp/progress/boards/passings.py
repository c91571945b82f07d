"""Overtakings of the days that are over, from snapshots of each team at a day's first writing.

A team's row of the week keeps how it stood before the first writing of each day. Until that writing
everybody saw the board so, all night long: what is told of it says nothing that was not shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from webapp.game import standings
from webapp.game.standings import Overtaking
from webapp.progress.boards.teams import BoardTeam
from webapp.progress.models import Morning


@dataclass(frozen=True, slots=True)
class Passing:
    """On that day a team passed others, in their order at its end."""

    day: date
    team: str
    passed: tuple[str, ...]
    mine: bool


def list_passings(
    teams: Sequence[BoardTeam], mine: UUID | None, today: date
) -> tuple[Passing, ...]:
    """What happened on the days before `today`, oldest first; by what was shown at their ends."""
    days = sorted({day for team in teams for day in team.mornings})
    tables = [_table(teams, day) for day in days] + [_table(teams, None)]
    names = {team.id: team.name for team in teams}
    passings = []
    for day, before, after in zip(map(date.fromisoformat, days), tables, tables[1:], strict=False):
        if day < today:
            passings += [
                Passing(day, names[it.team], tuple(names[i] for i in it.passed), it.team == mine)
                for it in _overtakings(before, after)
            ]
    return tuple(passings)


def _overtakings(
    before: Iterable[standings.RankedTeam[UUID]], after: Iterable[standings.RankedTeam[UUID]]
) -> tuple[Overtaking[UUID], ...]:
    return standings.overtakings(tuple(before), tuple(after))


def _table(teams: Sequence[BoardTeam], day: str | None) -> tuple[standings.RankedTeam[UUID], ...]:
    """The board as that day began; as it is now with None."""
    return standings.rank_teams([_then(team, day) for team in teams], running=True)


def _then(team: BoardTeam, day: str | None) -> standings.Team[UUID]:
    """The team as that day began: as before the next writing that there was."""
    later = min((each for each in team.mornings if day is not None and each >= day), default=None)
    if later is None:
        return team.as_team
    morning: Morning | None = team.mornings[later]
    if morning is None:
        idle = Fraction(0) if team.parts else None
        return replace(team.as_team, raw=idle)
    raw, size, at_work = morning
    return standings.Team(team.id, size, None if raw is None else Fraction(raw), at_work)
