"""People: invited, moved, given a role, suspended, removed; boards follow, the audit knows."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Row, select, update

import webapp.mail.outbox as outbox
from webapp.admin.forms import Place
from webapp.admin.refusals import Refused
from webapp.database import db, writing
from webapp.game.days import ONE_DAY, today, week_of
from webapp.game.leagues import TEAM_MEMBERS
from webapp.mail.letter import Letter
from webapp.people import (
    audit,
    charge,
    company,
    completions,
    declaring,
    editions,
    facts,
    links,
    new_ways,
    roster,
    sign_ins,
)
from webapp.people.models import Member
from webapp.people.tries import whole
from webapp.people.who import Who, zone_named
from webapp.people.who import member as read_member
from webapp.progress import closings, follow

SUSPENDED = {"why": "suspended"}

Held: TypeAlias = Row[str, str, datetime | None, date | None, datetime | None]


@whole
def invite(
    organisation_id: UUID,
    name: str,
    email: str | None,
    place: Place,
    at: datetime,
    actor_id: UUID | None = None,
    write_letter: Callable[[str], Letter] | None = None,
    cookie: str = "",
) -> tuple[UUID, str]:
    """Add a member; says their id and the one-time link's token. Raises Refused.

    `write_letter` makes the mail that brings the link out of the token; without it none leaves.
    Asked the same once more by the sign-in of this `cookie`, it answers as it did; without the
    token, where it opens nothing any more.
    """
    form = completions.form(cookie, "invite", name, email, place.team, place.role)
    with writing():
        company.lock(organisation_id)
        made = completions.made(organisation_id, form, at) if cookie else None
        if made and read_held(organisation_id, made):
            token = links.token_for(cookie, made)
            return made, token if links.read(token, at) else ""
        if email and company.has_address(organisation_id, email):
            raise Refused("email", "address")
        if place.team:
            _room(organisation_id, place.team)
        member_id = company.add_member(
            organisation_id, name, at, email=email, role=place.role, team_id=place.team
        )
        audit.note(organisation_id, "invitation", at, actor_id=actor_id, about_id=member_id)
        token = links.token_for(cookie, member_id) if cookie else ""
        token = links.make(organisation_id, member_id, at, token=token)
        if actor_id and cookie:
            completions.note(organisation_id, form, actor_id, member_id, at)
        if write_letter:
            letter = write_letter(token)
            outbox.enqueue(letter, at, at + links.HOLDS, organisation_id, member_id)
        return member_id, token


@whole
def link(
    organisation_id: UUID, member_id: UUID, at: datetime, actor_id: UUID | None = None
) -> str | None:
    """A new one-time link to be shown; None when there is no such member.

    To an administrator (`actor_id`) it is shown only for who has not come in yet, as any other is
    a key to what somebody has written. An operator is shown that too, and the member is told. None
    for who is suspended, or has asked to be erased: only their own code brings them back.
    """
    with writing():
        held = read_held(organisation_id, member_id)
        if held is None or held.suspended_at or held.leaving_at:
            return None
        if held.joined_on is None:
            audit.note(organisation_id, "link", at, actor_id=actor_id, about_id=member_id)
            return links.make(organisation_id, member_id, at)
        if actor_id:
            return None
        letter = new_ways.tell_of_operator(organisation_id, member_id, at)
        if letter:
            outbox.enqueue(letter, at, at + links.HOLDS, organisation_id, member_id)
        return links.make(organisation_id, member_id, at, private=True)


@whole
def place(who: Who, member_id: UUID, wanted: Place, at: datetime) -> bool:
    """Give a member a team and a role; False when there is no such member. Raises Refused.

    Another role ends their sign-ins: a right that changed is signed in for anew (TRUST). It ends
    what they look after beside their own team, too, so that nobody finds it again by chance later.
    """
    with writing():
        company.lock(who.organisation_id)
        held = read_held(who.organisation_id, member_id)
        if held is None:
            return False
        if wanted.role != held.role:
            _keep_an_admin(who.organisation_id, member_id, held)
            _write(who.organisation_id, member_id, role=wanted.role)
            sign_ins.end_all(who.organisation_id, member_id, at)
            charge.end(who.organisation_id, member_id)
            _note(who, f"role-{wanted.role}", member_id, at)
        was = roster.present_teams(who.organisation_id, [member_id]).get(member_id)
        if wanted.team != was:
            if wanted.team:
                _room(who.organisation_id, wanted.team)
                charge.end(who.organisation_id, member_id, wanted.team)
            company.move(who.organisation_id, member_id, wanted.team, at)
            _follow(who, member_id, week_of(today(at, who.organisation_zone)), at)
            _note(who, "team-change", member_id, at)
    return True


@whole
def suspend(who: Who, member_id: UUID, at: datetime) -> bool:
    """Shut a member out from their next request on; their days are on pause from tomorrow."""
    with writing():
        company.lock(who.organisation_id)
        held = read_held(who.organisation_id, member_id)
        if held is None or held.suspended_at:
            return held is not None
        _keep_an_admin(who.organisation_id, member_id, held)
        _write(who.organisation_id, member_id, suspended_at=at)
        _shut_out(who, member_id, at)
        first = today(at, zone_named(held.zone)) + ONE_DAY
        declaring.say(
            who.organisation_id, "member", member_id, "pause", first, at, value=dict(SUSPENDED)
        )
        _follow(who, member_id, first, at)
        _note(who, "suspension", member_id, at)
    return True


@whole
def let_back(who: Who, member_id: UUID, at: datetime) -> bool:
    """Let a suspended member in again; the pause ends yesterday."""
    with writing():
        company.lock(who.organisation_id)
        held = read_held(who.organisation_id, member_id)
        if held is None or not held.suspended_at:
            return held is not None
        _write(who.organisation_id, member_id, suspended_at=None)
        first = _end_pause(who.organisation_id, member_id, today(at, zone_named(held.zone)), at)
        _follow(who, member_id, first, at)
        _note(who, "return", member_id, at)
    return True


@whole
def remove(who: Who, member_id: UUID, at: datetime) -> bool:
    """Take a member out; the weeks that have begun keep them, later ones are read without them.

    After the days of grace of who leaves by themself, what is theirs is erased too.
    """
    with writing():
        company.lock(who.organisation_id)
        closings.write_due(who.organisation_id, at)
        held = read_held(who.organisation_id, member_id)
        if held is None:
            return False
        _keep_an_admin(who.organisation_id, member_id, held)
        removed = read_member(who.organisation_id, member_id)
        _write(who.organisation_id, member_id, removed_at=at, leaving_at=at)
        _shut_out(who, member_id, at)
        charge.end(who.organisation_id, member_id)
        if removed:
            week = week_of(today(at, who.organisation_zone))
            follow.facts_changed(removed, week - 7 * ONE_DAY, at)
        _note(who, "removal", member_id, at)
    return True


@whole
def end_sign_ins(who: Who, member_id: UUID, at: datetime) -> bool:
    """Sign a member out everywhere; they come in again by a code. False when there is no such."""
    with writing():
        if read_held(who.organisation_id, member_id) is None:
            return False
        sign_ins.end_all(who.organisation_id, member_id, at)
        _note(who, "sign-ins-ended", member_id, at)
    return True


def changes_role(who: Who, member_id: UUID, wanted: Place) -> bool:
    """Whether this place would give a member another role; one statement."""
    role = select(Member.role).where(
        Member.organisation_id == who.organisation_id,
        Member.id == member_id,
        Member.removed_at.is_(None),
    )
    return db.session.execute(role).scalar() not in (None, wanted.role)


def read_held(organisation_id: UUID, member_id: UUID) -> Held | None:
    """The member, locked, unless they were removed."""
    return db.session.execute(
        select(Member.role, Member.zone, Member.suspended_at, Member.joined_on, Member.leaving_at)
        .where(
            Member.organisation_id == organisation_id,
            Member.id == member_id,
            Member.removed_at.is_(None),
        )
        .with_for_update(key_share=True)
    ).first()


def _write(organisation_id: UUID, member_id: UUID, **values: object) -> None:
    editions.changed(organisation_id)
    db.session.execute(
        update(Member)
        .where(Member.organisation_id == organisation_id, Member.id == member_id)
        .values(values)
    )


def _keep_an_admin(organisation_id: UUID, member_id: UUID, held: Held) -> None:
    """Raise Refused if this member is the only administrator who can come in."""
    if held.role == "admin" and not roster.has_admin_beside(organisation_id, member_id):
        raise Refused("role", "last")


def _room(organisation_id: UUID, team_id: UUID) -> None:
    size = roster.size(organisation_id, team_id)
    if size is None:
        raise Refused("team", "choice")
    if size >= TEAM_MEMBERS:
        raise Refused("team", "full")


def _shut_out(who: Who, member_id: UUID, at: datetime) -> None:
    sign_ins.end_all(who.organisation_id, member_id, at)
    links.void(who.organisation_id, member_id)


def _end_pause(organisation_id: UUID, member_id: UUID, day: date, at: datetime) -> date:
    """Let the suspension's pause end before that day; says the first day that changes."""
    for said in facts.read(organisation_id, [member_id]).spans(member_id, "pause"):
        if said.value == SUSPENDED and said.last_day is None:
            declaring.take_back(organisation_id, member_id, said.id, at)
            if said.first_day < day:
                declaring.say(
                    organisation_id,
                    "member",
                    member_id,
                    "pause",
                    said.first_day,
                    at,
                    last_day=day - ONE_DAY,
                    value=dict(SUSPENDED),
                )
    return day


def _follow(who: Who, member_id: UUID, first: date, at: datetime) -> None:
    """Let what is read of the member follow; nothing is, of somebody yet to come in."""
    moved = read_member(who.organisation_id, member_id)
    if moved:
        follow.facts_changed(moved, first, at)


def _note(who: Who, what: str, member_id: UUID, at: datetime) -> None:
    audit.note(who.organisation_id, what, at, actor_id=who.id, about_id=member_id)
