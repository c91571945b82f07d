"""Queries of an open board: the teams of a league and their rows of the week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, FromClause, Row, and_, bindparam, select

from webapp.database.engine import db
from webapp.game import standings
from webapp.game.days import week_close, week_start
from webapp.game.leagues import BOARD_TEAMS, season_of
from webapp.people.models import Team
from webapp.progress.boards.teams import BoardTeam
from webapp.progress.models import LeagueAssignment, TeamWeek
from webapp.progress.weeks import leagues
from webapp.text_folding import fold_text

TEAM, ROW, DEALT = Team.__table__.c, TeamWeek.__table__.c, LeagueAssignment.__table__.c
WEEK: Any = bindparam("week", type_=Date)
COLUMNS = (
    *(TEAM.id, TEAM.name, TEAM.created_at, TEAM.archived_at),
    *(ROW.size, ROW.effort, ROW.kept, ROW.shared, ROW.version, ROW.week, ROW.at_work),
    ROW.mornings,
)


def _of_team(when: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(ROW.organisation_id == TEAM.organisation_id, ROW.team_id == TEAM.id, when)


def _with_rows(when: ColumnElement[bool]) -> FromClause:
    return Team.__table__.outerjoin(TeamWeek.__table__, _of_team(when)).outerjoin(
        LeagueAssignment.__table__,
        and_(
            DEALT.organisation_id == TEAM.organisation_id,
            DEALT.team_id == TEAM.id,
            DEALT.season == bindparam("season", type_=Date),
        ),
    )


def _asking(when: ColumnElement[bool]) -> Any:
    """A league's teams, each with its rows of then and its league, if that was dealt; its viewer's
    league and the last of all.
    """
    own, last = leagues.OWN_LEAGUE.label("own"), leagues.LAST_LEAGUE.label("last")
    return (
        select(*COLUMNS, DEALT.league.label("dealt"), own, last)
        .select_from(_with_rows(when))
        .where(
            TEAM.organisation_id == bindparam("organisation_id"), TEAM.id.in_(leagues.LEAGUE_TEAMS)
        )
    )


OF_WEEK = _asking(ROW.week == WEEK)
OF_WEEKS = _asking(ROW.week.in_(bindparam("weeks", expanding=True)))


@dataclass(frozen=True, slots=True)
class LeagueTeams:
    """The teams of a board by name; which league they are, of how many (one: all of them)."""

    teams: list[BoardTeam]
    league: int
    leagues: int


def teams_of_week(
    organisation_id: UUID,
    week: date,
    mine: UUID | None,
    zone: tzinfo,
    league: int | None = None,
) -> LeagueTeams:
    """The teams of one league, the one of the team `mine` if none is wanted; one statement.

    Two where the season's leagues, or a new team's, were not dealt yet: before the first log of a
    season.
    """
    params = leagues.league_params(organisation_id, week, mine, league, zone)
    rows = db.session.execute(OF_WEEK, params | {"week": week}).all()
    if _is_unassigned(rows):
        return _teams_before_assignment(organisation_id, week, mine, zone, league)
    close = week_close(week, zone)
    teams = [
        _entrant(row, row, week, zone) for row in _by_name(rows) if _was_on_board(row, row, close)
    ]
    return LeagueTeams(teams, *_league(rows, league))


def teams_of_weeks(
    organisation_id: UUID,
    weeks: Sequence[date],
    mine: UUID | None,
    zone: tzinfo,
    league: int | None = None,
) -> tuple[dict[date, list[BoardTeam]], int, int]:
    """The teams of a league in each of several weeks of one season, and which of how many it is.

    One statement; one more for each week where leagues have to be dealt for it.
    """
    params = leagues.league_params(organisation_id, weeks[-1], mine, league, zone)
    rows = db.session.execute(OF_WEEKS, params | {"weeks": list(weeks)}).all()
    teams = {row.id: row for row in _by_name(rows)}
    if _is_unassigned(list(teams.values())):
        dealt = [
            _teams_before_assignment(organisation_id, week, mine, zone, league) for week in weeks
        ]
        by_week = {week: each.teams for week, each in zip(weeks, dealt, strict=True)}
        return by_week, dealt[-1].league, dealt[-1].leagues
    row_of_week = {(row.id, row.week): row for row in rows}
    teams_by_week = {
        week: [
            _entrant(row, row_of_week.get((team_id, week)), week, zone)
            for team_id, row in teams.items()
            if _was_on_board(row, row_of_week.get((team_id, week)), week_close(week, zone))
        ]
        for week in weeks
    }
    return teams_by_week, *_league(rows, league)


def _teams_before_assignment(
    organisation_id: UUID, week: date, mine: UUID | None, zone: tzinfo, asked_league: int | None
) -> LeagueTeams:
    """The same where leagues are not all kept yet: they are dealt from the facts; one statement."""
    boards, dealt = _all_boards(organisation_id, week, zone, week_close(week, zone))
    league = (dealt.get(mine, 0) if mine else 0) if asked_league is None else asked_league
    teams = boards[league] if league < len(boards) else []
    return LeagueTeams(teams, league, len(boards))


def all_teams_of_week(
    organisation_id: UUID, week: date, zone: tzinfo, closed_at: datetime
) -> list[list[BoardTeam]]:
    """All the boards of a week that closed at that instant, by league; one statement."""
    return _all_boards(organisation_id, week, zone, closed_at)[0]


def _all_boards(
    organisation_id: UUID, week: date, zone: tzinfo, close: datetime
) -> tuple[list[list[BoardTeam]], dict[UUID, int]]:
    """The teams of each league by name, and the league of each team of the season."""
    season = season_of(week)
    rolled = db.session.execute(
        leagues.season_teams(organisation_id, season, zone, *COLUMNS).outerjoin(
            TeamWeek.__table__, _of_team(ROW.week == week)
        )
    ).all()
    dealt = leagues.completed(rolled, week_start(season, zone))
    boards: list[list[BoardTeam]] = [[] for _ in range(max(dealt.values(), default=0) + 1)]
    for row in _by_name(rolled):
        if _was_on_board(row, row, close):
            boards[dealt[row[0]]].append(_entrant(row, row, week, zone))
    return boards, dealt


def _is_unassigned(rows: Sequence[Row[Any]]) -> bool:
    """Whether these are too many for one board, or have newer teams without a league among them."""
    return len(rows) > BOARD_TEAMS or any(
        team.dealt is None and team.last is not None for team in rows
    )


def _by_name(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """The teams in the alphabet's order, in which those of equal score stand on the board.

    Here and not in the statement: a database would put « Épinal » behind « Poitiers ».
    """
    return sorted(rows, key=lambda team: (fold_text(team.name), team.id))


def _league(rows: Sequence[Row[Any]], league: int | None) -> tuple[int, int]:
    """Which league was read, and how many there are."""
    own, last = (rows[0].own, rows[0].last) if rows else (None, None)
    return (own or 0) if league is None else league, 1 if last is None else last + 1


def _was_on_board(team: Row[Any], row: Row[Any] | None, close: datetime) -> bool:
    """Whether the team was made before the close, and has a row or was not archived before it."""
    if team.created_at >= close:
        return False
    has_row = row is not None and row.size is not None
    return has_row or team.archived_at is None or team.archived_at >= close


def _entrant(team: Row[Any], row: Row[Any] | None, week: date, zone: tzinfo) -> BoardTeam:
    parts = None
    if row is not None and row.effort is not None:
        parts = standings.Parts(row.effort, row.kept, row.shared)
    return BoardTeam(
        id=team.id,
        name=team.name,
        size=(row.size or 0) if row is not None else 0,
        parts=parts,
        version=(row.version or 0) if row is not None else 0,
        new=team.created_at >= week_start(week, zone),
        at_work=row.at_work if row is not None else None,
        mornings=(row.mornings or {}) if row is not None else {},
    )
