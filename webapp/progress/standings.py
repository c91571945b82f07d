"""The team board of a week, as it is read: one league, at most 30 teams (RULES R5.8)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import cast
from uuid import UUID

from webapp.game import standings
from webapp.game.days import is_closed, today, week_close, week_of
from webapp.people import facts as people_facts
from webapp.people.facts import Facts
from webapp.people.who import Member
from webapp.progress import entering, entrants, mornings, published, reaching, remembered, rosters
from webapp.progress.entrants import BoardLine
from webapp.progress.mornings import Passing
from webapp.progress.published import PublishedBoard
from webapp.progress.reaching import Own, Potential, TeammateWeek
from webapp.progress.remembered import Validator


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


def get_board(who: Member, week: date, now: datetime, league: int | None = None) -> Board:
    """The board of the week that begins on this Monday, as the viewer sees it.

    It is that of their own league, or of another one of the organisation.

    One statement when the viewer has seen it before and nothing of it has changed since. Else five
    at most, whatever the organisation's size; one more before the first log of a season where
    there are leagues, and one where a team-mate was away for most of a quarter.
    """
    was, holds = remembered.lookup(who, week, now, league)
    if holds:
        return cast(Board, was)
    made, team_id, own = None, was.stamp.team_id if was else None, None
    if is_closed(week, who.organisation_zone, now):
        boards, team_id, own = published.get_published(who, [week], league)
        made = _published(who, boards[week], own, now) if week in boards else None
    made = made or _computed(who, week, now, league, team_id or _team(who, week, now), own)
    remembered.store(who, made, league)
    return made


def current_week(who: Member, now: datetime) -> date:
    """The Monday of the organisation's present week."""
    return week_of(today(now, who.organisation_zone))


def _team(who: Member, week: date, now: datetime) -> UUID | None:
    """The team the viewer plays that week for."""
    zone = who.organisation_zone
    as_of = week_close(week, zone) if is_closed(week, zone, now) else None
    return _facts(who, [who.id], as_of).team(who.id, week, zone)


def _published(who: Member, found: PublishedBoard, part: Own | None, now: datetime) -> Board:
    """The board of a closed week as it was written down."""
    own = next((team for team in found.teams if team.id == found.mine), None)
    told = own is not None and own.parts_visible
    return Board(
        week=found.week,
        closes_at=found.closed_at,
        closed=True,
        lines=entrants.rank_lines(found.teams, own.id if own else None),
        parts=own.parts if own and told else None,
        own=None if told or own is None else part,
        mean=standings.mean_raw([team.as_team for team in found.teams]),
        reach=None,
        league=found.league,
        leagues=found.leagues,
        stamp=Validator(
            edition=who.edition,
            written=sum(team.version for team in found.teams),
            zone=who.organisation_zone_name,
            day=today(now, who.zone),
            closed=True,
            team_id=found.mine,
            team_ids=tuple(team.id for team in found.teams),
        ),
    )


def _computed(
    who: Member,
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
    organisation_id, zone, day = who.organisation_id, who.organisation_zone, today(now, who.zone)
    close, closed = week_close(week, zone), is_closed(week, zone, now)
    as_of = close if closed else None
    entered = entering.teams_of_week(organisation_id, week, team_id, zone, league)
    teams = entered.teams
    own = next((team for team in teams if team.id == team_id), None)
    own_id = own.id if own else None
    stamp = Validator(
        edition=who.edition,
        written=sum(team.version for team in teams),
        zone=who.organisation_zone_name,
        day=day,
        closed=closed,
        team_id=team_id,
        team_ids=tuple(team.id for team in teams),
    )
    idle = {team.id for team in teams if not team.has_row}
    found = rosters.possible_members(organisation_id, idle, week, zone) if idle else {}
    mates: dict[UUID, TeammateWeek] = {}
    if own_id and own_id not in idle and not closed:
        mates = reaching.load_teammates(organisation_id, week, own_id, day)
    facts = _facts(who, {*mates, *found}, as_of)
    members = {
        team_id: rosters.filter_by_team(found, facts, team_id, week, zone) for team_id in idle
    }
    if own_id in idle and not closed:
        mates = reaching.teammates_without_rows(organisation_id, members[own_id], facts, week, zone)
    teams = [
        entrants.without_rows(team, members[team.id], facts, week, zone)
        if team.id in idle
        else team
        for team in teams
    ]
    teams = [team for team in teams if team.has_row or team.size or not closed]
    lines = entrants.rank_lines(teams, own_id, running=not closed)
    told = next(
        (team for team in teams if team.id == own_id and closed and team.parts_visible), None
    )
    return Board(
        week=week,
        closes_at=close,
        closed=closed,
        lines=lines,
        parts=told.parts if told else None,
        own=None if told or not own_id else part or reaching.own(who.id, mates),
        mean=standings.mean_raw([team.as_team for team in teams]),
        reach=None if closed else reaching.compute_potential(who, lines, mates, facts, week, day),
        league=entered.league,
        leagues=entered.leagues,
        stamp=stamp,
        passings=() if closed else mornings.list_passings(teams, own_id, today(now, zone)),
    )


def _facts(who: Member, member_ids: Collection[UUID], as_of: datetime | None) -> Facts:
    """The facts of these members, as they stood at the close of a closed week."""
    if not member_ids:
        return Facts(who.organisation_id, ())
    facts = people_facts.read_facts(who.organisation_id, member_ids)
    return facts if as_of is None else facts.as_of(as_of)
