"""View of a season: the places of a league's teams, week by week."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from webapp.boards import week_selection
from webapp.boards.league_view import named_leagues
from webapp.boards.week_view import Week
from webapp.game.days import ONE_DAY, week_name
from webapp.game.leagues import season_of
from webapp.people.members import Member
from webapp.progress.boards.board import current_week
from webapp.progress.boards.season import get_season
from webapp.progress.boards.teams import BoardLine


@dataclass(frozen=True, slots=True)
class SeasonTeam:
    """A team's places: a number, 0 where it was not ranked, None where it was not there."""

    name: str
    mine: bool
    places: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class SeasonLink:
    """A season by its address, its first and its last day."""

    address: str
    first: date
    last: date
    current: bool


def season_context(
    member: Member, first: date, league: int | None, now: datetime
) -> dict[str, Any] | None:
    """What the season's template asks for; None where there is no such season, or league."""
    present = current_week(member, now)
    if not _is_theirs(member, first, present):
        return None
    season = get_season(member, first, now, None if league is None else league - 1)
    if not 0 <= season.league < season.leagues:
        return None
    began = [
        (week, lines) for week, lines in season.weeks if week >= week_selection.first_week(member)
    ]
    return {
        "season": season_link(first, present),
        "weeks": [Week(week, "", week == present) for week, _ in began],
        "teams": _teams([lines for _, lines in began], season.mine),
        "founds": member.role == "admin",
        "league": season.league + 1,
        "leagues": season.leagues,
        "named": named_leagues(season.league + 1, season.leagues),
    }


def season_list_context(
    member: Member, before: date | None, now: datetime
) -> dict[str, Any] | None:
    """A page of seasons, newest first; None where none of theirs begins in the week `before`."""
    present = current_week(member, now)
    if before is not None and not _is_theirs(member, before, present):
        return None
    first_mondays, older = week_selection.list_seasons(member, present, before)
    return {
        "seasons": [season_link(first, present) for first in first_mondays],
        "older": week_name(older) if older else None,
    }


def season_link(first: date, present: date) -> SeasonLink:
    """The season that begins on this Monday."""
    last = first + week_selection.SEASON - ONE_DAY
    return SeasonLink(week_name(first), first, last, first <= present <= last)


def _is_theirs(member: Member, first: date, present: date) -> bool:
    """Whether a season begins on this Monday, which may be any that somebody wrote."""
    return (
        season_of(week_selection.first_week(member)) <= first <= present
        and season_of(first) == first
    )


def _teams(boards: list[tuple[BoardLine, ...]], mine: UUID | None) -> list[SeasonTeam]:
    """The teams in the order of the newest board that they are on; one's own is marked."""
    newest = {line.team_id: line for lines in boards for line in lines}
    order = [line.team_id for lines in reversed(boards) for line in lines]
    places = [{line.team_id: line.place or 0 for line in lines} for lines in boards]
    return [
        SeasonTeam(newest[each].name, each == mine, tuple(by_team.get(each) for by_team in places))
        for each in dict.fromkeys(order)
    ]
