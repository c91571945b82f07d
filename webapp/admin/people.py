"""Changes of members by administrators: team, role, suspension, removal; boards follow."""

from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Row, select, update

from webapp.admin.forms import Placement
from webapp.admin.refusals import refused_change
from webapp.auth import invitations, sessions
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.days import ONE_DAY, today, week_of
from webapp.game.leagues import TEAM_MEMBERS
from webapp.people import audit, cache_versions, company, managed_teams, roster
from webapp.people.members import Member, get_timezone
from webapp.people.members import get_member as read_member
from webapp.people.membership import NOT_REMOVED
from webapp.people.models import MemberRow
from webapp.people.retries import retry_whole
from webapp.people.schedule import declarations, facts
from webapp.progress import updates
from webapp.progress.closing import closes as week_closes

SUSPENDED = {"why": "suspended"}

LockedMember: TypeAlias = Row[str, str, datetime | None, date | None, datetime | None]


@retry_whole
def set_team_and_role(member: Member, member_id: UUID, placement: Placement, at: datetime) -> bool:
    """Set a member's team and role; False when there is no such member. Raises
    RefusedChangeError.

    Another role ends their sign-ins: a right that changed is signed in for anew (TRUST). It ends
    what they look after beside their own team, too, so that nobody finds it again by chance later.
    """
    with write_transaction():
        company.lock_organisation(member.organisation_id)
        row = get_person(member.organisation_id, member_id)
        if row is None:
            return False
        if placement.role != row.role:
            _require_other_admin(member.organisation_id, member_id, row)
            _lock_member(member.organisation_id, member_id, role=placement.role)
            sessions.end_all_sessions(member.organisation_id, member_id, at)
            managed_teams.remove_managed(member.organisation_id, member_id)
            _record(member, f"role-{placement.role}", member_id, at)
        previous_team = roster.present_teams_by_member(member.organisation_id, [member_id]).get(
            member_id
        )
        if placement.team != previous_team:
            if placement.team:
                check_capacity(member.organisation_id, placement.team)
                managed_teams.remove_managed(member.organisation_id, member_id, placement.team)
            company.move_to_team(member.organisation_id, member_id, placement.team, at)
            _update_progress(member, member_id, week_of(today(at, member.organisation_zone)), at)
            _record(member, "team-change", member_id, at)
    return True


@retry_whole
def suspend_member(member: Member, member_id: UUID, at: datetime) -> bool:
    """Suspend a member, from their next request on; their days are on pause from tomorrow."""
    with write_transaction():
        company.lock_organisation(member.organisation_id)
        row = get_person(member.organisation_id, member_id)
        if row is None or row.suspended_at:
            return row is not None
        _require_other_admin(member.organisation_id, member_id, row)
        _lock_member(member.organisation_id, member_id, suspended_at=at)
        _end_sessions(member, member_id, at)
        first = today(at, get_timezone(row.zone)) + ONE_DAY
        declarations.add_fact(
            member.organisation_id, "member", member_id, "pause", first, at, value=dict(SUSPENDED)
        )
        _update_progress(member, member_id, first, at)
        _record(member, "suspension", member_id, at)
    return True


@retry_whole
def unsuspend(member: Member, member_id: UUID, at: datetime) -> bool:
    """End a suspension; the pause ends yesterday."""
    with write_transaction():
        company.lock_organisation(member.organisation_id)
        row = get_person(member.organisation_id, member_id)
        if row is None or not row.suspended_at:
            return row is not None
        _lock_member(member.organisation_id, member_id, suspended_at=None)
        first = _end_pause(member.organisation_id, member_id, today(at, get_timezone(row.zone)), at)
        _update_progress(member, member_id, first, at)
        _record(member, "return", member_id, at)
    return True


