"""Team sprints as rows: opened, cancelled, and joined by an entry (kind `sprint`)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, and_, case, delete, func, insert, select, update

import webapp.clock as clock
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.database.upsert import insert_ignore
from webapp.game import acts
from webapp.game.team_sprints import Window, takes_part
from webapp.journal.kinds import EntryRef, Kind
from webapp.journal.repository import SPRINT_KIND
from webapp.people import company
from webapp.people.members import Member
from webapp.people.models import Organisation
from webapp.people.retries import retry_whole
from webapp.people.teammates import get_team
from webapp.sprints import forms
from webapp.sprints.models import TeamSprint, TeamSprintMember

SPRINTS = cast(Table, TeamSprint.__table__)
MEMBERS = cast(Table, TeamSprintMember.__table__)
UPSERT_KEY = ("organisation_id", "team_sprint_id", "member_id")
KEPT_FOR = timedelta(days=2)


@retry_whole
def open_sprint(member: Member, window: Window, at: datetime) -> UUID | None:
    """Open a sprint of the member's team; its id, or that of the one that has a moment of its time
    already. None for who is in no team.
    """
    with write_transaction() as session:
        company.lock_organisation(member.organisation_id)
        team_id = session.execute(select(get_team(member))).scalar()
        if team_id is None:
            return None
        same_time = select(TeamSprint.id).where(
            TeamSprint.organisation_id == member.organisation_id,
            TeamSprint.team_id == team_id,
            TeamSprint.cancelled_at.is_(None),
            TeamSprint.begins_at < window.ends_at,
            TeamSprint.ends_at > window.begins_at,
        )
        standing = session.execute(same_time.order_by(TeamSprint.begins_at).limit(1)).scalar()
        if standing:
            return standing
        sprint_id = new_id(at)
        session.execute(
            insert(TeamSprint).values(
                organisation_id=member.organisation_id,
                id=sprint_id,
                team_id=team_id,
                member_id=member.id,
                opened_at=at,
                begins_at=window.begins_at,
                ends_at=window.ends_at,
            )
        )
        session.execute(
            update(Organisation)
            .where(
                Organisation.id == member.organisation_id,
                func.coalesce(Organisation.sprints_until, at) < window.ends_at,
            )
            .values(sprints_until=window.ends_at)
        )
    return sprint_id


def cancel_sprint(member: Member, sprint_id: UUID, at: datetime) -> bool:
    """Cancel a team sprint before it begins; False where it has, or is not this member's."""
    with write_transaction() as session:
        row = session.execute(
            update(TeamSprint)
            .where(
                TeamSprint.organisation_id == member.organisation_id,
                TeamSprint.id == sprint_id,
                TeamSprint.member_id == member.id,
                TeamSprint.begins_at > at,
                TeamSprint.cancelled_at.is_(None),
            )
            .values(cancelled_at=at)
            .returning(TeamSprint.id)
        ).first()
    return row is not None


def save_joining(member: Member, row: EntryRef, draft: forms.Joining) -> None:
    """Write down that the member is in, where that sprint is their present team's and was not over
    at the entry's instant; once, by the first of their entries that came.
    """
    sprint = db.session.execute(
        select(TeamSprint.begins_at, TeamSprint.ends_at).where(
            TeamSprint.organisation_id == member.organisation_id,
            TeamSprint.id == draft.team_sprint,
            TeamSprint.team_id == get_team(member),
            TeamSprint.cancelled_at.is_(None),
        )
    ).first()
    if sprint is None or not takes_part(Window(*sprint), row.instant):
        return
    ids = {"organisation_id": member.organisation_id, "team_sprint_id": draft.team_sprint}
    times = {"joined_at": row.instant, "arrived_at": row.received_at}
    joined = ids | {"member_id": member.id, "key": row.key} | times
    db.session.execute(insert_ignore(MEMBERS, joined, UPSERT_KEY))


def delete_joinings(member: Member, keys: Collection[UUID]) -> None:
    """Erase the joinings by these entries, which were taken back, of sprints that have yet to
    begin. Of one that has begun who leaves stays counted (RULES R11.3).
    """
    to_come = select(TeamSprint.id).where(
        TeamSprint.organisation_id == member.organisation_id, TeamSprint.begins_at > clock.now()
    )
    db.session.execute(
        delete(TeamSprintMember).where(
            TeamSprintMember.organisation_id == member.organisation_id,
            TeamSprintMember.member_id == member.id,
            TeamSprintMember.key.in_(keys),
            TeamSprintMember.team_sprint_id.in_(to_come),
        )
    )


def purge(organisation_id: UUID, at: datetime) -> None:
    """Delete the team sprints of days that are over, in the open transaction."""
    db.session.execute(
        delete(TeamSprint).where(
            TeamSprint.organisation_id == organisation_id, TeamSprint.ends_at < at - KEPT_FOR
        )
    )


def export_team_sprints(member: Member) -> Select[*tuple[Any, ...]]:
    """The team sprints that the member has joined or opened, as long as they are there."""
    joined = and_(
        TeamSprintMember.organisation_id == TeamSprint.organisation_id,
        TeamSprintMember.team_sprint_id == TeamSprint.id,
        TeamSprintMember.member_id == member.id,
    )
    return (
        select(
            TeamSprint.begins_at,
            TeamSprint.ends_at,
            TeamSprintMember.joined_at,
            TeamSprintMember.arrived_at,
            case((TeamSprint.member_id == member.id, TeamSprint.opened_at)).label("opened_at"),
            case((TeamSprint.member_id == member.id, TeamSprint.cancelled_at)).label(
                "cancelled_at"
            ),
        )
        .outerjoin(TeamSprintMember, joined)
        .where(
            TeamSprint.organisation_id == member.organisation_id,
            (TeamSprint.member_id == member.id) | TeamSprintMember.member_id.is_not(None),
        )
        .order_by(TeamSprint.begins_at, TeamSprint.id)
    )


def _act(_draft: forms.Joining) -> acts.Act:
    return acts.JoinedSprint()


SPRINT = Kind(
    SPRINT_KIND,
    ("began", "minutes", "team_sprint"),
    forms.parse_joining,
    _act,
    save_joining,
    delete_joinings,
)
