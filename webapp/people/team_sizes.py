"""How many people each team of an organisation has, now or as it was at an instant."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, func, or_, select

from webapp.people.models import Fact, MemberRow


def team_sizes_subquery(
    organisation_id: UUID, *which: ColumnElement[bool], at: datetime | None = None
) -> Subquery:
    """Each team's `team_id` and `size`, by the newest word of each member, those without any left
    out. Of the members only those of whom `which` is true; whoever was removed is not among them.
    """
    said_by_then = () if at is None else (Fact.recorded_at <= at,)
    moves = (
        select(
            Fact.team_id,
            func.row_number()
            .over(partition_by=Fact.scope_id, order_by=(Fact.recorded_at.desc(), Fact.id.desc()))
            .label("ago"),
        )
        .join(
            MemberRow,
            (MemberRow.organisation_id == Fact.organisation_id) & (MemberRow.id == Fact.scope_id),
        )
        .where(
            Fact.organisation_id == organisation_id,
            Fact.name == "team",
            *said_by_then,
            _not_ended(Fact.retracted_at, at),
            _not_ended(MemberRow.removed_at, at),
            *which,
        )
        .subquery()
    )
    return (
        select(moves.c.team_id, func.count().label("size"))
        .where(moves.c.ago == 1, moves.c.team_id.is_not(None))
        .group_by(moves.c.team_id)
        .subquery()
    )


def _not_ended(ended: Any, at: datetime | None) -> ColumnElement[bool]:
    """Whether it has no end, or had none at that instant."""
    return ended.is_(None) if at is None else or_(ended.is_(None), ended > at)
