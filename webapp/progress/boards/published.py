"""Queries of closed weeks' boards as they were written down, whoever looks (RULES R1.9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, Row, and_, bindparam, func, literal, select

from webapp.database.transactions import execute_core
from webapp.game import standings
from webapp.game.days import week_start
from webapp.people.members import Member, get_timezone
from webapp.people.models import Team
from webapp.progress.boards.potential import Own, owned
from webapp.progress.boards.teams import BoardTeam
from webapp.progress.models import ClosedWeek
from webapp.progress.weeks.rows import MEMBERS, RULE_FIELDS, TEAMS

CLOSED, TEAM = ClosedWeek.__table__.c, Team.__table__.c
ORGANISATION: Any = bindparam("organisation_id")
NEWEST: Any = bindparam("newest", type_=Date)
# The viewer's team in the newest of the weeks that are asked for, and the league of that.
OWN = (
    select(MEMBERS.c.team_id)
    .where(
        MEMBERS.c.organisation_id == ORGANISATION,
        MEMBERS.c.member_id == bindparam("member_id"),
        MEMBERS.c.week == NEWEST,
    )
    .scalar_subquery()
)
OWN_LEAGUE = (
    select(TEAMS.c.league)
    .where(TEAMS.c.organisation_id == ORGANISATION, TEAMS.c.week == NEWEST, TEAMS.c.team_id == OWN)
    .scalar_subquery()
)
LEAGUE = func.coalesce(bindparam("wanted", type_=Integer), OWN_LEAGUE, 0)
ROW, MATE = MEMBERS.alias("own"), MEMBERS.alias("mate")
IN_TEAM = (
    MATE.c.organisation_id == ORGANISATION,
    MATE.c.week == NEWEST,
    MATE.c.team_id == ROW.c.team_id,
    MATE.c.working_days > 0,
)
OF_TEAM = select(func.sum(MATE.c.working_days).label("days")).where(*IN_TEAM).correlate(ROW)
AT_WORK = select(func.count().label("people")).where(*IN_TEAM).correlate(ROW)
OWN_WEEK = [ROW.c[name].label(f"own_{name}") for name in RULE_FIELDS]
ASKED = (
    select(
        ROW.c.team_id.label("mine"),
        *OWN_WEEK,
        OF_TEAM.scalar_subquery().label("days"),
        AT_WORK.scalar_subquery().label("people"),
    )
    .select_from(
        select(literal(1).label("one"))
        .subquery()
        .outerjoin(
            ROW,
            and_(
                ROW.c.organisation_id == ORGANISATION,
                ROW.c.member_id == bindparam("member_id"),
                ROW.c.week == NEWEST,
            ),
        )
    )
    .subquery()
)
BOARDS = (
    select(
        *(CLOSED.week, CLOSED.closed_at, CLOSED.zone, CLOSED.leagues),
        *(*ASKED.c, LEAGUE.label("shown")),
        *(TEAMS.c[name] for name in ("team_id", "size", "effort", "kept", "shared")),
        *(TEAMS.c[name] for name in ("version", "at_work")),
        *(TEAM.name, TEAM.created_at),
    )
    .select_from(ASKED)
    .outerjoin(
        ClosedWeek.__table__,
        and_(
            CLOSED.organisation_id == ORGANISATION,
            CLOSED.week.in_(bindparam("weeks", expanding=True)),
        ),
    )
    .outerjoin(
        TEAMS,
        and_(
            TEAMS.c.organisation_id == CLOSED.organisation_id,
            TEAMS.c.week == CLOSED.week,
            TEAMS.c.league == LEAGUE,
        ),
    )
    .outerjoin(
        Team.__table__,
        and_(TEAM.organisation_id == TEAMS.c.organisation_id, TEAM.id == TEAMS.c.team_id),
    )
    .order_by(CLOSED.week, TEAMS.c.position)
)


@dataclass(frozen=True, slots=True)
class PublishedBoard:
    """A closed week's board: its teams in the order of their names then; the viewer's team in the
    newest week that was asked for; which league, of how many.
    """

    week: date
    closed_at: datetime
    mine: UUID | None
    league: int
    leagues: int
    teams: tuple[BoardTeam, ...]


def get_published(
    member: Member, weeks: Sequence[date], league: int | None
) -> tuple[dict[date, PublishedBoard], UUID | None, Own | None]:
    """Those of these weeks, oldest first, that are written down; one statement.

    They are those of the viewer's league in the newest of them, or of another one. Says the team
    of the viewer's row of that newest week too, be it written down or not, and their own part.
    """
    params = {"organisation_id": member.organisation_id, "member_id": member.id, "wanted": league}
    rows_by_week: dict[date, list[Any]] = {}
    rows = execute_core(BOARDS, params | {"weeks": list(weeks), "newest": weeks[-1]}).all()
    for row in rows:
        if row.week is not None:
            rows_by_week.setdefault(row.week, []).append(row)
    boards = {week: _board(each) for week, each in rows_by_week.items()}
    return boards, rows[0].mine, _own(rows[0])


def _own(row: Row[Any]) -> Own | None:
    if row.mine is None or not row.own_working_days:
        return None
    week = standings.MemberWeek(*(getattr(row, f"own_{name}") for name in RULE_FIELDS))
    return owned(week, int(row.days), row.people)


def _board(rows: Sequence[Row[Any]]) -> PublishedBoard:
    teams = [row for row in rows if row.team_id is not None]
    return PublishedBoard(
        week=rows[0].week,
        closed_at=rows[0].closed_at,
        mine=rows[0].mine,
        league=rows[0].shown,
        leagues=rows[0].leagues,
        teams=tuple(_entrant(row) for row in teams),
    )


def _entrant(row: Row[Any]) -> BoardTeam:
    rests = row.effort is None
    return BoardTeam(
        id=row.team_id,
        name=row.name,
        size=row.size,
        parts=None if rests else standings.Parts(row.effort, row.kept, row.shared),
        version=row.version,
        new=row.created_at >= week_start(row.week, get_timezone(row.zone)),
        at_work=row.at_work,
    )