@retry_whole
def remove_member(member: Member, member_id: UUID, at: datetime) -> bool:
    """Remove a member; the weeks that have begun keep them, later ones are read without them.

    After the days of grace of who leaves by themself, what is theirs is erased too.
    """
    with write_transaction():
        company.lock_organisation(member.organisation_id)
        week_closes.close_due_weeks(member.organisation_id, at)
        row = get_person(member.organisation_id, member_id)
        if row is None:
            return False
        _require_other_admin(member.organisation_id, member_id, row)
        removed = read_member(member.organisation_id, member_id)
        _lock_member(member.organisation_id, member_id, removed_at=at, leaving_at=at)
        _end_sessions(member, member_id, at)
        managed_teams.remove_managed(member.organisation_id, member_id)
        if removed:
            week = week_of(today(at, member.organisation_zone))
            updates.after_member_change(removed, week - 7 * ONE_DAY, at)
        _record(member, "removal", member_id, at)
    return True


@retry_whole
def end_sign_ins(member: Member, member_id: UUID, at: datetime) -> bool:
    """End every session of a member; they come in again by a code. False when there is no such."""
    with write_transaction():
        if get_person(member.organisation_id, member_id) is None:
            return False
        sessions.end_all_sessions(member.organisation_id, member_id, at)
        _record(member, "sign-ins-ended", member_id, at)
    return True


def changes_role(member: Member, member_id: UUID, placement: Placement) -> bool:
    """Whether this place would give a member another role; one statement."""
    role = select(MemberRow.role).where(
        MemberRow.organisation_id == member.organisation_id,
        MemberRow.id == member_id,
        NOT_REMOVED,
    )
    return db.session.execute(role).scalar() not in (None, placement.role)


def get_person(organisation_id: UUID, member_id: UUID) -> LockedMember | None:
    """The member's row, locked, unless they were removed."""
    return db.session.execute(
        select(
            MemberRow.role,
            MemberRow.zone,
            MemberRow.suspended_at,
            MemberRow.joined_on,
            MemberRow.leaving_at,
        )
        .where(
            MemberRow.organisation_id == organisation_id,
            MemberRow.id == member_id,
            NOT_REMOVED,
        )
        .with_for_update(key_share=True)
    ).first()


def _lock_member(organisation_id: UUID, member_id: UUID, **values: object) -> None:
    cache_versions.bump(organisation_id)
    db.session.execute(
        update(MemberRow)
        .where(MemberRow.organisation_id == organisation_id, MemberRow.id == member_id)
        .values(values)
    )


def _require_other_admin(organisation_id: UUID, member_id: UUID, row: LockedMember) -> None:
    """Raise RefusedChangeError if this member is the only administrator who can come in."""
    if row.role == "admin" and not roster.has_other_admin(organisation_id, member_id):
        raise refused_change("role", "last")


def check_capacity(organisation_id: UUID, team_id: UUID) -> None:
    """Raise RefusedChangeError where there is no such team, or no room in it."""
    size = roster.count_people(organisation_id, team_id)
    if size is None:
        raise refused_change("team", "choice")
    if size >= TEAM_MEMBERS:
        raise refused_change("team", "full")


def _end_sessions(member: Member, member_id: UUID, at: datetime) -> None:
    sessions.end_all_sessions(member.organisation_id, member_id, at)
    invitations.revoke_invitations(member.organisation_id, member_id)


def _end_pause(organisation_id: UUID, member_id: UUID, day: date, at: datetime) -> date:
    """Let the suspension's pause end before that day; says the first day that changes."""
    for pause in facts.read_facts(organisation_id, [member_id]).spans(member_id, "pause"):
        if pause.value == SUSPENDED and pause.last_day is None:
            declarations.retract_fact(organisation_id, member_id, pause.id, at)
            if pause.first_day < day:
                declarations.add_fact(
                    organisation_id,
                    "member",
                    member_id,
                    "pause",
                    pause.first_day,
                    at,
                    last_day=day - ONE_DAY,
                    value=dict(SUSPENDED),
                )
    return day


def _update_progress(member: Member, member_id: UUID, first: date, at: datetime) -> None:
    """Let what is read of the member follow; nothing is, of somebody yet to come in."""
    moved = read_member(member.organisation_id, member_id)
    if moved:
        updates.after_member_change(moved, first, at)


def _record(member: Member, what: str, member_id: UUID, at: datetime) -> None:
    audit.record(member.organisation_id, what, at, actor_id=member.id, about_id=member_id)
