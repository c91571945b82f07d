"""One-time links that let a member in: a week long, spent once, never by looking at them."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, func, insert, or_, select, update

import webapp.mail.outbox as outbox
from webapp.database import db, writing
from webapp.people import company, letters, limits, sign_ins
from webapp.people.mates import team_name
from webapp.people.models import Account, Link, Member, Organisation
from webapp.people.tries import whole
from webapp.people.who import digest

HOLDS = timedelta(days=7)
TOLD_AGAIN = timedelta(minutes=10)  # to the browser that has spent it
ONE_TAP = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom a link lets in, and what is still to be asked of them; `private` if nobody else has
    seen it.
    """

    organisation_id: UUID
    organisation: str
    member_id: UUID
    name: str
    email: str | None
    joined: bool
    vous: bool
    private: bool
    language: str
    team: str | None


class Taken(Exception):
    """The address already belongs to a member of the same company."""


def make(
    organisation_id: UUID,
    member_id: UUID,
    at: datetime,
    *,
    private: bool = False,
    token: str = "",
) -> str:
    """A new link for this member, in the open transaction; the earlier ones are worth nothing.

    `private` says that nobody but the member, or an operator, ever sees it: only such a one lets
    in who has come in before. `token` is what it holds, if not chance.
    """
    void(organisation_id, member_id)
    token = token or secrets.token_urlsafe(32)
    db.session.execute(
        insert(Link).values(
            token=digest(token),
            organisation_id=organisation_id,
            member_id=member_id,
            expires_at=at + HOLDS,
            private=private,
        )
    )
    return token


def token_for(cookie: str, member_id: UUID) -> str:
    """What the link of an invitation holds that this sign-in makes: asked the same once more, it
    shows the same link, of which the database keeps no more than a digest.
    """
    secret = current_app.config["SECRET"]
    return sign_ins.derived(secret, "invitation", cookie, member_id)


def made_lately(organisation_id: UUID, member_id: UUID, at: datetime) -> bool:
    """Whether a private link that was made a moment ago still holds: the same tap, once more."""
    found = select(Link.token).where(
        Link.organisation_id == organisation_id,
        Link.member_id == member_id,
        Link.private.is_(True),
        Link.spent_at.is_(None),
        Link.expires_at > at + HOLDS - ONE_TAP,
    )
    return db.session.execute(found).first() is not None


def void(organisation_id: UUID, member_id: UUID) -> None:
    """Take back the member's links that nobody has used, in the open transaction; a mail that was
    to bring one does not leave.
    """
    for kind in (letters.INVITATION, letters.WAY_IN):
        outbox.withdraw(organisation_id, member_id, kind)
    db.session.execute(
        delete(Link).where(
            Link.organisation_id == organisation_id,
            Link.member_id == member_id,
            Link.spent_at.is_(None),
        )
    )


def read(token: str, at: datetime) -> Invitation | None:
    """Whom this link lets in, if it still does.

    Nobody who has asked to be erased (only their own code brings them back), and nobody who has
    come in since the link was shown to somebody else.
    """
    row = db.session.execute(
        select(
            Organisation.id,
            Organisation.name,
            Member.id,
            Member.name,
            Account.email,
            Member.joined_on.is_not(None),
            func.coalesce(Member.vous, Organisation.vous),
            Link.private,
            Member.language,
        )
        .select_from(Link)
        .join(Organisation, Organisation.id == Link.organisation_id)
        .join(
            Member,
            (Member.organisation_id == Link.organisation_id) & (Member.id == Link.member_id),
        )
        .outerjoin(Account, Account.id == Member.account_id)
        .where(
            Link.token == digest(token),
            Link.spent_at.is_(None),
            Link.expires_at > at,
            Member.suspended_at.is_(None),
            Member.removed_at.is_(None),
            Member.leaving_at.is_(None),
            or_(Member.joined_on.is_(None), Link.private.is_(True)),
        )
    ).first()
    return Invitation(*row, team_name(row[0], row[2])) if row else None


