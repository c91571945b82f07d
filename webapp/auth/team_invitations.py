"""Team invitations: one link shown at a meeting, for everyone who is there; each says who they are.

It holds for some days and for some people, lets in members and nobody else, and can be ended any
time. Its token follows from our secret and its id, so that an administrator can show it as often
as they want to, and the database keeps no more than a digest (TRUST, a team's link).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from webapp.auth import sessions
from webapp.auth.clients import Client
from webapp.auth.invitation_acceptance import EmailTakenError, accept_counted
from webapp.auth.tokens import derive_token, token_digest
from webapp.database.engine import db
from webapp.game.leagues import TEAM_MEMBERS
from webapp.people import audit, company, roster
from webapp.people.models import MemberRow, Organisation, Team, TeamInvitationLink
from webapp.people.retries import retry_whole


@dataclass(frozen=True, slots=True)
class TeamInvitation:
    """What a team's link opens: the team that one joins by it, and how its company speaks."""

    organisation_id: UUID
    organisation: str
    link_id: UUID
    team_id: UUID
    team: str
    vous: bool
    language: str


class TeamInvitationFullError(Exception):
    """The team has as many people as a team can have."""


def team_token(organisation_id: UUID, link_id: UUID) -> str:
    """The token of the link with this id."""
    return derive_token("team link", organisation_id, link_id)


def find_team_invitation(token: str, at: datetime) -> TeamInvitation | None:
    """The team invitation of this link, if it is valid; one statement."""
    row = db.session.execute(
        select(
            Organisation.id,
            Organisation.name,
            TeamInvitationLink.id,
            Team.id,
            Team.name,
            Organisation.vous,
            Organisation.language,
        )
        .select_from(TeamInvitationLink)
        .join(Organisation, Organisation.id == TeamInvitationLink.organisation_id)
        .join(
            Team,
            (Team.organisation_id == TeamInvitationLink.organisation_id)
            & (Team.id == TeamInvitationLink.team_id),
        )
        .where(
            TeamInvitationLink.token == token_digest(token),
            TeamInvitationLink.used < TeamInvitationLink.most,
            TeamInvitationLink.expires_at > at,
            TeamInvitationLink.ended_at.is_(None),
            Team.archived_at.is_(None),
        )
    ).first()
    return TeamInvitation(*row) if row else None


@retry_whole
def accept_team_invitation(
    token: str, name: str, email: str, client: Client, at: datetime
) -> str | None:
    """Add a new member by a team's link and sign them in; says what the cookie shall hold, None
    when the link is worth nothing.

    One use is taken behind the company's lock, so that of a hundred who try at once exactly as many
    come in as the link is for. The browser that has come in with this address is told the same
    once more. Raises rate_limits.RateLimitExceededError, EmailTakenError, TeamInvitationFullError.
    """
    derived_token = derive_token("team link", client.browser, token, email)

    def accept() -> str | None:
        if client.browser and sessions.is_active(token_digest(derived_token)):
            return derived_token
        return _accept_locked(token, name, email, client, derived_token, at)

    return accept_counted(accept, client, at)


def _accept_locked(
    token: str, name: str, email: str, client: Client, derived_token: str, at: datetime
) -> str | None:
    offer = find_team_invitation(token, at)
    if offer is None:
        return None
    company.lock_organisation(offer.organisation_id)
    if client.browser and sessions.is_active(token_digest(derived_token)):
        return derived_token
    if company.is_email_in_use(offer.organisation_id, email):
        raise EmailTakenError
    if (roster.count_people(offer.organisation_id, offer.team_id) or 0) >= TEAM_MEMBERS:
        raise TeamInvitationFullError
    if not _take_one_use(offer, at):
        return None
    member_id = _add_member(offer, name, email, at)
    new = sessions.NewSession(offer.organisation_id, member_id, client)
    if client.browser and not sessions.is_known_browser(
        offer.organisation_id, token_digest(derived_token)
    ):
        new = replace(new, token=derived_token)
    return sessions.create_session(new, at)


def _add_member(offer: TeamInvitation, name: str, email: str, at: datetime) -> UUID:
    """Add the member who comes by this link, and write down that they did."""
    member_id = company.add_member(
        offer.organisation_id, name, at, email=email, team_id=offer.team_id
    )
    db.session.execute(
        update(MemberRow)
        .where(MemberRow.organisation_id == offer.organisation_id, MemberRow.id == member_id)
        .values(came_by=offer.link_id)
    )
    audit.record(offer.organisation_id, "joined", at, actor_id=member_id, about_id=offer.team_id)
    return member_id


def _take_one_use(offer: TeamInvitation, at: datetime) -> bool:
    """Whether one was left, read anew behind the lock: others may have been quicker."""
    use = db.session.execute(
        update(TeamInvitationLink)
        .where(
            TeamInvitationLink.organisation_id == offer.organisation_id,
            TeamInvitationLink.id == offer.link_id,
            TeamInvitationLink.used < TeamInvitationLink.most,
            TeamInvitationLink.expires_at > at,
            TeamInvitationLink.ended_at.is_(None),
        )
        .values(used=TeamInvitationLink.used + 1)
        .returning(TeamInvitationLink.id)
    ).first()
    return use is not None
