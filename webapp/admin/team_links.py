"""Links of teams: made, shown again, ended; and who has come in by them (TRUST, a team's link)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select, update

from webapp.admin.forms import Opening
from webapp.admin.refusals import Refused
from webapp.database import db, new_id, writing
from webapp.folding import Alphabetical
from webapp.people import audit, company, completions, roster, team_links
from webapp.people.models import Member, Team, TeamLink
from webapp.people.tries import whole
from webapp.people.who import Who, digest

SHOWN_FOR = timedelta(days=30)  # after its time: who came in by it


@dataclass(frozen=True, slots=True)
class Shown:
    """A team's link as an administrator sees it; `token` is empty where it opens nothing (any
    more), `came` are the names of who has come in by it and is still there.
    """

    id: UUID
    team: str
    most: int
    used: int
    expires_at: datetime
    open: bool
    token: str
    came: tuple[str, ...] = ()


@whole
def make(who: Who, wanted: Opening, at: datetime, cookie: str = "") -> UUID:
    """A new link of a team; says its id. Raises Refused where there is no such team.

    Asked the same once more by the sign-in of this `cookie`, it says the one that it made.
    """
    form = completions.form(cookie, "team link", wanted.team, wanted.days, wanted.most)
    with writing():
        company.lock(who.organisation_id)
        made = completions.made(who.organisation_id, form, at) if cookie else None
        if made and any(link.open for link in _read(who, at, made)):
            return made
        if roster.size(who.organisation_id, wanted.team) is None:
            raise Refused("team", "choice")
        link_id = new_id(at)
        db.session.execute(
            insert(TeamLink).values(
                organisation_id=who.organisation_id,
                id=link_id,
                team_id=wanted.team,
                token=digest(team_links.token_of(who.organisation_id, link_id)),
                most=wanted.most,
                created_at=at,
                expires_at=at + timedelta(days=wanted.days),
            )
        )
        if cookie:
            completions.note(who.organisation_id, form, who.id, link_id, at)
        audit.note(who.organisation_id, "team-link", at, actor_id=who.id, about_id=wanted.team)
    return link_id


@whole
def end(who: Who, link_id: UUID, at: datetime) -> bool:
    """Let nobody else in by this link; False when there is no such link."""
    with writing():
        found = db.session.execute(
            select(TeamLink.team_id, TeamLink.ended_at)
            .where(TeamLink.organisation_id == who.organisation_id, TeamLink.id == link_id)
            .with_for_update(key_share=True)
        ).first()
        if found and found.ended_at is None:
            db.session.execute(
                update(TeamLink)
                .where(TeamLink.organisation_id == who.organisation_id, TeamLink.id == link_id)
                .values(ended_at=at)
            )
            named = {"actor_id": who.id, "about_id": found.team_id}
            audit.note(who.organisation_id, "team-link-end", at, **named)
    return found is not None


def shown(who: Who, at: datetime) -> list[Shown]:
    """The links that hold or have held until lately, the newest first; two statements."""
    return _read(who, at)


def one(who: Who, link_id: UUID, at: datetime) -> Shown | None:
    """One of them; two statements."""
    return next(iter(_read(who, at, link_id)), None)


def _read(who: Who, at: datetime, link_id: UUID | None = None) -> list[Shown]:
    wanted = [TeamLink.expires_at > at - SHOWN_FOR] if link_id is None else [TeamLink.id == link_id]
    rows = db.session.execute(
        select(TeamLink, Team.name, Team.archived_at)
        .join(
            Team, (Team.organisation_id == TeamLink.organisation_id) & (Team.id == TeamLink.team_id)
        )
        .where(TeamLink.organisation_id == who.organisation_id, *wanted)
        .order_by(TeamLink.created_at.desc(), TeamLink.id.desc())
    ).all()
    came = _came(who, [link.id for link, _, _ in rows])
    return [
        _shown(who, link, team, came.get(link.id, ()), at, gone=archived_at is not None)
        for link, team, archived_at in rows
    ]


def _shown(
    who: Who, link: TeamLink, team: str, came: Iterable[str], at: datetime, *, gone: bool
) -> Shown:
    is_open = not gone and not link.ended_at and link.expires_at > at and link.used < link.most
    token = team_links.token_of(who.organisation_id, link.id) if is_open else ""
    held = (link.id, team, link.most, link.used, link.expires_at)
    return Shown(*held, is_open, token, tuple(came))


def _came(who: Who, link_ids: list[UUID]) -> dict[UUID, list[str]]:
    rows = db.session.execute(
        select(Member.came_by, Member.name)
        .where(
            Member.organisation_id == who.organisation_id,
            Member.came_by.in_(link_ids),
            Member.removed_at.is_(None),
        )
        .order_by(Alphabetical(Member.name), Member.id)
    )
    came: dict[UUID, list[str]] = {}
    for link_id, name in rows:
        if link_id:
            came.setdefault(link_id, []).append(name)
    return came
