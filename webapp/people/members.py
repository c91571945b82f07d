"""Members: who somebody is in their organisation, as every feature reads them."""

from dataclasses import dataclass, fields
from datetime import date, datetime, tzinfo
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func, select

from webapp.database.engine import db
from webapp.database.transactions import execute_core
from webapp.i18n import variant_of
from webapp.people.membership import NOT_REMOVED
from webapp.people.models import MemberRow, Organisation, OrganisationVersion

MEMBER, ORGANISATION = MemberRow.__table__.c, Organisation.__table__.c
EDITION = OrganisationVersion.__table__.c


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
    has_slots: bool = False  # they have planned a slot at some time
    has_agenda: bool = False  # they have a calendar connected
    sprints_until: datetime | None = None  # a team of the company has a sprint ahead until then
    reminder: str | None = None  # the way of their reminder; None until they have chosen
    calls_consumers: bool = False  # their company does, within legal hours (RULES R18)
    way_in: bool = False  # somebody else made a new way in for them, which they have not noted yet

    @cached_property
    def words(self) -> str:
        """The words in which the app speaks to them: "fr", "fr-vous" or "en"."""
        return variant_of(self.language, vous=self.vous)

    @cached_property
    def zone(self) -> tzinfo:
        """The member's own zone, in which today is read."""
        return get_timezone(self.zone_name)

    def wall(self, instant: datetime) -> datetime:
        """What a wall shows in the member's zone at that instant, without a zone."""
        return instant.astimezone(self.zone).replace(tzinfo=None)

    @cached_property
    def organisation_zone(self) -> tzinfo:
        """The organisation's zone, in which weeks begin and close."""
        return get_timezone(self.organisation_zone_name)


# What is no column of the member's row under the name of its field.
DERIVED = {
    "vous": func.coalesce(MEMBER.vous, ORGANISATION.vous),
    "zone_name": MEMBER.zone,
    "organisation": ORGANISATION.name,
    "organisation_zone_name": ORGANISATION.zone,
    "organisation_since": ORGANISATION.created_at,
    "calls_consumers": ORGANISATION.calls_consumers,
    "demo": ORGANISATION.demo,
    "sprints_until": ORGANISATION.sprints_until,
    "edition": func.coalesce(EDITION.version, 0),
    "steps_away": MEMBER.steps_away_at.is_not(None),
    "pattern_agreed": MEMBER.pattern_agreed_at.is_not(None),
    "way_in": MEMBER.way_in_at.is_not(None),
}
COLUMNS = [
    DERIVED[field.name].label(field.name) if field.name in DERIVED else MEMBER[field.name]
    for field in fields(Member)
]


def select_members() -> Select[*tuple[Any, ...]]:
    """The statement that reads a Member, by its fields; whoever calls adds whose."""
    return (
        select(*COLUMNS)
        .select_from(MemberRow.__table__)
        .join(Organisation.__table__, ORGANISATION.id == MEMBER.organisation_id)
        .outerjoin(OrganisationVersion.__table__, EDITION.organisation_id == MEMBER.organisation_id)
    )


def get_member(organisation_id: UUID, member_id: UUID) -> Member | None:
    """The member with these ids, if they have come in and were not removed."""
    row = (
        db.session.execute(
            select_members().where(
                MemberRow.organisation_id == organisation_id,
                MemberRow.id == member_id,
                MemberRow.joined_on.is_not(None),
                NOT_REMOVED,
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


def member_params_placeholder(language: str = "") -> Any:
    """A placeholder of a Member in a statement that is built once; `member_params` binds it."""
    ids: dict[str, Any] = {
        "organisation_id": bindparam("organisation_id"),
        "id": bindparam("member_id"),
    }
    return SimpleNamespace(**ids, language=language)


def member_params(member: Member) -> dict[str, UUID]:
    """The bind parameters of `member_params_placeholder`."""
    return {"organisation_id": member.organisation_id, "member_id": member.id}


def get_timezone(name: str) -> tzinfo:
    """The zone of that name, as the time zone database knows it."""
    return ZoneInfo(name)
