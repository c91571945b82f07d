"""Team sizes: how many people each team of an organisation has, now or at an instant."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, func, or_, select

from webapp.people.membership import NOT_REMOVED, not_removed_by
from webapp.people.models import Fact, MemberRow


def team_sizes_subquery(
    organisation_id: UUID, *which: ColumnElement[bool], at: datetime | None = None
) -> Subquery:
    """A subquery of each team's `team_id` and `size`, by the newest word of each member, those
    without any left out. Of the members only those of whom `which` is true; whoever was removed is
    not among them.
    """
    then = (
        (Fact.retracted_at.is_(None), NOT_REMOVED)
        if at is None
        else (
            Fact.recorded_at <= at,
            or_(Fact.retracted_at.is_(None), Fact.retracted_at > at),
            not_removed_by(at),
        )
    )
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
            *then,
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
