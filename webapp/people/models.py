"""The rows of people: organisation_id leads every key that belongs to an organisation."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.columns import Base


class Organisation(Base):
    """A company; its zone closes its weeks, vous says how its French speaks to people, and
    calls_consumers that whom it calls may be called at some hours only (RULES R18).

    erased_at is when somebody's rows were last erased: older boards cannot be computed again.
    zone_since is when the present zone was chosen, if there was another one before. founding counts
    the first steps (`admin.founding`) that its administrators have passed. sprints_until is when
    the last sprint of one of its teams is over, so that nobody looks for one afterwards.
    """

    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(2), default="fr")
    zone: Mapped[str] = mapped_column(String(64), default="Europe/Paris")
    vous: Mapped[bool] = mapped_column(default=False, server_default=false())
    calls_consumers: Mapped[bool] = mapped_column(default=False, server_default=false())
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    zone_since: Mapped[datetime | None]
    founding: Mapped[int] = mapped_column(default=0, server_default="0")
    sprints_until: Mapped[datetime | None]


class OrganisationVersion(Base):
    """How often the people, teams and facts of an organisation have changed; no row is never."""

    __tablename__ = "editions"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)


class Account(Base):
    """A person, known by one e-mail address in lower case; may be a member of several."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    created_at: Mapped[datetime]


