"""The last follower of every admission: what an entry changes, in its own transaction."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, true

from webapp.database import db, lock
from webapp.game.days import WEEK, today, week_of
from webapp.journal import rows as journal
from webapp.journal.door import Touched
from webapp.people.facts import Facts, parts, read, read_many
from webapp.people.models import Fact, Member
from webapp.people.who import Who, members
from webapp.progress import figures, folding, rosters, settling
from webapp.progress.models import MemberDay, MemberWeek


def admission(who: Who, touched: Touched) -> None:
    """Count the touched days again, fold the streak from the first that differs, settle its weeks.

    What changes no figure (a date that is not paid, an entry that does not count) ends here.
    """
    reached = touched.days | touched.share_days
    if not reached:
        return
    facts = read(who.organisation_id, [who.id])
    weeks = {week_of(day) for day in touched.share_days}
    calls, shares = figures.read(who, touched.days, weeks)
    differ, practised = folding.recount(who, facts, min(reached), calls, shares)
    settling.follow(who, facts, practised, differ, touched.received_at)


def company_changed(organisation_id: UUID, first: date, at: datetime) -> None:
    """Read again who has practised from `first` on, in the open transaction.

    `first` is the day from which another dose or other holidays hold. Where it is still to come,
    only travellers have reached it.
    """
    reached = select(MemberDay.member_id).where(
        MemberDay.organisation_id == organisation_id, MemberDay.day >= first
    )
    facts_changed(_joined(organisation_id, Member.id.in_(reached)), first, at)


def team_paused(organisation_id: UUID, team_id: UUID, first: date, at: datetime) -> None:
    """Read again from `first` on who is in a team or ever was, in the open transaction."""
    ever = select(Fact.scope_id).where(
        Fact.organisation_id == organisation_id, Fact.team_id == team_id
    )
    _paused(organisation_id, Member.id.in_(ever), first, at)


def company_paused(organisation_id: UUID, first: date, at: datetime) -> None:
    """Read everybody of the organisation again from `first` on, in the open transaction."""
    _paused(organisation_id, true(), first, at)


def zone_changed(organisation_id: UUID, at: datetime) -> None:
    """Write the organisation's open weeks again, which begin and close by another clock now.

    To be called in the transaction that is open; days are read by the members' own zones.
    """
    found = _joined(organisation_id, Member.removed_at.is_(None))
    facts = read_many(organisation_id, [who.id for who in found])
    if found:
        _refresh(found, {who.id: facts for who in found}, date.min, at)


def facts_changed(who: Who | Collection[Who], first: date, at: datetime) -> None:
    """Read a member, or several of one organisation, again from `first` on.

    To be called in the transaction that is open, after leave, a pattern or a team was declared, and
    after somebody joined or was removed. Open weeks that somebody touched are written again, those
    of the teams that members leave as well as those of the teams that they go to.
    """
    whose = sorted([who] if isinstance(who, Who) else who, key=lambda each: each.id)
    for each in whose:
        journal.hold(each.organisation_id, each.id)
    facts = {each.id: read(each.organisation_id, [each.id]) for each in whose}
    for each in whose:
        folding.reread(each, facts[each.id], first)
    if whose:
        _refresh(whose, facts, first, at)


def _paused(organisation_id: UUID, which: ColumnElement[bool], first: date, at: datetime) -> None:
    """Fold the days of these members again, removed or not, and write the present ones' weeks.

    All are locked first, whether they have practised or not: a log that waits reads the pause.
    """
    locked = select(Member.id).where(Member.organisation_id == organisation_id, which)
    lock(locked.order_by(Member.id))
    found = _joined(organisation_id, which)
    facts = read_many(organisation_id, [who.id for who in found])
    reached = select(MemberDay.member_id).where(
        MemberDay.organisation_id == organisation_id, MemberDay.day >= first
    )
    practised = set(db.session.scalars(reached.distinct()))
    for who in found:
        if who.id in practised:
            folding.reread(who, facts, first)
    present = _joined(organisation_id, which & Member.removed_at.is_(None))
    if present:
        _refresh(present, {who.id: facts for who in present}, first, at)


def _joined(organisation_id: UUID, which: ColumnElement[bool]) -> list[Who]:
    """Those of the organisation's members, removed or not, who have come in; one statement."""
    rows = db.session.execute(
        members().where(
            Member.organisation_id == organisation_id, Member.joined_on.is_not(None), which
        )
    )
    return [Who(**row) for row in rows.mappings()]


def _refresh(whose: list[Who], facts: dict[UUID, Facts], first: date, at: datetime) -> None:
    """Write the open weeks again of the teams that these members play for, or have played for."""
    organisation_id, zone = whose[0].organisation_id, whose[0].organisation_zone
    present = week_of(today(at, zone))
    plays = {
        week: {who.id: facts[who.id].team(who.id, week, zone) for who in whose}
        for week in (present - WEEK, present, present + WEEK)
        if week >= week_of(first)
    }
    reached, untouched = _teams(organisation_id, plays)
    settling.refresh(organisation_id, reached, zone, at, untouched=untouched)
    for week, teams in plays.items():
        for who in whose:
            if teams[who.id] is None:
                settling.alone(who, facts[who.id], week, at)


def _teams(
    organisation_id: UUID, plays: Mapping[date, Mapping[UUID, UUID | None]]
) -> tuple[set[tuple[date, UUID]], set[tuple[date, UUID]]]:
    """The weeks of teams that these have a row in or play for, and those without their practice."""
    reached, touched = set(), set()
    for week, teams in plays.items():
        for some in parts(teams):
            stored = db.session.execute(
                select(MemberWeek.team_id)
                .where(
                    MemberWeek.organisation_id == organisation_id,
                    MemberWeek.member_id.in_(some),
                    MemberWeek.week == week,
                )
                .distinct()
            )
            practised = rosters.practised(organisation_id, some, week)
            touched |= {(week, teams[member_id]) for member_id in practised}
            reached |= {(week, team) for team in stored.scalars() if team}
        reached |= {(week, team) for team in teams.values() if team}
    return reached, reached - touched
