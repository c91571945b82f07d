"""Session look-up of a request: whose cookie it is, found by one statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, select, update

from webapp.auth.tokens import token_digest
from webapp.database.columns import UtcDateTime
from webapp.database.engine import db
from webapp.database.transactions import execute_core
from webapp.people.members import Member, select_members
from webapp.people.membership import HAS_ACCESS
from webapp.people.models import MemberRow, Organisation, SignIn

SESSION_LIFETIME = timedelta(days=180)
MAX_IDLE = timedelta(days=60)
TOUCH_INTERVAL = timedelta(minutes=10)
MEMBER, ORGANISATION = MemberRow.__table__.c, Organisation.__table__.c
SIGN_IN = SignIn.__table__.c
FIND_SESSION = (  # asked at each request, so it is made only once, and of nothing but tables
    select_members()
    .add_columns(SIGN_IN.used_at, SIGN_IN.proved_at)
    .join(
        SignIn.__table__,
        (SIGN_IN.organisation_id == MEMBER.organisation_id) & (SIGN_IN.member_id == MEMBER.id),
    )
    .where(
        SIGN_IN.token == bindparam("token"),
        SIGN_IN.ended_at.is_(None),
        SIGN_IN.created_at > bindparam("since"),
        SIGN_IN.used_at > bindparam("used_since"),
        MEMBER.joined_on.is_not(None),
        HAS_ACCESS,
    )
)
TOUCH = (
    update(cast(Table, SignIn.__table__))
    .where(
        SIGN_IN.organisation_id == bindparam("_organisation_id"),
        SIGN_IN.token == bindparam("_token"),
    )
    .values(used_at=bindparam("_at", type_=UtcDateTime))
)


@dataclass(frozen=True, slots=True)
class CurrentSession:
    """Whose cookie it is; `stale` if its use is to be noted again. proved_at is when they last
    showed in this browser that their address is theirs.
    """

    member: Member
    stale: bool
    proved_at: datetime | None


def find_session(cookie: str, at: datetime) -> CurrentSession | None:
    """The session of this cookie: created within 180 days and used within the last 60; one
    statement.
    """
    since = {"since": at - SESSION_LIFETIME, "used_since": at - MAX_IDLE}
    row = execute_core(FIND_SESSION, since | {"token": token_digest(cookie)}).mappings().first()
    if row is None:
        return None
    fields = dict(row)
    used_at, proved_at = fields.pop("used_at"), fields.pop("proved_at")
    return CurrentSession(Member(**fields), at - used_at > TOUCH_INTERVAL, proved_at)


def session_end_reason(cookie: str) -> str:
    """Why this cookie signs nobody in: "leaving" where the member has asked to be erased, "unknown"
    where nothing is known of it (any more), "signed_out" otherwise.
    """
    row = db.session.execute(
        select(MemberRow.leaving_at, MemberRow.removed_at)
        .join(
            SignIn,
            (SignIn.organisation_id == MemberRow.organisation_id)
            & (SignIn.member_id == MemberRow.id),
        )
        .where(SignIn.token == token_digest(cookie))
    ).first()
    if row is None:
        return "unknown"
    return "leaving" if row.leaving_at and not row.removed_at else "signed_out"


def touch_session(member: Member, cookie: str, at: datetime) -> None:
    """Update when this session was last used, in the transaction that is open."""
    execute_core(
        TOUCH,
        {"_organisation_id": member.organisation_id, "_token": token_digest(cookie), "_at": at},
    )
