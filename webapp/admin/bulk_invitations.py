"""Bulk invitations: all of a list, or nobody."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

import webapp.mail.outbox as outbox
from webapp.admin.pasted_people import Newcomer, Wrong
from webapp.admin.refusals import message_for
from webapp.auth import form_replays, invitations, rate_limits
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.leagues import TEAM_MEMBERS
from webapp.mail.email import Email
from webapp.people import audit, company, roster
from webapp.people.members import Member
from webapp.people.membership import NOT_SHUT_OUT
from webapp.people.models import Account, InvitationLink, MemberRow
from webapp.people.retries import retry_whole

COST = 2  # of each, as of an invitation by itself (TRUST, limits)
SHOWN_FOR = timedelta(minutes=10)


class UnfitListError(Exception):
    """Nobody was invited; `lines` says why, {line: sentence}."""

    def __init__(self, lines: Wrong) -> None:
        super().__init__(lines)
        self.lines = lines


@dataclass(frozen=True, slots=True)
class InvitedPerson:
    """A link that was made just now, and whose it is."""

    id: UUID
    name: str
    email: str
    token: str


@retry_whole
def invite_all(
    member: Member,
    newcomers: Sequence[Newcomer],
    at: datetime,
    write_letter: Callable[[str, str, str], Email],
    cookie: str,
) -> None:
    """Add all of them as members, each with a link of their own. Raises UnfitListError, or
    rate_limits.RateLimitExceededError: then nothing is done.

    `write_letter` makes a mail out of an address, a name and a token. The same list sent twice by
    the sign-in of this `cookie` is one.
    """
    rows = [(each.name, each.email, each.team) for each in newcomers]
    form = form_replays.form_digest(cookie, "several", *rows)
    with write_transaction():
        company.lock_organisation(member.organisation_id)
        if form_replays.find_result(member.organisation_id, form, at):
            return
        _refuse_unfit(member, newcomers)
        rate_limits.hit(rate_limits.WRITES_PER_MEMBER, str(member.id), at, COST * len(newcomers))
        ids = [_invite(member, each, at, write_letter, cookie) for each in newcomers]
        form_replays.record_result(member.organisation_id, form, member.id, ids[-1], at)


def _invite(
    member: Member,
    newcomer: Newcomer,
    at: datetime,
    write_letter: Callable[[str, str, str], Email],
    cookie: str,
) -> UUID:
    """Add one of them, whose link leaves by mail; says their id."""
    organisation_id, email = member.organisation_id, newcomer.email
    member_id = company.add_member(
        organisation_id, newcomer.name, at, email=email, team_id=newcomer.team
    )
    token = invitations.invitation_token(cookie, member_id)
    invitations.create_invitation(organisation_id, member_id, at, token=token)
    letter = write_letter(email, newcomer.name, token)
    outbox.enqueue(letter, at, at + invitations.INVITATION_LIFETIME, organisation_id, member_id)
    audit.record(organisation_id, "invitation", at, actor_id=member.id, about_id=member_id)
    return member_id


def list_made(member: Member, at: datetime, cookie: str) -> list[InvitedPerson]:
    """The links of who was invited just now by this sign-in and is not in yet; one statement."""
    rows = db.session.execute(
        select(MemberRow.id, MemberRow.name, Account.email, InvitationLink.token)
        .join(
            InvitationLink,
            (InvitationLink.organisation_id == MemberRow.organisation_id)
            & (InvitationLink.member_id == MemberRow.id),
        )
        .join(Account, Account.id == MemberRow.account_id)
        .where(
            MemberRow.organisation_id == member.organisation_id,
            MemberRow.joined_on.is_(None),
            NOT_SHUT_OUT,
            InvitationLink.organisation_id == member.organisation_id,
            InvitationLink.spent_at.is_(None),
            InvitationLink.private.is_(False),
            InvitationLink.expires_at > at + invitations.INVITATION_LIFETIME - SHOWN_FOR,
        )
        .order_by(MemberRow.created_at, MemberRow.id)
    )
    tokens = ((row, invitations.invitation_token(cookie, row.id)) for row in rows)
    return [
        InvitedPerson(*row[:3], token) for row, token in tokens if token_digest(token) == row.token
    ]


def _refuse_unfit(member: Member, newcomers: Sequence[Newcomer]) -> None:
    """Raise UnfitListError for who is here already, and where a team has no room for all of
    them.
    """
    wrong: Wrong = {}
    free_places = {
        team.id: TEAM_MEMBERS - team.size
        for team in roster.list_sized_teams(member.organisation_id)
    }
    newcomers_by_team = Counter(each.team for each in newcomers)
    for each in newcomers:
        if company.is_email_in_use(member.organisation_id, each.email):
            wrong[each.line] = message_for("address")
        elif each.team and each.team not in free_places:
            wrong[each.line] = message_for("choice")
        elif each.team and newcomers_by_team[each.team] > free_places[each.team]:
            wrong[each.line] = message_for("full")
    if wrong:
        raise UnfitListError(wrong)
