"""The season's boards (RULES R5.8): six weeks of one league, published or computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from webapp.game.days import WEEK, is_closed
from webapp.game.leagues import SEASON_WEEKS
from webapp.people.members import Member
from webapp.people.schedule.facts import Facts, read_facts
from webapp.progress.boards import published as published_boards
from webapp.progress.boards import queries as board_queries
from webapp.progress.boards import teams as board_teams
from webapp.progress.boards.board import current_week
from webapp.progress.boards.teams import BoardLine, BoardTeam
from webapp.progress.weeks import rosters


@dataclass(frozen=True, slots=True)
class Season:
    """The weeks of a season as far as they have begun, each with its board's lines."""

    first: date
    weeks: tuple[tuple[date, tuple[BoardLine, ...]], ...]
    mine: UUID | None
    league: int
    leagues: int

    @property
    def last(self) -> date:
        """The last day of the season."""
        return self.first + SEASON_WEEKS * WEEK - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who ever was in some teams: days of joining and removal by id, and their facts."""

    members: Mapping[UUID, tuple[date, datetime | None]]
    facts: Facts


def get_season(member: Member, first: date, now: datetime, league: int | None = None) -> Season:
    """The season that begins on this Monday, as far as it goes; five statements.

    It is that of the viewer's league in its newest week, or of another one.
    """
    organisation_id, zone = member.organisation_id, member.organisation_zone
    present = current_week(member, now)
    weeks = [week for n in range(SEASON_WEEKS) if (week := first + n * WEEK) <= present]
    closed = [week for week in weeks if is_closed(week, zone, now)]
    if closed == weeks and (season := _published(member, first, weeks, league)):
        return season
    mine = read_facts(organisation_id, [member.id]).team(member.id, weeks[-1], zone)
    teams_by_week, own, of = board_queries.teams_of_weeks(
        organisation_id, weeks, mine, zone, league
    )
    written = published_boards.get_published(member, closed, own)[0] if closed else {}
    teams_by_week |= {week: list(board.teams) for week, board in written.items()}
    roster = _load_roster(organisation_id, teams_by_week, weeks[-1])
    week_lines = []
    for week in weeks:
        teams = _teams(member, week, teams_by_week[week], roster, now)
        running = not is_closed(week, zone, now)
        week_lines.append((week, board_teams.rank_lines(teams, mine, running=running)))
    return Season(first, tuple(week_lines), mine, own, of)


def _published(
    member: Member, first: date, weeks: Sequence[date], league: int | None
) -> Season | None:
    """The season whose weeks are all written down; one statement."""
    boards, *_ = published_boards.get_published(member, weeks, league)
    if len(boards) < len(weeks):
        return None
    newest = boards[weeks[-1]]
    week_lines = [(week, board_teams.rank_lines(boards[week].teams, newest.mine)) for week in weeks]
    leagues = max(board.leagues for board in boards.values())
    return Season(first, tuple(week_lines), newest.mine, newest.league, leagues)


def _load_roster(
    organisation_id: UUID, teams_by_week: Mapping[date, Sequence[BoardTeam]], newest: date
) -> Roster:
    """The roster of the teams that lack a row in some week; two statements, or none."""
    idle = {team.id for teams in teams_by_week.values() for team in teams if not team.has_row}
    members = rosters.all_members_ever(organisation_id, idle, newest) if idle else {}
    facts = read_facts(organisation_id, members) if members else Facts(organisation_id, ())
    return Roster(members, facts)


def _teams(
    member: Member, week: date, teams: Sequence[BoardTeam], roster: Roster, now: datetime
) -> list[BoardTeam]:
    """The teams of one week's board, computed where they have no row of it."""
    zone = member.organisation_zone
    closed = is_closed(week, zone, now)
    facts = roster.facts.as_of_week(week, zone, now)
    candidates = {
        member_id: joined
        for member_id, (joined, removed_at) in roster.members.items()
        if joined < week + WEEK and rosters.plays_in_week(removed_at, week, zone)
    }
    on_board = []
    for team in teams:
        each = team
        if not team.has_row:
            members = rosters.filter_by_team(candidates, facts, team.id, week, zone)
            each = board_teams.without_rows(team, members, facts, week, zone)
        if each.has_row or each.size or not closed:
            on_board.append(each)
    return on_board
