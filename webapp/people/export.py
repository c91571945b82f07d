"""Exports of what people know of a member: each a statement, for the file that they take away."""

from typing import Any

from sqlalchemy import Select, and_, or_, select

from webapp.people.members import Member
from webapp.people.models import Account, Audit, Fact, ManagedTeam, MemberRow, SignIn, Team


def profile(member: Member) -> Select[*tuple[Any, ...]]:
    """Who they are, what they have chosen, and from which day on their entries are still there."""
    return (
        select(
            MemberRow.id.label("member"),
            MemberRow.name,
            Account.email,
            MemberRow.role,
            MemberRow.language,
            MemberRow.vous,
            MemberRow.theme,
            MemberRow.zone,
            MemberRow.joined_on,
            MemberRow.journal_from,
            MemberRow.created_at,
            MemberRow.steps_away_at,
            MemberRow.pattern_agreed_at,
            MemberRow.reminder,
        )
        .outerjoin(Account, Account.id == MemberRow.account_id)
        .where(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)
    )


def facts(member: Member) -> Select[*tuple[Any, ...]]:
    """Team, pattern, leave, goal and what else was said of them, taken back or not."""
    return (
        select(
            Fact.name,
            Fact.first_day,
            Fact.last_day,
            Fact.value,
            Team.name.label("team"),
            Fact.recorded_at,
            Fact.retracted_at,
        )
        .outerjoin(
            Team, and_(Team.organisation_id == Fact.organisation_id, Team.id == Fact.team_id)
        )
        .where(Fact.organisation_id == member.organisation_id, Fact.scope_id == member.id)
        .order_by(Fact.recorded_at, Fact.id)
    )


def charges(member: Member) -> Select[*tuple[Any, ...]]:
    """The teams that they look after beside their own."""
    return (
        select(Team.name.label("team"))
        .join(
            ManagedTeam,
            and_(
                ManagedTeam.organisation_id == Team.organisation_id, ManagedTeam.team_id == Team.id
            ),
        )
        .where(
            ManagedTeam.organisation_id == member.organisation_id,
            ManagedTeam.member_id == member.id,
        )
        .order_by(Team.name, Team.id)
    )


def sign_ins(member: Member) -> Select[*tuple[Any, ...]]:
    """Where and when they were signed in."""
    return (
        select(SignIn.agent, SignIn.created_at, SignIn.used_at, SignIn.proved_at, SignIn.ended_at)
        .where(SignIn.organisation_id == member.organisation_id, SignIn.member_id == member.id)
        .order_by(SignIn.created_at)
    )


def audit(member: Member) -> Select[*tuple[Any, ...]]:
    """What was written down that they did or that was done to them; nobody else is named."""
    by, about = Audit.actor_id == member.id, Audit.about_id == member.id
    return (
        select(
            *(Audit.at, Audit.what, Audit.detail, Audit.count),
            *(by.label("by_me"), about.label("about_me")),
        )
        .where(Audit.organisation_id == member.organisation_id, or_(by, about))
        .order_by(Audit.at, Audit.id)
    )
