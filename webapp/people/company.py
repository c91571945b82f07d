"""Writes of organisations, teams and members: created, added, moved; in the open transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import lock_rows, read_transaction
from webapp.game.days import today
from webapp.names import fold_name
from webapp.people import cache_versions, members
from webapp.people.hooks import OnOrganisationCreated
from webapp.people.membership import NOT_REMOVED
from webapp.people.models import Account, MemberRow, Organisation, Team
from webapp.people.schedule import declarations


@dataclass(frozen=True, slots=True)
class OrganisationLocale:
    """Where an organisation is: its language, its zone, and whose public holidays it has."""

    language: str = "fr"
    zone: str = "Europe/Paris"
    country: str = "FR"
    region: str | None = None


FRANCE = OrganisationLocale()


def create_organisation(
    name: str,
    at: datetime,
    *,
    locale: OrganisationLocale = FRANCE,
    demo: bool = False,
    on_created: Iterable[OnOrganisationCreated] = (),
) -> UUID:
    """Create an organisation. `on_created` are the features that give it its starting rows."""
    organisation_id = new_id(at)
    db.session.execute(
        insert(Organisation).values(
            id=organisation_id,
            name=name,
            language=locale.language,
            zone=locale.zone,
            demo=demo,
            created_at=at,
        )
    )
    day = today(at, members.get_timezone(locale.zone))
    place = {"country": locale.country, "region": locale.region}
    declarations.add_fact(
        organisation_id, "organisation", organisation_id, "holidays", day, at, value=place
    )
    for seed in on_created:
        seed(organisation_id)
    return organisation_id


def add_team(organisation_id: UUID, name: str, at: datetime) -> UUID:
    """Insert a team, empty."""
    cache_versions.bump(organisation_id)
    team_id = new_id(at)
    db.session.execute(
        insert(Team).values(
            organisation_id=organisation_id,
            id=team_id,
            name=name,
            folded=fold_name(name),
            created_at=at,
        )
    )
    return team_id


def add_member(
    organisation_id: UUID,
    name: str,
    at: datetime,
    *,
    email: str | None = None,
    role: str = "member",
    team_id: UUID | None = None,
) -> UUID:
    """Insert a member, in the organisation's language and zone; they join when they come in."""
    organisation = db.session.execute(
        select(Organisation.language, Organisation.zone).where(Organisation.id == organisation_id)
    ).one()
    member_id = new_id(at)
    db.session.execute(
        insert(MemberRow).values(
            organisation_id=organisation_id,
            id=member_id,
            account_id=get_or_create_account(email, at) if email else None,
            name=name,
            role=role,
            language=organisation.language,
            zone=organisation.zone,
            created_at=at,
        )
    )
    if team_id:
        move_to_team(organisation_id, member_id, team_id, at)
    return member_id


def move_to_team(
    organisation_id: UUID, member_id: UUID, team_id: UUID | None, at: datetime
) -> None:
    """Put a member in a team, or in none; boards show it from the next Monday (RULES R5.1).

    The day of it is the organisation's: a pause of the team holds for them from then on.
    """
    day = _present_day(organisation_id, at)
    declarations.add_fact(organisation_id, "member", member_id, "team", day, at, team_id=team_id)


def mark_joined(
    organisation_id: UUID, member_id: UUID, at: datetime, language: str | None = None
) -> members.Member | None:
    """Mark a member as joined, who comes in for the first time or again.

    Who joins goes on in the `language` in which they have read how.
    """
    zone = db.session.execute(
        select(MemberRow.zone).where(
            MemberRow.organisation_id == organisation_id, MemberRow.id == member_id
        )
    ).scalar()
    if zone is None:
        return None
    cache_versions.bump(organisation_id)
    db.session.execute(
        update(MemberRow)
        .where(
            MemberRow.organisation_id == organisation_id,
            MemberRow.id == member_id,
            MemberRow.joined_on.is_(None),
        )
        .values(
            joined_on=today(at, members.get_timezone(zone)),
            language=language or MemberRow.language,
        )
    )
    return members.get_member(organisation_id, member_id)


def lock_organisation(organisation_id: UUID) -> None:
    """Lock the organisation: no other change of teams, roles and people overlaps this
    transaction.
    """
    lock_rows(select(Organisation.id).where(Organisation.id == organisation_id))


def list_organisation_ids() -> list[UUID]:
    """The ids of all organisations, for what goes through every one."""
    with read_transaction():
        return list(db.session.scalars(select(Organisation.id)))


def get_zone_name(organisation_id: UUID) -> str:
    """The name of the zone in which the organisation's weeks begin and close."""
    zone = select(Organisation.zone).where(Organisation.id == organisation_id)
    return db.session.execute(zone).scalar_one()


def is_email_in_use(organisation_id: UUID, email: str) -> bool:
    """Whether a member of this organisation, suspended or not, has this e-mail address."""
    return (
        db.session.execute(
            select(MemberRow.id)
            .join(Account, Account.id == MemberRow.account_id)
            .where(
                MemberRow.organisation_id == organisation_id,
                NOT_REMOVED,
                Account.email == email.strip().lower(),
            )
        ).first()
        is not None
    )


def get_or_create_account(email: str, at: datetime) -> UUID:
    """The account with this address, made if there is none."""
    address = email.strip().lower()
    existing_id = db.session.execute(select(Account.id).where(Account.email == address)).scalar()
    if existing_id:
        return existing_id
    account_id = new_id(at)
    db.session.execute(insert(Account).values(id=account_id, email=address, created_at=at))
    return account_id


def _present_day(organisation_id: UUID, at: datetime) -> date:
    return today(at, members.get_timezone(get_zone_name(organisation_id)))
