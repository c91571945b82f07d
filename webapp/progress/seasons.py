"""The boards of a season (RULES R5.8): six weeks of one league, each read by its own rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from webapp.game.days import WEEK, closes, is_closed
from webapp.game.leagues import SEASON_WEEKS
from webapp.people.facts import Facts
from webapp.people.facts import read as read_facts
from webapp.people.who import Who
from webapp.progress import entering, entrants, published, rosters
from webapp.progress.entrants import Entrant, Line
from webapp.progress.standings import present_week


@dataclass(frozen=True, slots=True)
class Season:
    """The weeks of a season as far as they have begun, each with its board's lines."""

    first: date
    weeks: tuple[tuple[date, tuple[Line, ...]], ...]
    mine: UUID | None
    league: int
    leagues: int

    @property
    def last(self) -> date:
        """The last day of the season."""
        return self.first + SEASON_WEEKS * WEEK - timedelta(days=1)


def season(who: Who, first: date, now: datetime, league: int | None = None) -> Season:
    """The season that begins on this Monday, as far as it goes; five statements.

    It is that of the viewer's league in its newest week, or of another one.
    """
    organisation_id, zone = who.organisation_id, who.organisation_zone
    present = present_week(who, now)
    weeks = [week for n in range(SEASON_WEEKS) if (week := first + n * WEEK) <= present]
    closed = [week for week in weeks if is_closed(week, zone, now)]
    if closed == weeks and (season := _published(who, first, weeks, league)):
        return season
    mine = read_facts(organisation_id, [who.id]).team(who.id, weeks[-1], zone)
    entered, own, of = entering.over(organisation_id, weeks, mine, zone, league)
    written = published.read(who, closed, own)[0] if closed else {}
    entered |= {week: list(board.teams) for week, board in written.items()}
    idle = {team.id for teams in entered.values() for team in teams if not team.touched}
    found = rosters.ever(organisation_id, idle, weeks[-1]) if idle else {}
    facts = read_facts(organisation_id, found) if found else Facts(organisation_id, ())
    told = [(week, _lines(who, week, entered[week], found, facts, mine, now)) for week in weeks]
    return Season(first, tuple(told), mine, own, of)


def _published(who: Who, first: date, weeks: Sequence[date], league: int | None) -> Season | None:
    """The season whose weeks are all written down; one statement."""
    boards, *_ = published.read(who, weeks, league)
    if len(boards) < len(weeks):
        return None
    newest = boards[weeks[-1]]
    told = [(week, entrants.lines(boards[week].teams, newest.mine)) for week in weeks]
    leagues = max(board.leagues for board in boards.values())
    return Season(first, tuple(told), newest.mine, newest.league, leagues)


def _lines(
    who: Who,
    week: date,
    teams: Sequence[Entrant],
    found: Mapping[UUID, tuple[date, datetime | None]],
    facts: Facts,
    mine: UUID | None,
    now: datetime,
) -> tuple[Line, ...]:
    """The lines of one week's board, as `standings.board` has them."""
    zone, close = who.organisation_zone, closes(week, who.organisation_zone)
    closed = is_closed(week, zone, now)
    then = facts.as_of(close) if closed else facts
    there = {
        member_id: joined
        for member_id, (joined, gone) in found.items()
        if joined < week + WEEK and rosters.plays(gone, week, zone)
    }
    told = []
    for team in teams:
        each = team if team.touched else _computed(who, team, there, then, week)
        if each.touched or each.size or not closed:
            told.append(each)
    return entrants.lines(told, mine, running=not closed)


def _computed(
    who: Who, team: Entrant, there: Mapping[UUID, date], facts: Facts, week: date
) -> Entrant:
    members = rosters.of_team(there, facts, team.id, week, who.organisation_zone)
    return entrants.computed(team, members, facts, week, who.organisation_zone)
