"""Queries of an organisation's teams and people, for those who look after it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from webapp.database.engine import db
from webapp.names import fold_name
from webapp.people import team_sizes, teammates
from webapp.people.grace_period import grace_ends_on
from webapp.people.membership import HAS_ACCESS, NOT_REMOVED
from webapp.people.models import Account, Fact, MemberRow, Organisation, Team
from webapp.text_folding import CollationKey


@dataclass(frozen=True, slots=True)
class TeamName:
    """A team that was not put away."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team and how many people it has, suspended ones and those yet to come in among them."""

    id: UUID
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A member who was not removed."""

    id: UUID
    name: str
    email: str | None
    role: str
    team: UUID | None
    invited: bool
    suspended: bool
    leaving: date | None = None


def list_teams(organisation_id: UUID) -> list[TeamName]:
    """The organisation's present teams by name; one statement."""
    return [TeamName(*row) for row in db.session.execute(_teams(organisation_id))]


def list_sized_teams(organisation_id: UUID) -> list[TeamLine]:
    """The same with their sizes, which the database counts; one statement over all their people."""
    sizes = team_sizes.team_sizes_subquery(organisation_id)
    teams = _teams(organisation_id).add_columns(func.coalesce(sizes.c.size, 0))
    rows = db.session.execute(teams.outerjoin(sizes, sizes.c.team_id == Team.id))
    return [TeamLine(*row) for row in rows]


def count_people(organisation_id: UUID, team_id: UUID) -> int | None:
    """How many people a team has, None when there is no such team now; one statement, by index."""
    inside = select(func.count()).select_from(
        teammates.is_in_team(organisation_id, team_id).subquery()
    )
    return db.session.execute(
        select(inside.scalar_subquery()).where(
            Team.organisation_id == organisation_id,
            Team.id == team_id,
            Team.archived_at.is_(None),
        )
    ).scalar()


def list_people(organisation_id: UUID, first: int, most: int) -> list[PersonLine]:
    """Members by name, `most` of them from the `first` on (0 is the first); two statements."""
    rows = db.session.execute(
        select(
            MemberRow.id,
            MemberRow.name,
            Account.email,
            MemberRow.role,
            MemberRow.joined_on.is_(None),
            MemberRow.suspended_at.is_not(None),
            MemberRow.leaving_at,
            MemberRow.zone,
        )
        .outerjoin(Account, Account.id == MemberRow.account_id)
        .where(MemberRow.organisation_id == organisation_id, NOT_REMOVED)
        .order_by(CollationKey(MemberRow.name), MemberRow.id)
        .offset(first)
        .limit(most)
    ).all()
    team_by_member = present_teams_by_member(organisation_id, [row.id for row in rows])
    return [
        PersonLine(
            member_id,
            name,
            email,
            role,
            team_by_member.get(member_id),
            invited,
            suspended,
            grace_ends_on(leaving_at, zone),
        )
        for member_id, name, email, role, invited, suspended, leaving_at, zone in rows
    ]


def present_teams_by_member(
    organisation_id: UUID, member_ids: Collection[UUID]
) -> dict[UUID, UUID | None]:
    """The team that each of these members is in now, by the newest word of it; by index."""
    rows = db.session.execute(
        select(Fact.scope_id, Fact.team_id)
        .where(
            Fact.organisation_id == organisation_id,
            Fact.scope_id.in_(member_ids),
            Fact.name == "team",
            Fact.retracted_at.is_(None),
        )
        .order_by(Fact.recorded_at, Fact.id)
    )
    return {row.scope_id: row.team_id for row in rows}


def find_organisation(name_or_id: str) -> UUID | None:
    """The organisation with this name or id; None when there is none, or several of that name.

    However the name is spelled; an operator's command reads all of them for it.
    """
    try:
        named = select(Organisation.id).where(Organisation.id == UUID(name_or_id))
    except ValueError:
        rows = db.session.execute(select(Organisation.id, Organisation.name))
        ids = [row.id for row in rows if fold_name(row.name) == fold_name(name_or_id)]
    else:
        ids = list(db.session.scalars(named))
    return ids[0] if len(ids) == 1 else None


def is_organisation_name_taken(name: str) -> bool:
    """Whether an organisation has this name or one that cannot be told apart from it."""
    folded = fold_name(name)
    return any(fold_name(each) == folded for each in db.session.scalars(select(Organisation.name)))


def find_member(organisation_id: UUID, name_or_email: str) -> UUID | None:
    """The member with this e-mail address or name; None when there is none, or several."""
    rows = db.session.execute(
        select(MemberRow.id, MemberRow.name, Account.email)
        .outerjoin(Account, Account.id == MemberRow.account_id)
        .where(MemberRow.organisation_id == organisation_id, NOT_REMOVED)
    )
    folded, email = fold_name(name_or_email), name_or_email.strip().lower()
    ids = [row.id for row in rows if row.email == email or fold_name(row.name) == folded]
    return ids[0] if len(ids) == 1 else None


def has_other_admin(organisation_id: UUID, member_id: UUID) -> bool:
    """Whether an administrator who can come in is left without this one."""
    other = (
        select(MemberRow.id)
        .where(
            MemberRow.organisation_id == organisation_id,
            MemberRow.id != member_id,
            MemberRow.role == "admin",
            MemberRow.joined_on.is_not(None),
            HAS_ACCESS,
        )
        .limit(1)
    )
    return db.session.execute(other).first() is not None


def first_admin_waiting() -> tuple[UUID, UUID] | None:
    """The founder, after the organisation, of one that nobody has come into yet.

    That is who has no address: an administrator whom an operator has added has one, and a link of
    their own, which another would void.
    """
    arrived = aliased(MemberRow)
    row = db.session.execute(
        select(MemberRow.organisation_id, MemberRow.id)
        .join(Organisation, Organisation.id == MemberRow.organisation_id)
        .where(
            Organisation.demo.is_(False),
            MemberRow.role == "admin",
            MemberRow.account_id.is_(None),
            NOT_REMOVED,
            ~select(arrived.id)
            .where(
                arrived.organisation_id == MemberRow.organisation_id,
                arrived.joined_on.is_not(None),
            )
            .exists(),
        )
        .order_by(MemberRow.created_at)
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def any_organisation() -> bool:
    """Whether there is one at all that is not the demo's."""
    own = select(Organisation.id).where(Organisation.demo.is_(False)).limit(1)
    return db.session.execute(own).first() is not None


def _teams(organisation_id: UUID) -> Select[UUID, str]:
    return (
        select(Team.id, Team.name)
        .where(Team.organisation_id == organisation_id, Team.archived_at.is_(None))
        .order_by(CollationKey(Team.name), Team.id)
    )
