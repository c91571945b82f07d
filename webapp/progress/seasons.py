"""The boards of a season (RULES R5.8): six weeks of one league, each read by its own rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from webapp.game.days import WEEK, is_closed, week_close
from webapp.game.leagues import SEASON_WEEKS
from webapp.people.facts import Facts
from webapp.people.facts import read_facts as read_facts
from webapp.people.who import Member
from webapp.progress import entering, entrants, published, rosters
from webapp.progress.entrants import BoardLine, BoardTeam
from webapp.progress.standings import current_week


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


def get_season(who: Member, first: date, now: datetime, league: int | None = None) -> Season:
    """The season that begins on this Monday, as far as it goes; five statements.

    It is that of the viewer's league in its newest week, or of another one.
    """
    organisation_id, zone = who.organisation_id, who.organisation_zone
    present = current_week(who, now)
    weeks = [week for n in range(SEASON_WEEKS) if (week := first + n * WEEK) <= present]
    closed = [week for week in weeks if is_closed(week, zone, now)]
    if closed == weeks and (season := _published(who, first, weeks, league)):
        return season
    mine = read_facts(organisation_id, [who.id]).team(who.id, weeks[-1], zone)
    entered, own, of = entering.teams_of_weeks(organisation_id, weeks, mine, zone, league)
    written = published.get_published(who, closed, own)[0] if closed else {}
    entered |= {week: list(board.teams) for week, board in written.items()}
    idle = {team.id for teams in entered.values() for team in teams if not team.has_row}
    found = rosters.all_members_ever(organisation_id, idle, weeks[-1]) if idle else {}
    facts = read_facts(organisation_id, found) if found else Facts(organisation_id, ())
    told = [(week, _lines(who, week, entered[week], found, facts, mine, now)) for week in weeks]
    return Season(first, tuple(told), mine, own, of)


def _published(
    who: Member, first: date, weeks: Sequence[date], league: int | None
) -> Season | None:
    """The season whose weeks are all written down; one statement."""
    boards, *_ = published.get_published(who, weeks, league)
    if len(boards) < len(weeks):
        return None
    newest = boards[weeks[-1]]
    told = [(week, entrants.rank_lines(boards[week].teams, newest.mine)) for week in weeks]
    leagues = max(board.leagues for board in boards.values())
    return Season(first, tuple(told), newest.mine, newest.league, leagues)


def _lines(
    who: Member,
    week: date,
    teams: Sequence[BoardTeam],
    found: Mapping[UUID, tuple[date, datetime | None]],
    facts: Facts,
    mine: UUID | None,
    now: datetime,
) -> tuple[BoardLine, ...]:
    """The lines of one week's board, as `standings.board` has them."""
    zone, close = who.organisation_zone, week_close(week, who.organisation_zone)
    closed = is_closed(week, zone, now)
    then = facts.as_of(close) if closed else facts
    there = {
        member_id: joined
        for member_id, (joined, gone) in found.items()
        if joined < week + WEEK and rosters.plays_in_week(gone, week, zone)
    }
    told = []
    for team in teams:
        each = team if team.has_row else _computed(who, team, there, then, week)
        if each.has_row or each.size or not closed:
            told.append(each)
    return entrants.rank_lines(told, mine, running=not closed)


def _computed(
    who: Member, team: BoardTeam, there: Mapping[UUID, date], facts: Facts, week: date
) -> BoardTeam:
    members = rosters.filter_by_team(there, facts, team.id, week, who.organisation_zone)
    return entrants.without_rows(team, members, facts, week, who.organisation_zone)
