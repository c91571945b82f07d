"""Who is signed in: one statement finds the sign-in, the member and the organisation."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Table, bindparam, func, select, update

from webapp.columns import UtcDateTime
from webapp.database import db, execute_core
from webapp.i18n import variant_of
from webapp.people.models import Edition, MemberRow, Organisation, SignIn

SESSION_LIFETIME = timedelta(days=180)
MAX_IDLE = timedelta(days=60)
TOUCH_INTERVAL = timedelta(minutes=10)
MEMBER, ORGANISATION = MemberRow.__table__.c, Organisation.__table__.c
SIGN_IN, EDITION = SignIn.__table__.c, Edition.__table__.c


@dataclass(frozen=True)
class Member:
    """A member as a request sees them; organisation and member ids together are the key."""

    organisation_id: UUID
    id: UUID
    name: str
    role: str
    language: str
    vous: bool
    theme: str
    zone_name: str
    joined_on: date
    organisation: str
    organisation_zone_name: str
    organisation_since: datetime
    demo: bool
    edition: int  # of the organisation, when this was read
    steps_away: bool
    pattern_agreed: bool
    journal_from: date | None = None  # before it, their entries were reduced to days (RULES R14)
    way_in: bool = False  # somebody else made a new way in for them, which they have not noted yet

    @cached_property
    def words(self) -> str:
        """The words in which the app speaks to them: "fr", "fr-vous" or "en"."""
        return variant_of(self.language, vous=self.vous)

    @cached_property
    def zone(self) -> tzinfo:
        """The member's own zone, in which today is read."""
        return get_timezone(self.zone_name)

    @cached_property
    def organisation_zone(self) -> tzinfo:
        """The organisation's zone, in which weeks begin and close."""
        return get_timezone(self.organisation_zone_name)


def select_members() -> Select[*tuple[Any, ...]]:
    """The statement that reads a Who; whoever calls adds whose."""
    return (
        select(
            MEMBER.organisation_id,
            MEMBER.id,
            MEMBER.name,
            MEMBER.role,
            MEMBER.language,
            func.coalesce(MEMBER.vous, ORGANISATION.vous).label("vous"),
            MEMBER.theme,
            MEMBER.zone.label("zone_name"),
            MEMBER.joined_on,
            ORGANISATION.name.label("organisation"),
            ORGANISATION.zone.label("organisation_zone_name"),
            ORGANISATION.created_at.label("organisation_since"),
            ORGANISATION.demo,
            func.coalesce(EDITION.version, 0).label("edition"),
            MEMBER.steps_away_at.is_not(None).label("steps_away"),
            MEMBER.pattern_agreed_at.is_not(None).label("pattern_agreed"),
            MEMBER.journal_from,
            MEMBER.way_in_at.is_not(None).label("way_in"),
        )
        .select_from(MemberRow.__table__)
        .join(Organisation.__table__, ORGANISATION.id == MEMBER.organisation_id)
        .outerjoin(Edition.__table__, EDITION.organisation_id == MEMBER.organisation_id)
    )


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
        MEMBER.suspended_at.is_(None),
        MEMBER.leaving_at.is_(None),
        MEMBER.removed_at.is_(None),
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


def get_member(organisation_id: UUID, member_id: UUID) -> Member | None:
    """The member with these ids, if they have come in and were not removed."""
    row = (
        db.session.execute(
            select_members().where(
                MemberRow.organisation_id == organisation_id,
                MemberRow.id == member_id,
                MemberRow.joined_on.is_not(None),
                MemberRow.removed_at.is_(None),
            )
        )
        .mappings()
        .first()
    )
    return Member(**row) if row else None


def get_past_member(organisation_id: UUID, member_id: UUID) -> Member | None:
    """The same, removed or not, if they have ever come in; one statement."""
    which = MEMBER.organisation_id == organisation_id, MEMBER.id == member_id
    row = (
        execute_core(select_members().where(*which, MEMBER.joined_on.is_not(None)))
        .mappings()
        .first()
    )
    return Member(**row) if row else None


@dataclass(frozen=True, slots=True)
class CurrentSession:
    """Whose cookie it is; `stale` if its use is to be noted again. proved_at is when they last
    showed in this browser that their address is theirs.
    """

    who: Member
    stale: bool
    proved_at: datetime | None


def find_session(cookie: str, at: datetime) -> CurrentSession | None:
    """Whose cookie this is: made within 180 days and used within the last 60; one statement."""
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


def member_params_placeholder(language: str = "") -> Any:
    """Stands for a Who in a statement that is made once; `asked` says who it is at each asking."""
    ids: dict[str, Any] = {
        "organisation_id": bindparam("organisation_id"),
        "id": bindparam("member_id"),
    }
    return SimpleNamespace(**ids, language=language)


def member_params(who: Member) -> dict[str, UUID]:
    """Who asks what was made for `asker`."""
    return {"organisation_id": who.organisation_id, "member_id": who.id}


def touch_session(who: Member, cookie: str, at: datetime) -> None:
    """Write down that this sign-in of theirs was used, in the transaction that is open."""
    execute_core(
        TOUCH, {"_organisation_id": who.organisation_id, "_token": token_digest(cookie), "_at": at}
    )


def get_timezone(name: str) -> tzinfo:
    """The zone of that name, as the time zone database knows it."""
    return ZoneInfo(name)


def token_digest(token: str) -> bytes:
    """What the database keeps of a token: its SHA-256, 32 bytes."""
    return hashlib.sha256(token.encode("utf-8", "backslashreplace")).digest()