class Team(Base):
    """A team of an organisation; archived, never deleted, since past weeks name it.

    folded is what its name shares with every name that cannot be told apart from it; of an
    organisation's present teams no two have the same.
    """

    __tablename__ = "teams"
    __table_args__ = (
        Index("teams_by_making", "organisation_id", "created_at"),
        Index(
            "teams_by_name",
            "organisation_id",
            "folded",
            unique=True,
            sqlite_where=text("archived_at IS NULL"),
            postgresql_where=text("archived_at IS NULL"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    folded: Mapped[str] = mapped_column(Text, server_default="")
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class MemberRow(Base):
    """An account in an organisation; joined_on is empty until the person has first come in.

    vous is the member's own choice over the organisation's. leaving_at is when they asked to be
    erased, or were removed: they are out, and all of theirs goes when the days of grace are over.
    Until then who asked for it can come back. steps_away_at is when they put the first steps away,
    pattern_agreed_at when they said that the company's days are theirs.
    sent counts the entries that came since sent_since, for the limit of `journal.rate_limit`;
    admitted numbers the entries that ever came. journal_from is
    the Monday before which their entries were reduced to their days, if any were. way_in_at is when
    a new way in was last made for them by somebody else (way_in_by; empty: an operator), until they
    have said that they know. exporting_since is when a file was begun for them that is not made
    yet. came_by is the team's link by which they came in first, if it was one. has_slots says that
    they have ever planned a slot, so that nobody else's calls and pages look for some, and
    has_agenda likewise that they have a calendar connected.
    reminder is the way of their one reminder a day: "push", "mail" or "none"; empty until they
    have said one.
    """

    __tablename__ = "members"
    __table_args__ = (
        Index("members_by_account", "account_id"),
        Index("members_leaving", "organisation_id", "leaving_at"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(8), default="member")
    language: Mapped[str] = mapped_column(String(2), default="fr")
    theme: Mapped[str] = mapped_column(String(5), default="auto")
    zone: Mapped[str] = mapped_column(String(64), default="Europe/Paris")
    vous: Mapped[bool | None]
    joined_on: Mapped[date | None]
    steps_away_at: Mapped[datetime | None]
    pattern_agreed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    leaving_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    sent: Mapped[int] = mapped_column(default=0, server_default="0")
    sent_since: Mapped[datetime | None]
    admitted: Mapped[int] = mapped_column(default=0, server_default="0")
    journal_from: Mapped[date | None]
    way_in_at: Mapped[datetime | None]
    way_in_by: Mapped[UUID | None]
    exporting_since: Mapped[datetime | None]
    came_by: Mapped[UUID | None]
    has_slots: Mapped[bool] = mapped_column(default=False, server_default=false())
    has_agenda: Mapped[bool] = mapped_column(default=False, server_default=false())
    reminder: Mapped[str | None] = mapped_column(String(4))


class ManagedTeam(Base):
    """A team that a manager looks after beside the one that they are in."""

    __tablename__ = "charges"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
        ForeignKeyConstraint(["organisation_id", "team_id"], ["teams.organisation_id", "teams.id"]),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)


class Fact(Base):
    """Something the rules read, with the days it holds for and when it was said (HOUSE 4).

    scope is organisation, team or member; name is one of fact.FACT_NAMES. Never overwritten: what
    no longer holds is taken back (retracted_at) and said anew.
    """

    __tablename__ = "facts"
    __table_args__ = (
        Index("facts_by_scope", "organisation_id", "scope_id", "name"),
        Index("facts_by_team", "organisation_id", "team_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(12))
    scope_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(12))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    value: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    team_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    retracted_at: Mapped[datetime | None]


class SignIn(Base):
    """One browser signed in as one member; the cookie holds what this row keeps a hash of.

    proved_at is when the member last showed there that their address is theirs; browser is a digest
    of the token that the browser had before it signed in.
    """

    __tablename__ = "sign_ins"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
        Index("sign_ins_by_member", "organisation_id", "member_id"),
    )

    token: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    organisation_id: Mapped[UUID]
    member_id: Mapped[UUID]
    agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]
    browser: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class LoginCode(Base):
    """A sign-in code sent by e-mail, for the browser that asked for it (TRUST, accounts).

    proved_at is set when it was right and its person has yet to choose a company; sign_in is a
    digest of what it was spent for, so that its browser can be told so once more.
    """

    __tablename__ = "codes"
    __table_args__ = (Index("codes_by_email", "email"),)

    browser: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    code: Mapped[bytes] = mapped_column(LargeBinary(32))
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    spent_at: Mapped[datetime | None]
    sign_in: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class InvitationLink(Base):
    """A one-time link that lets a member in for the first time, or again.

    Only a private one, which nobody but the member and an operator has seen, lets in who has come
    in before. browser and sign_in say, as digests, who spent it and for what.
    """

    __tablename__ = "links"
    __table_args__ = (Index("links_by_member", "organisation_id", "member_id"),)

    token: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    organisation_id: Mapped[UUID]
    member_id: Mapped[UUID]
    expires_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]
    private: Mapped[bool] = mapped_column(default=False, server_default=false())
    browser: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    sign_in: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class TeamInvitationLink(Base):
    """A link by which up to `most` people come into a team; `used` have. ended_at is when an
    administrator ended it before its time.
    """

    __tablename__ = "team_links"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "team_id"], ["teams.organisation_id", "teams.id"]),
        Index("team_links_by_token", "token"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    team_id: Mapped[UUID]
    token: Mapped[bytes] = mapped_column(LargeBinary(32))
    most: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class FormReplay(Base):
    """A form that one sign-in has sent with success a short while ago, and what it made."""

    __tablename__ = "completions"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    form: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    member_id: Mapped[UUID]
    about_id: Mapped[UUID]
    at: Mapped[datetime]


class RateLimitCounter(Base):
    """How often something limited was tried in a window of time."""

    __tablename__ = "tallies"

    name: Mapped[str] = mapped_column(String(320), primary_key=True)
    window: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


class Audit(Base):
    """Who did what to whom: sign-ins, roles, invitations, removals, and what was refused.

    Refusals of one kind, person and hour share a row and are counted. detail says where, in our own
    words. Of who was erased nothing is left but that it was somebody who has left.
    """

    __tablename__ = "audits"
    __table_args__ = (Index("audits_by_time", "organisation_id", "at"),)

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    what: Mapped[str] = mapped_column(String(40))
    about_id: Mapped[UUID | None]
    detail: Mapped[str] = mapped_column(String(60), default="", server_default="")
    count: Mapped[int] = mapped_column(default=1, server_default="1")
    actor_left: Mapped[bool] = mapped_column(default=False, server_default=false())
    about_left: Mapped[bool] = mapped_column(default=False, server_default=false())
