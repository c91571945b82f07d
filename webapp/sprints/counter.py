"""Counter of a team sprint: who is in, and their calls together, read in one statement (R13.9).

The statement says in SQL what `game.team_sprints` says of each call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    func,
    select,
)

from webapp.database.columns import UtcDateTime
from webapp.database.transactions import execute_core
from webapp.game import team_sprints
from webapp.game.days import ONE_DAY
from webapp.game.team_sprints import MIN_PEOPLE, SHOWN_FOR, Participation, Shown, Window
from webapp.journal.repository import CALL
from webapp.journal.repository import TABLE as ENTRIES
from webapp.people.members import Member, member_params, member_params_placeholder
from webapp.people.teammates import get_team
from webapp.sprints.repository import MEMBERS, SPRINTS

CALLER = member_params_placeholder()
SHOWN_SINCE = bindparam("shown_since", type_=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SprintState:
    """A team sprint as one member of the team is shown it. `joined`: they are in; `attempts` are
    their own calls of its time; `opener`: they have opened it.
    """

    id: UUID
    window: Window
    cancelled: bool
    shown: Shown
    joined: bool
    attempts: int
    opener: bool


def _counter_begins() -> ScalarSelect[Any]:
    """When the third of those who are in arrived, as part of a statement; NULL before."""
    others = MEMBERS.alias("others")
    return (
        select(others.c.arrived_at)
        .where(
            others.c.organisation_id == SPRINTS.c.organisation_id,
            others.c.team_sprint_id == SPRINTS.c.id,
        )
        .order_by(others.c.arrived_at, others.c.member_id)
        .offset(MIN_PEOPLE - 1)
        .limit(1)
        .correlate(SPRINTS)
        .scalar_subquery()
    )


def _count(*which: ColumnElement[bool]) -> Any:
    return func.sum(case((and_(*which), 1), else_=0))


def _select_people(which: ColumnElement[bool]) -> Select[Any]:
    """A row for each person in the team sprint that is so, of the caller's present team, with their
    calls by the rules (`game.team_sprints`); one without a person where nobody is in.
    """
    on_member = and_(
        MEMBERS.c.organisation_id == SPRINTS.c.organisation_id,
        MEMBERS.c.team_sprint_id == SPRINTS.c.id,
    )
    on_call = and_(
        ENTRIES.c.organisation_id == MEMBERS.c.organisation_id,
        ENTRIES.c.member_id == MEMBERS.c.member_id,
        ENTRIES.c.day.between(bindparam("first", type_=Date), bindparam("last", type_=Date)),
        ENTRIES.c.kind == CALL,
        ENTRIES.c.instant >= SPRINTS.c.begins_at,
        ENTRIES.c.instant < SPRINTS.c.ends_at,
    )
    stands = and_(ENTRIES.c.withdrawn.is_(False), ENTRIES.c.counts.is_(True))
    added = and_(ENTRIES.c.instant >= _counter_begins(), ENTRIES.c.instant >= MEMBERS.c.joined_at)
    sprint = [SPRINTS.c[name] for name in ("id", "begins_at", "ends_at", "cancelled_at")]
    member = [MEMBERS.c[name] for name in ("member_id", "joined_at", "arrived_at")]
    return (
        select(
            *sprint,
            SPRINTS.c.member_id.label("opener_id"),
            *member,
            _count(stands, added).label("attempts"),
            _count(added, ENTRIES.c.received_at <= MEMBERS.c.arrived_at).label("brought"),
            _count(stands).label("own"),
        )
        .select_from(SPRINTS.outerjoin(MEMBERS, on_member).outerjoin(ENTRIES, on_call))
        .where(
            SPRINTS.c.organisation_id == CALLER.organisation_id,
            SPRINTS.c.team_id == get_team(CALLER),
            SPRINTS.c.ends_at > SHOWN_SINCE,
            which,
        )
        .group_by(*sprint, SPRINTS.c.member_id, *member)
    )


BY_ID = _select_people(SPRINTS.c.id == bindparam("sprint_id", type_=SPRINTS.c.id.type))
AHEAD = _select_people(SPRINTS.c.cancelled_at.is_(None))


def get_state(member: Member, sprint_id: UUID, now: datetime) -> SprintState | None:
    """The team sprint as this member is shown it; one statement.

    None where it is not their present team's, or was over twelve hours ago.
    """
    rows = _rows(BY_ID, member, now, now - SHOWN_FOR, sprint_id=sprint_id)
    return _state(member, rows) if rows else None


def get_next(member: Member, now: datetime) -> SprintState | None:
    """The one of the member's team that runs, or is to come; one statement, and none where the
    company has none ahead.
    """
    if member.sprints_until is None or member.sprints_until <= now:
        return None
    rows = _rows(AHEAD, member, now, now)
    if not rows:
        return None
    first = min(rows, key=lambda row: (row.begins_at, row.id)).id
    return _state(member, [row for row in rows if row.id == first])


def _rows(
    which: Select[Any], member: Member, now: datetime, since: datetime, **values: Any
) -> Sequence[Any]:
    days = {"first": now.date() - 2 * ONE_DAY, "last": now.date() + ONE_DAY}
    return execute_core(which, member_params(member) | days | {"shown_since": since} | values).all()


def _state(member: Member, rows: Sequence[Any]) -> SprintState:
    row, window = rows[0], Window(rows[0].begins_at, rows[0].ends_at)
    people = {
        each.member_id: Participation(each.joined_at, each.arrived_at, each.attempts, each.brought)
        for each in rows
        if each.member_id
    }
    return SprintState(
        id=row.id,
        window=window,
        cancelled=row.cancelled_at is not None,
        shown=team_sprints.shown_figures(window, people.values()),
        joined=member.id in people,
        attempts=sum(each.own for each in rows if each.member_id == member.id),
        opener=row.opener_id == member.id,
    )
