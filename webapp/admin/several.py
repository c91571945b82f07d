"""Several people invited at once: all of a list, or nobody."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

import webapp.mail.outbox as outbox
from webapp.admin.pasting import Newcomer, Wrong
from webapp.admin.refusals import words
from webapp.database import db, writing
from webapp.game.leagues import TEAM_MEMBERS
from webapp.mail.letter import Letter
from webapp.people import audit, company, completions, limits, links, roster
from webapp.people.models import Account, Link, Member
from webapp.people.tries import whole
from webapp.people.who import Who, digest

COST = 2  # of each, as of an invitation by itself (TRUST, limits)
SHOWN_FOR = timedelta(minutes=10)


class UnfitError(Exception):
    """Nobody was invited; `lines` says why, {line: sentence}."""

    def __init__(self, lines: Wrong) -> None:
        super().__init__(lines)
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Made:
    """A link that was made just now, and whose it is."""

    id: UUID
    name: str
    email: str
    token: str


@whole
def invite(
    who: Who,
    newcomers: Sequence[Newcomer],
    at: datetime,
    write_letter: Callable[[str, str, str], Letter],
    cookie: str,
) -> None:
    """Add all of them as members, each with a link of their own. Raises UnfitError, or
    limits.TooMany: then nothing is done.

    `write_letter` makes a mail out of an address, a name and a token. The same list sent twice by
    the sign-in of this `cookie` is one.
    """
    said = [(each.name, each.email, each.team) for each in newcomers]
    form = completions.form(cookie, "several", *said)
    with writing():
        company.lock(who.organisation_id)
        if completions.made(who.organisation_id, form, at):
            return
        _refuse_unfit(who, newcomers)
        limits.count(limits.WRITES_OF_MEMBER, str(who.id), at, COST * len(newcomers))
        for each in newcomers:
            member_id = company.add_member(
                who.organisation_id, each.name, at, email=each.email, team_id=each.team
            )
            token = links.token_for(cookie, member_id)
            links.make(who.organisation_id, member_id, at, token=token)
            letter = write_letter(each.email, each.name, token)
            outbox.enqueue(letter, at, at + links.HOLDS, who.organisation_id, member_id)
            audit.note(who.organisation_id, "invitation", at, actor_id=who.id, about_id=member_id)
        completions.note(who.organisation_id, form, who.id, member_id, at)


def made(who: Who, at: datetime, cookie: str) -> list[Made]:
    """The links of who was invited just now by this sign-in and is not in yet; one statement."""
    rows = db.session.execute(
        select(Member.id, Member.name, Account.email, Link.token)
        .join(
            Link, (Link.organisation_id == Member.organisation_id) & (Link.member_id == Member.id)
        )
        .join(Account, Account.id == Member.account_id)
        .where(
            Member.organisation_id == who.organisation_id,
            Member.joined_on.is_(None),
            Member.suspended_at.is_(None),
            Member.removed_at.is_(None),
            Link.organisation_id == who.organisation_id,
            Link.spent_at.is_(None),
            Link.private.is_(False),
            Link.expires_at > at + links.HOLDS - SHOWN_FOR,
        )
        .order_by(Member.created_at, Member.id)
    )
    tokens = ((row, links.token_for(cookie, row.id)) for row in rows)
    return [Made(*row[:3], token) for row, token in tokens if digest(token) == row.token]


def _refuse_unfit(who: Who, newcomers: Sequence[Newcomer]) -> None:
    """Raise UnfitError for who is here already, and where a team has no room for all of them."""
    wrong: Wrong = {}
    rooms = {team.id: TEAM_MEMBERS - team.size for team in roster.sized_teams(who.organisation_id)}
    wanted = Counter(each.team for each in newcomers)
    for each in newcomers:
        if company.has_address(who.organisation_id, each.email):
            wrong[each.line] = words("address")
        elif each.team and each.team not in rooms:
            wrong[each.line] = words("choice")
        elif each.team and wanted[each.team] > rooms[each.team]:
            wrong[each.line] = words("full")
    if wrong:
        raise UnfitError(wrong)
