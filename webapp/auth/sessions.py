"""Sessions: one row for each browser; the cookie holds what the row keeps a digest of."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, insert, select, update

from webapp.auth.clients import Client
from webapp.auth.current_session import MAX_IDLE, SESSION_LIFETIME
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.days import today
from webapp.people import audit, company, grace_period
from webapp.people.hooks import hooks
from webapp.people.members import Member
from webapp.people.membership import NOT_SHUT_OUT
from webapp.people.models import InvitationLink, MemberRow, SignIn

MAX_USER_AGENT = 200


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A browser that is signed in, under a name of its own; `present` is the one that asks."""

    name: str
    agent: str
    created_at: datetime
    used_at: datetime
    present: bool


@dataclass(frozen=True, slots=True)
class NewSession:
    """Whom a session is for, and in which browser. `token` is what the cookie shall hold if not
    chance, `proved` whether their address was shown to be theirs just now, `coming_back` whether
    who had asked to be erased comes back, by their own wish.
    """

    organisation_id: UUID
    member_id: UUID
    client: Client
    token: str = ""
    proved: bool = False
    coming_back: bool = False


def create_session(new: NewSession, at: datetime) -> str | None:
    """Create a session, in the open transaction; says what its cookie shall hold.

    Who comes in for the first time joins, and who had asked to be erased is back. None for a
    member who is suspended or removed, who has asked to be erased and says nothing of coming back,
    or whose days of grace are over.
    """
    row = _lock_member(new, at)
    if row is None:
        return None
    _admit_member(new, row, at)
    token = new.token or secrets.token_urlsafe(32)
    browser = new.client.browser
    db.session.execute(
        insert(SignIn).values(
            token=token_digest(token),
            organisation_id=new.organisation_id,
            member_id=new.member_id,
            agent=new.client.agent[:MAX_USER_AGENT],
            created_at=at,
            used_at=at,
            proved_at=at if new.proved else None,
            browser=token_digest(browser) if browser else None,
        )
    )
    member_id = new.member_id
    audit.record(new.organisation_id, "sign-in", at, actor_id=member_id, about_id=member_id)
    return token


def _lock_member(new: NewSession, at: datetime) -> Row[date | None, datetime | None] | None:
    """The member's row, locked, if they may come in."""
    may_return = grace_period.within_grace_period(at)
    return db.session.execute(
        select(MemberRow.joined_on, MemberRow.leaving_at)
        .where(
            MemberRow.organisation_id == new.organisation_id,
            MemberRow.id == new.member_id,
            NOT_SHUT_OUT,
            may_return if new.coming_back else MemberRow.leaving_at.is_(None),
        )
        .with_for_update(key_share=True)
    ).first()


def _admit_member(new: NewSession, row: Row[date | None, datetime | None], at: datetime) -> None:
    """Let the member join, whose links that others have seen are worth nothing then, or be back;
    those who follow hear of it.
    """
    ids = new.organisation_id, new.member_id
    member = company.mark_joined(*ids, at, new.client.language)
    if member is None:
        return
    if row.joined_on is None:
        _void_links(*ids)
        hooks().on_member_facts_changed(member, member.joined_on, at)
    elif row.leaving_at:
        grace_period.cancel_deletion(member, at)
        hooks().on_member_facts_changed(member, today(row.leaving_at, member.zone), at)


def is_active(token: bytes | None) -> bool:
    """Whether the session with this digest has not ended."""
    active = select(SignIn.token).where(SignIn.token == token, SignIn.ended_at.is_(None))
    return token is not None and db.session.execute(active).first() is not None


def is_known_browser(organisation_id: UUID, token: bytes) -> bool:
    """Whether the organisation has a session with this digest, ended or not."""
    in_organisation = SignIn.organisation_id == organisation_id
    matching = select(SignIn.token).where(in_organisation, SignIn.token == token)
    return db.session.execute(matching).first() is not None


def mark_verified(member: Member, cookie: str, at: datetime) -> None:
    """Mark the session as verified: the member has just shown, in this browser, that their address
    is theirs; in the open transaction.
    """
    db.session.execute(
        update(SignIn)
        .where(_active(member), SignIn.token == token_digest(cookie))
        .values(proved_at=at)
    )


def end_session(cookie: str, at: datetime) -> None:
    """End the session of this cookie; nothing happens when it already is."""
    with write_transaction():
        row = db.session.execute(
            update(SignIn)
            .where(SignIn.token == token_digest(cookie), SignIn.ended_at.is_(None))
            .values(ended_at=at)
            .returning(SignIn.organisation_id, SignIn.member_id)
        ).first()
        if row:
            organisation_id, member_id = row
            audit.record(organisation_id, "sign-out", at, actor_id=member_id, about_id=member_id)


def end_all_sessions(organisation_id: UUID, member_id: UUID, at: datetime) -> None:
    """End every session of the member, in the open transaction."""
    db.session.execute(
        update(SignIn)
        .where(
            SignIn.organisation_id == organisation_id,
            SignIn.member_id == member_id,
            SignIn.ended_at.is_(None),
        )
        .values(ended_at=at)
    )


def list_sessions(member: Member, cookie: str, at: datetime) -> list[SessionInfo]:
    """The member's sessions, the last used first; `cookie` tells which is this one."""
    rows = db.session.execute(
        select(SignIn.token, SignIn.agent, SignIn.created_at, SignIn.used_at)
        .where(
            _active(member),
            SignIn.created_at > at - SESSION_LIFETIME,
            SignIn.used_at > at - MAX_IDLE,
        )
        .order_by(SignIn.used_at.desc(), SignIn.token)
    )
    present = token_digest(cookie)
    return [
        SessionInfo(_name(token), agent, created_at, used_at, token == present)
        for token, agent, created_at, used_at in rows
    ]


def end_session_named(member: Member, name: str, at: datetime) -> bool:
    """End the member's session with that name; False when there is none such."""
    with write_transaction():
        tokens = db.session.scalars(select(SignIn.token).where(_active(member))).all()
        matching = [token for token in tokens if _name(token) == name]
        if matching:
            _end(member, SignIn.token == matching[0], at)
    return bool(matching)


def end_other_sessions(member: Member, cookie: str, at: datetime) -> None:
    """End every session of the member but this one."""
    with write_transaction():
        _end(member, SignIn.token != token_digest(cookie), at)


def _void_links(organisation_id: UUID, member_id: UUID) -> None:
    """Take back the links of who comes in for the first time, but for the one that is spent now."""
    db.session.execute(
        delete(InvitationLink).where(
            InvitationLink.organisation_id == organisation_id,
            InvitationLink.member_id == member_id,
            InvitationLink.spent_at.is_(None),
        )
    )


def _end(member: Member, which: ColumnElement[bool], at: datetime) -> None:
    db.session.execute(update(SignIn).where(_active(member), which).values(ended_at=at))
    audit.record(member.organisation_id, "sign-out", at, actor_id=member.id, about_id=member.id)


def _active(member: Member) -> ColumnElement[bool]:
    return and_(
        SignIn.organisation_id == member.organisation_id,
        SignIn.member_id == member.id,
        SignIn.ended_at.is_(None),
    )


def public_name(cookie: str) -> str:
    """The name by which pages know the session of this cookie."""
    return _name(token_digest(cookie))


def _name(token: bytes) -> str:
    """Nothing that a cookie could be made from."""
    return hashlib.sha256(token).hexdigest()[:16]
