"""The team board of a week, as it is read: one league, at most 30 teams (RULES R5.8)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from webapp.game import standings
from webapp.game.days import closes, is_closed, today, week_of
from webapp.people import facts as people_facts
from webapp.people.facts import Facts
from webapp.people.who import Who
from webapp.progress import entrants, reaching, rosters
from webapp.progress.entrants import Line
from webapp.progress.reaching import Mate, Reach


@dataclass(frozen=True, slots=True)
class Board:
    """A week's board, its lines in order; parts are those of the viewer's team."""

    week: date
    closes_at: datetime
    closed: bool
    lines: tuple[Line, ...]
    parts: standings.Parts | None
    reach: Reach | None

    @property
    def mine(self) -> Line | None:
        """The viewer's team's line, if it is on this board."""
        return next((line for line in self.lines if line.mine), None)


def board(who: Who, week: date, now: datetime) -> Board:
    """The board of the week that begins on this Monday, as the viewer sees it.

    Five statements at most, whatever the organisation's size; two more before the first log of a
    season where there are leagues, and one where a team-mate was away for most of a quarter.
    """
    organisation_id, zone = who.organisation_id, who.organisation_zone
    close, closed = closes(week, zone), is_closed(week, zone, now)
    as_of = close if closed else None
    mine = _facts(who, [who.id], as_of).team(who.id, week, zone)
    teams = entrants.read(organisation_id, week, mine, close, zone)
    idle = {team.id for team in teams if not team.touched}
    found = rosters.candidates(organisation_id, idle, week, as_of) if idle else {}
    mates: dict[UUID, Mate] = {}
    if mine and mine not in idle and not closed:
        mates = reaching.mates(organisation_id, week, mine, today(now, who.zone))
    facts = _facts(who, {*mates, *found}, as_of)
    members = {team_id: rosters.of_team(found, facts, team_id, week, zone) for team_id in idle}
    if mine in idle and not closed:
        mates = reaching.idle_mates(organisation_id, members[mine], facts, week, zone)
    teams = [
        entrants.computed(team, members[team.id], facts, week) if team.id in idle else team
        for team in teams
    ]
    teams = [team for team in teams if team.touched or team.size or not closed]
    lines = entrants.lines(teams, mine)
    return Board(
        week=week,
        closes_at=close,
        closed=closed,
        lines=lines,
        parts=next((team.parts for team in teams if team.id == mine), None),
        reach=reaching.reach(who, teams, lines, mates, facts, week, today(now, who.zone)),
    )


def present_week(who: Who, now: datetime) -> date:
    """The Monday of the organisation's present week."""
    return week_of(today(now, who.organisation_zone))


def _facts(who: Who, member_ids: Collection[UUID], as_of: datetime | None) -> Facts:
    """The facts of these members, as they stood at the close of a closed week."""
    if not member_ids:
        return Facts(who.organisation_id, ())
    facts = people_facts.read(who.organisation_id, member_ids)
    return facts if as_of is None else facts.as_of(as_of)
