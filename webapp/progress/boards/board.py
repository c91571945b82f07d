"""The team board of a week, cached or computed: one league, at most 30 teams (RULES R5.8)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import cast
from uuid import UUID

from webapp.game import standings
from webapp.game.days import is_closed, today, week_close, week_of
from webapp.people.members import Member
from webapp.people.schedule.facts import read_week_facts
from webapp.progress.boards import cache as board_cache
from webapp.progress.boards import inputs as board_inputs
from webapp.progress.boards import passings, potential
from webapp.progress.boards import published as published_boards
from webapp.progress.boards import teams as board_teams
from webapp.progress.boards.cache import Validator
from webapp.progress.boards.inputs import BoardInputs
from webapp.progress.boards.passings import Passing
from webapp.progress.boards.potential import Own, Potential
from webapp.progress.boards.published import PublishedBoard
from webapp.progress.boards.teams import BoardLine, BoardTeam


@dataclass(frozen=True, slots=True)
class Board:
    """A week's board, its lines in order.

    `parts` are those of the viewer's team, once the week has closed and if five were at work: those
    of an open week would move with a single act (RULES R11.2). `own` is the viewer's part in them,
    where theirs are not told. `mean` is the raw score of an average team-mate (RULES R5.6), from 0
    to 1. `passings` are those of the days of an open week that are over. `league` counts from 0, of
    so many `leagues`.

    The stamp says what it was read from: two boards of one viewer and week with the same stamp are
    the same.
    """

    week: date
    closes_at: datetime
    closed: bool
    lines: tuple[BoardLine, ...]
    parts: standings.Parts | None
    own: Own | None
    mean: Fraction
    reach: Potential | None
    league: int
    leagues: int
    stamp: Validator = field(compare=False)
    passings: tuple[Passing, ...] = ()

    @property
    def own_line(self) -> BoardLine | None:
        """The viewer's team's line, if it is on this board."""
        return next((line for line in self.lines if line.mine), None)


def get_board(member: Member, week: date, now: datetime, league: int | None = None) -> Board:
    """The board of the week that begins on this Monday, as the viewer sees it.

    It is that of their own league, or of another one of the organisation.

    One statement when the viewer has seen it before and nothing of it has changed since. Else five
    at most, whatever the organisation's size; one more before the first log of a season where
    there are leagues, and one where a team-mate was away for most of a quarter.
    """
    cached, holds = board_cache.lookup(member, week, now, league)
    if holds:
        return cast(Board, cached)
    board, team_id, own = None, cached.stamp.team_id if cached else None, None
    if is_closed(week, member.organisation_zone, now):
        boards, team_id, own = published_boards.get_published(member, [week], league)
        board = _published(member, boards[week], own, now) if week in boards else None
    board = board or _computed(member, week, now, league, team_id or _team(member, week, now), own)
    board_cache.store(member, board, league)
    return board


def current_week(member: Member, now: datetime) -> date:
    """The Monday of the organisation's present week."""
    return week_of(today(now, member.organisation_zone))


def _team(member: Member, week: date, now: datetime) -> UUID | None:
    """The team the viewer plays that week for."""
    zone = member.organisation_zone
    facts = read_week_facts(member.organisation_id, [member.id], week, zone, now)
    return facts.team(member.id, week, zone)


def _published(member: Member, published: PublishedBoard, part: Own | None, now: datetime) -> Board:
    """The board of a closed week as it was written down."""
    own = next((team for team in published.teams if team.id == published.mine), None)
    parts_visible = own is not None and own.parts_visible
    return Board(
        week=published.week,
        closes_at=published.closed_at,
        closed=True,
        lines=board_teams.rank_lines(published.teams, own.id if own else None),
        parts=own.parts if own and parts_visible else None,
        own=None if parts_visible or own is None else part,
        mean=standings.mean_raw([team.as_team for team in published.teams]),
        reach=None,
        league=published.league,
        leagues=published.leagues,
        stamp=Validator(
            edition=member.edition,
            written=sum(team.version for team in published.teams),
            zone=member.organisation_zone_name,
            day=today(now, member.zone),
            closed=True,
            team_id=published.mine,
            team_ids=tuple(team.id for team in published.teams),
        ),
    )


def _computed(
    member: Member,
    week: date,
    now: datetime,
    league: int | None,
    team_id: UUID | None,
    part: Own | None,
) -> Board:
    """The board that the viewer's team is on, or that of a league, from rows and facts.

    Whatever the viewer's edition says, what is read is no older. `part` is the viewer's own part in
    a closed week.
    """
    inputs = board_inputs.load_inputs(member, week, now, team_id, league)
    teams, closed = _teams_on_board(inputs, week), inputs.closed
    own_id, day, zone = inputs.own_id, today(now, member.zone), member.organisation_zone
    lines = board_teams.rank_lines(teams, own_id, running=not closed)
    visible_team = next(
        (team for team in teams if team.id == own_id and closed and team.parts_visible), None
    )
    mates, facts = inputs.mates, inputs.facts
    return Board(
        week=week,
        closes_at=week_close(week, zone),
        closed=closed,
        lines=lines,
        parts=visible_team.parts if visible_team else None,
        own=None if visible_team or not own_id else part or potential.own(member.id, mates),
        mean=standings.mean_raw([team.as_team for team in teams]),
        reach=None
        if closed
        else potential.compute_potential(member, lines, mates, facts, week, day),
        league=inputs.league.league,
        leagues=inputs.league.leagues,
        stamp=Validator(
            edition=member.edition,
            written=sum(team.version for team in inputs.league.teams),
            zone=member.organisation_zone_name,
            day=day,
            closed=closed,
            team_id=team_id,
            team_ids=tuple(team.id for team in inputs.league.teams),
        ),
        passings=() if closed else passings.list_passings(teams, own_id, today(now, zone)),
    )


def _teams_on_board(inputs: BoardInputs, week: date) -> list[BoardTeam]:
    """The league's teams, computed where they have no row; of a closed week without empty ones."""
    teams = [
        board_teams.without_rows(team, inputs.members[team.id], inputs.facts, week, inputs.zone)
        if team.id in inputs.members
        else team
        for team in inputs.league.teams
    ]
    return [team for team in teams if team.has_row or team.size or not inputs.closed]
