"""Updates of derived rows, the last follower of every admission: in the same transaction."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, true

from webapp.database.engine import db
from webapp.database.transactions import lock_rows
from webapp.game.days import WEEK, today, week_of
from webapp.journal import repository as journal
from webapp.journal.ingest import AffectedDays
from webapp.people.members import Member, select_members
from webapp.people.membership import NOT_REMOVED
from webapp.people.models import Fact, MemberRow
from webapp.people.schedule.facts import Facts, read_facts, read_facts_of_many, split_member_ids
from webapp.progress.days import recompute
from webapp.progress.days import totals as day_totals
from webapp.progress.models import MemberDay, MemberWeek
from webapp.progress.weeks import rosters
from webapp.progress.weeks import updates as week_updates


def after_entries(member: Member, touched: AffectedDays) -> None:
    """Count the touched days again, fold the streak from the first that differs, settle its weeks.

    What changes no figure (a date that is not paid, an entry that does not count) ends here.
    """
    reached = touched.days | touched.share_days
    if not reached:
        return
    facts = read_facts(member.organisation_id, [member.id])
    weeks = {week_of(day) for day in touched.share_days}
    calls, shares = day_totals.load_totals(member, touched.days, weeks, has_slots=touched.has_slots)
    differ, practised = recompute.apply_new_totals(member, facts, min(reached), calls, shares)
    week_updates.update_weeks(member, facts, practised, differ, touched.received_at)


def after_organisation_change(organisation_id: UUID, first: date, at: datetime) -> None:
    """Read again who has practised from `first` on, in the open transaction.

    `first` is the day from which another dose or other holidays hold. Where it is still to come,
    only travellers have reached it.
    """
    reached = select(MemberDay.member_id).where(
        MemberDay.organisation_id == organisation_id, MemberDay.day >= first
    )
    after_member_change(_joined_members(organisation_id, MemberRow.id.in_(reached)), first, at)


def after_team_pause(organisation_id: UUID, team_id: UUID, first: date, at: datetime) -> None:
    """Read again from `first` on who is in a team or ever was, in the open transaction."""
    ever = select(Fact.scope_id).where(
        Fact.organisation_id == organisation_id, Fact.team_id == team_id
    )
    _after_pause(organisation_id, MemberRow.id.in_(ever), first, at)


def after_organisation_pause(organisation_id: UUID, first: date, at: datetime) -> None:
    """Read everybody of the organisation again from `first` on, in the open transaction."""
    _after_pause(organisation_id, true(), first, at)


def after_zone_change(organisation_id: UUID, at: datetime) -> None:
    """Write the organisation's open weeks again, which begin and close by another clock now.

    To be called in the transaction that is open; days are read by the members' own zones.
    """
    members = _joined_members(organisation_id, NOT_REMOVED)
    facts = read_facts_of_many(organisation_id, [member.id for member in members])
    if members:
        _refresh_team_weeks(members, {member.id: facts for member in members}, date.min, at)


def after_member_change(member: Member | Collection[Member], first: date, at: datetime) -> None:
    """Read a member, or several of one organisation, again from `first` on.

    To be called in the transaction that is open, after leave, a pattern or a team was declared, and
    after somebody joined or was removed. Open weeks that somebody touched are written again, those
    of the teams that members leave as well as those of the teams that they go to.
    """
    whose = sorted([member] if isinstance(member, Member) else member, key=lambda each: each.id)
    for each in whose:
        journal.lock_member(each.organisation_id, each.id)
    facts = {each.id: read_facts(each.organisation_id, [each.id]) for each in whose}
    for each in whose:
        recompute.recompute_from(each, facts[each.id], first)
    if whose:
        _refresh_team_weeks(whose, facts, first, at)


def _after_pause(
    organisation_id: UUID, which: ColumnElement[bool], first: date, at: datetime
) -> None:
    """Fold the days of these members again, removed or not, and write the present ones' weeks.

    All are locked first, whether they have practised or not: a log that waits reads the pause.
    """
    locked = select(MemberRow.id).where(MemberRow.organisation_id == organisation_id, which)
    lock_rows(locked.order_by(MemberRow.id))
    members = _joined_members(organisation_id, which)
    facts = read_facts_of_many(organisation_id, [member.id for member in members])
    reached = select(MemberDay.member_id).where(
        MemberDay.organisation_id == organisation_id, MemberDay.day >= first
    )
    practised = set(db.session.scalars(reached.distinct()))
    for member in members:
        if member.id in practised:
            recompute.recompute_from(member, facts, first)
    present = _joined_members(organisation_id, which & NOT_REMOVED)
    if present:
        _refresh_team_weeks(present, {member.id: facts for member in present}, first, at)


def _joined_members(organisation_id: UUID, which: ColumnElement[bool]) -> list[Member]:
    """Those of the organisation's members, removed or not, who have come in; one statement."""
    rows = db.session.execute(
        select_members().where(
            MemberRow.organisation_id == organisation_id, MemberRow.joined_on.is_not(None), which
        )
    )
    return [Member(**row) for row in rows.mappings()]


def _refresh_team_weeks(
    whose: list[Member], facts: dict[UUID, Facts], first: date, at: datetime
) -> None:
    """Write the open weeks again of the teams that these members play for, or have played for."""
    organisation_id, zone = whose[0].organisation_id, whose[0].organisation_zone
    present = week_of(today(at, zone))
    plays = {
        week: {member.id: facts[member.id].team(member.id, week, zone) for member in whose}
        for week in (present - WEEK, present, present + WEEK)
        if week >= week_of(first)
    }
    reached, untouched = _teams(organisation_id, plays)
    week_updates.recompute_team_weeks(organisation_id, reached, zone, at, untouched=untouched)
    for week, teams in plays.items():
        for member in whose:
            if teams[member.id] is None:
                week_updates.update_teamless_week(member, facts[member.id], week, at)


def _teams(
    organisation_id: UUID, plays: Mapping[date, Mapping[UUID, UUID | None]]
) -> tuple[set[tuple[date, UUID]], set[tuple[date, UUID]]]:
    """The weeks of teams that these have a row in or play for, and those without their practice."""
    reached, touched = set(), set()
    for week, teams in plays.items():
        for some in split_member_ids(teams):
            stored = db.session.execute(
                select(MemberWeek.team_id)
                .where(
                    MemberWeek.organisation_id == organisation_id,
                    MemberWeek.member_id.in_(some),
                    MemberWeek.week == week,
                )
                .distinct()
            )
            practised = rosters.day_contributions(organisation_id, some, week)
            touched |= {(week, teams[member_id]) for member_id in practised}
            reached |= {(week, team) for team in stored.scalars() if team}
        reached |= {(week, team) for team in teams.values() if team}
    return reached, reached - touched