def forget(organisation_id: UUID, at: datetime) -> None:
    """Erase what nobody can be told again or let in by, in the open transaction."""
    over = (Link.expires_at <= at) | (Link.spent_at <= at - TOLD_AGAIN)
    db.session.execute(delete(Link).where(Link.organisation_id == organisation_id, over))


def spent_by(token: str, browser: str, at: datetime) -> bytes | None:
    """The digest of the sign-in for which this browser has spent this link a short while ago, as
    long as it stands.
    """
    found = db.session.execute(
        select(Link.sign_in).where(
            Link.token == digest(token),
            Link.browser == digest(browser),
            Link.spent_at > at - TOLD_AGAIN,
        )
    ).scalar()
    return found if found and sign_ins.stands(found) else None


@whole
def redeem(
    token: str,
    name: str,
    email: str | None,
    place: str,
    agent: str,
    at: datetime,
    arrivals: sign_ins.Follower,
    *,
    browser: str = "",
    secret: str = "",
    lost: bool = False,
    language: str | None = None,
) -> str | None:
    """Spend the link and sign in; says what the cookie shall hold, None when it is worth nothing.

    `name` and `email` are taken where they are still to be asked; `lost` ends the sign-ins that
    stood before; who joins goes on in `language`. The `browser` that has spent it is told the same
    once more. Raises limits.TooMany, Taken.
    """
    try:
        with writing():
            held = _redeem(
                *(token, name, email, agent, at, arrivals, browser, secret),
                lost=lost,
                language=language,
            )
    except Taken:
        count_miss(place, at)
        raise
    if held is None:
        count_miss(place, at)
    return held


def count_miss(place: str, at: datetime) -> None:
    """Count a link that opens nothing, or an address that was only tried. Raises TooMany."""
    with writing():
        limits.count(limits.LINKS_OF_PLACE, limits.network_of(place), at)


def _redeem(
    token: str,
    name: str,
    email: str | None,
    agent: str,
    at: datetime,
    arrivals: sign_ins.Follower,
    browser: str,
    secret: str,
    *,
    lost: bool,
    language: str | None,
) -> str | None:
    spent = db.session.execute(
        select(Link.token).where(Link.token == digest(token)).with_for_update(key_share=True)
    ).first()
    invitation = read(token, at) if spent else None
    again = sign_ins.derived(secret, "link", browser, token) if browser else ""
    if invitation is None:
        return again if again and spent_by(token, browser, at) == digest(again) else None
    _introduce(invitation, name, email, at)
    whose = invitation.organisation_id, invitation.member_id
    if lost:
        sign_ins.end_all(*whose, at)
    _write(invitation, token, spent_at=at)
    for kind in (letters.INVITATION, letters.WAY_IN):
        outbox.withdraw(*whose, kind)
    held = sign_ins.begin(
        *(*whose, agent, at, arrivals),
        browser=browser,
        token=again,
        proved=invitation.private,
        language=language,
    )
    if held and browser:
        _write(invitation, token, browser=digest(browser), sign_in=digest(held))
    return held


def _write(invitation: Invitation, token: str, **values: object) -> None:
    db.session.execute(
        update(Link)
        .where(Link.organisation_id == invitation.organisation_id, Link.token == digest(token))
        .values(values)
    )


def _introduce(invitation: Invitation, name: str, email: str | None, at: datetime) -> None:
    known: dict[str, object] = {} if invitation.joined else {"name": name}
    if invitation.email is None and email:
        if company.has_address(invitation.organisation_id, email):
            raise Taken
        known["account_id"] = company.account(email, at)
    if known:
        db.session.execute(
            update(Member)
            .where(
                Member.organisation_id == invitation.organisation_id,
                Member.id == invitation.member_id,
            )
            .values(known)
        )
