"""Team invitations: created, shown again, ended; and who has joined by them (TRUST, a
team's link).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select, update

from webapp.admin.forms import Opening
from webapp.admin.refusals import refused_change
from webapp.auth import form_replays, team_invitations
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.people import audit, company, roster
from webapp.people.members import Member
from webapp.people.membership import NOT_REMOVED
from webapp.people.models import MemberRow, Team, TeamInvitationLink
from webapp.people.retries import retry_whole
from webapp.text_folding import CollationKey

SHOWN_FOR = timedelta(days=30)  # after its time: who came in by it


@dataclass(frozen=True, slots=True)
class TeamInvitationView:
    """A team's link as an administrator sees it; `token` is empty where it opens nothing (any
    more), `joined_names` are the names of who has come in by it and is still there.
    """

    id: UUID
    team: str
    most: int
    used: int
    expires_at: datetime
    open: bool
    token: str
    joined_names: tuple[str, ...] = ()


@retry_whole
def create_team_invitation(
    member: Member, opening: Opening, at: datetime, cookie: str = ""
) -> UUID:
    """Create a team invitation; says its id. Raises RefusedChangeError where there is no such team.

    Asked the same once more by the sign-in of this `cookie`, it says the one that it made.
    """
    form = form_replays.form_digest(cookie, "team link", opening.team, opening.days, opening.most)
    with write_transaction():
        company.lock_organisation(member.organisation_id)
        previous_id = form_replays.find_result(member.organisation_id, form, at) if cookie else None
        if previous_id and any(link.open for link in _list_views(member, at, previous_id)):
            return previous_id
        if roster.count_people(member.organisation_id, opening.team) is None:
            raise refused_change("team", "choice")
        link_id = new_id(at)
        db.session.execute(
            insert(TeamInvitationLink).values(
                organisation_id=member.organisation_id,
                id=link_id,
                team_id=opening.team,
                token=token_digest(team_invitations.team_token(member.organisation_id, link_id)),
                most=opening.most,
                created_at=at,
                expires_at=at + timedelta(days=opening.days),
            )
        )
        if cookie:
            form_replays.record_result(member.organisation_id, form, member.id, link_id, at)
        audit.record(
            member.organisation_id, "team-link", at, actor_id=member.id, about_id=opening.team
        )
    return link_id


@retry_whole
def end_team_invitation(member: Member, link_id: UUID, at: datetime) -> bool:
    """End this invitation; False when there is no such link."""
    with write_transaction():
        row = db.session.execute(
            select(TeamInvitationLink.team_id, TeamInvitationLink.ended_at)
            .where(
                TeamInvitationLink.organisation_id == member.organisation_id,
                TeamInvitationLink.id == link_id,
            )
            .with_for_update(key_share=True)
        ).first()
        if row and row.ended_at is None:
            db.session.execute(
                update(TeamInvitationLink)
                .where(
                    TeamInvitationLink.organisation_id == member.organisation_id,
                    TeamInvitationLink.id == link_id,
                )
                .values(ended_at=at)
            )
            named = {"actor_id": member.id, "about_id": row.team_id}
            audit.record(member.organisation_id, "team-link-end", at, **named)
    return row is not None


def list_team_invitations(member: Member, at: datetime) -> list[TeamInvitationView]:
    """The team invitations that are valid or were until lately, the newest first; two
    statements.
    """
    return _list_views(member, at)


def get_team_invitation(member: Member, link_id: UUID, at: datetime) -> TeamInvitationView | None:
    """One team invitation; two statements."""
    return next(iter(_list_views(member, at, link_id)), None)


def _list_views(
    member: Member, at: datetime, link_id: UUID | None = None
) -> list[TeamInvitationView]:
    conditions = (
        [TeamInvitationLink.expires_at > at - SHOWN_FOR]
        if link_id is None
        else [TeamInvitationLink.id == link_id]
    )
    rows = db.session.execute(
        select(TeamInvitationLink, Team.name, Team.archived_at)
        .join(
            Team,
            (Team.organisation_id == TeamInvitationLink.organisation_id)
            & (Team.id == TeamInvitationLink.team_id),
        )
        .where(TeamInvitationLink.organisation_id == member.organisation_id, *conditions)
        .order_by(TeamInvitationLink.created_at.desc(), TeamInvitationLink.id.desc())
    ).all()
    joined_names = _names_by_link(member, [link.id for link, _, _ in rows])
    return [
        _view(
            member,
            link,
            team,
            joined_names.get(link.id, ()),
            at,
            is_archived=archived_at is not None,
        )
        for link, team, archived_at in rows
    ]


def _view(
    member: Member,
    link: TeamInvitationLink,
    team: str,
    joined_names: Iterable[str],
    at: datetime,
    *,
    is_archived: bool,
) -> TeamInvitationView:
    is_open = (
        not is_archived and not link.ended_at and link.expires_at > at and link.used < link.most
    )
    token = team_invitations.team_token(member.organisation_id, link.id) if is_open else ""
    fields = (link.id, team, link.most, link.used, link.expires_at)
    return TeamInvitationView(*fields, is_open, token, tuple(joined_names))


def _names_by_link(member: Member, link_ids: list[UUID]) -> dict[UUID, list[str]]:
    rows = db.session.execute(
        select(MemberRow.came_by, MemberRow.name)
        .where(
            MemberRow.organisation_id == member.organisation_id,
            MemberRow.came_by.in_(link_ids),
            NOT_REMOVED,
        )
        .order_by(CollationKey(MemberRow.name), MemberRow.id)
    )
    joined_names: dict[UUID, list[str]] = {}
    for link_id, name in rows:
        if link_id:
            joined_names.setdefault(link_id, []).append(name)
    return joined_names
