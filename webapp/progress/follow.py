"""The last follower of every admission: what an entry changes, in its own transaction."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from webapp.database import db
from webapp.game.days import today, week_of
from webapp.journal import rows as journal
from webapp.journal.door import Touched
from webapp.people.facts import Facts, read
from webapp.people.who import Who
from webapp.progress import figures, folding, rosters, settling
from webapp.progress.models import MemberWeek
from webapp.progress.weeks import WEEK


def admission(who: Who, touched: Touched) -> None:
    """Count the touched days again, fold the streak from the first that differs, settle its weeks.

    What changes no figure (a date that is not paid, an entry that does not count) ends here.
    """
    reached = touched.days | touched.share_days
    if not reached:
        return
    facts = read(who.organisation_id, [who.id])
    calls = figures.read_calls(who, touched.days)
    shares = figures.read_shares(who, {week_of(day) for day in touched.share_days})
    first = min(reached | {day for week in shares.values() for day in week})
    differ, practised = folding.recount(who, facts, first, calls, shares)
    settling.follow(who, facts, practised, differ, touched.received_at)


def facts_changed(who: Who | Collection[Who], first: date, at: datetime) -> None:
    """Read a member, or several of one organisation, again from `first` on.

    To be called in the transaction that is open, after leave, a pattern or a team was declared, and
    after somebody joined or was removed. Open weeks that somebody touched are written again, those
    of the teams that members leave as well as those of the teams that they go to.
    """
    members = sorted([who] if isinstance(who, Who) else who, key=lambda each: each.id)
    for each in members:
        journal.hold(each.organisation_id, each.id)
    facts = {each.id: read(each.organisation_id, [each.id]) for each in members}
    for each in members:
        folding.reread(each, facts[each.id], first)
    if members:
        _refresh(members, facts, first, at)


def _refresh(members: list[Who], facts: dict[UUID, Facts], first: date, at: datetime) -> None:
    organisation_id, zone = members[0].organisation_id, members[0].organisation_zone
    ids = [who.id for who in members]
    present = week_of(today(at, zone))
    for week in (present - WEEK, present, present + WEEK):
        if week < week_of(first):
            continue
        stored = db.session.execute(
            select(MemberWeek.team_id).where(
                MemberWeek.organisation_id == organisation_id,
                MemberWeek.member_id.in_(ids),
                MemberWeek.week == week,
            )
        )
        plays = {who.id: facts[who.id].team(who.id, week, zone) for who in members}
        practised = rosters.practised(organisation_id, ids, week)
        touched = {plays[member_id] for member_id in practised}
        teams = {team for team in (*stored.scalars(), *plays.values()) if team}
        for team_id in sorted(teams):
            settling.refresh(organisation_id, week, team_id, zone, at, touched=team_id in touched)
        for who in members:
            if plays[who.id] is None:
                settling.alone(who, facts[who.id], week, at)
