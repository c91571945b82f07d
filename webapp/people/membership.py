"""Predicates on a member's row: who still belongs to the organisation, and who may come in."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from webapp.people.models import MemberRow

MEMBER = MemberRow.__table__.c
NOT_REMOVED: ColumnElement[bool] = MEMBER.removed_at.is_(None)
NOT_SHUT_OUT = and_(MEMBER.suspended_at.is_(None), NOT_REMOVED)
HAS_ACCESS = and_(MEMBER.suspended_at.is_(None), MEMBER.leaving_at.is_(None), NOT_REMOVED)


def not_removed_by(at: datetime) -> ColumnElement[bool]:
    """Whether the member had not been removed by that instant."""
    return or_(NOT_REMOVED, MEMBER.removed_at > at)
