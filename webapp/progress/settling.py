"""Weeks as they are written: opened by a week's first log, settled by each, frozen at the close.

The rows of a closed week are never written.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo
from uuid import UUID

from webapp.game.days import is_closed, today, week_of
from webapp.people.facts import Facts
from webapp.people.who import Member
from webapp.progress import leagues, mornings, rosters, stored, usual, weeks
from webapp.progress.days import MemberDayState
from webapp.progress.models import Mornings
from webapp.progress.weeks import DayContribution, MemberWeekRow, TeamWeekRow


def update_weeks(
    who: Member,
    facts: Facts,
    practised: Collection[MemberDayState],
    days: Iterable[date],
    at: datetime,
) -> None:
    """Bring the rows of the open weeks of these days up to date, the member's and their team's.

    `practised` holds all the member's days of these weeks.
    """
    zone = who.organisation_zone
    for week in sorted({week_of(day) for day in days}):
        if is_closed(week, zone, at):
            continue
        held = [
            DayContribution(day.day, day.figures.points, day.kept, day.figures.shares)
            for day in practised
            if week_of(day.day) == week
        ]
        team_id = facts.team(who.id, week, zone)
        if team_id is None:
            stored.upsert_weeks([_member_week(who, facts, week, None, held, None)])
        elif not _update_existing(who, facts, week, team_id, held, at):
            recompute_team_weeks(who.organisation_id, [(week, team_id)], zone, at)


def recompute_team_weeks(
    organisation_id: UUID,
    which: Collection[tuple[date, UUID]],
    zone: tzinfo,
    at: datetime,
    *,
    untouched: Collection[tuple[date, UUID]] = (),
) -> None:
    """Write open weeks of teams, each for all its members.

    The `untouched` among them are written only if they are there already: others are computed when
    they are read. All their rows are locked before the first member's is written, for who changes
    team has a row in two of them, and a first log of the other would wait for it with its team's
    row in hand.
    """
    held = {}
    for week, team_id in sorted(set(which)):
        if not is_closed(week, zone, at):
            named = (organisation_id, week, team_id)
            made = stored.create_team_week(*named)
            if made or stored.lock_team_week(*named):
                held[week, team_id] = made
            elif not stored.is_written_down(organisation_id, week):
                held[week, team_id] = True
    for (week, team_id), made in held.items():
        if made and (week, team_id) in untouched:
            stored.delete_team_week(organisation_id, week, team_id)
        else:
            _write(organisation_id, week, team_id, zone, at, made=made)


def update_teamless_week(who: Member, facts: Facts, week: date, at: datetime) -> None:
    """Write the open week of a member who plays for no team, if they have practised in it.

    Who was removed before it has no row in it, like those whom their team is written without.
    """
    zone = who.organisation_zone
    if is_closed(week, zone, at) or stored.is_written_down(who.organisation_id, week):
        return
    held = rosters.day_contributions(who.organisation_id, [who.id], week).get(who.id)
    if held and rosters.is_there(who.organisation_id, who.id, week, zone):
        stored.upsert_weeks([_member_week(who, facts, week, None, held, None)])
    else:
        stored.delete_member_week(who.organisation_id, week, who.id)


def _write(
    organisation_id: UUID, week: date, team_id: UUID, zone: tzinfo, at: datetime, *, made: bool
) -> None:
    """Write the locked week of a team for all its members; one just `made` has no old rows."""
    old, held = ({}, {}) if made else stored.lock_and_list(organisation_id, week, team_id)
    members, facts = rosters.members_in_week(organisation_id, team_id, week, zone)
    days = usual.usual_days(organisation_id, members, facts, week, zone)
    practised = rosters.day_contributions(organisation_id, members, week)
    rows = [
        weeks.compute_member_week(
            organisation_id,
            member_id,
            week,
            team_id,
            facts.board_calendar(member_id, joined, week, zone),
            practised.get(member_id, ()),
            days[member_id],
        )
        for member_id, joined in members.items()
    ]
    if not made:
        stored.delete_absent(organisation_id, week, team_id, members)
    stored.upsert_weeks(
        rows, _team_row(organisation_id, week, team_id, (old, rows), held, zone, at)
    )
    leagues.enrol_team(organisation_id, week, team_id, zone)


def _update_existing(
    who: Member,
    facts: Facts,
    week: date,
    team_id: UUID,
    held: Collection[DayContribution],
    at: datetime,
) -> bool:
    """Write the member's row and the team's, unless nobody has opened the team's week yet."""
    rows, kept = stored.lock_and_list(who.organisation_id, week, team_id)
    if not rows:
        return False
    old, was = dict(rows), rows.get(who.id)
    own = _member_week(who, facts, week, team_id, held, was)
    if own != was:
        rows[who.id] = own
        both, zone = (old, list(rows.values())), who.organisation_zone
        row = _team_row(who.organisation_id, week, team_id, both, kept, zone, at)
        stored.upsert_weeks([own], row)
    return True


def _team_row(
    organisation_id: UUID,
    week: date,
    team_id: UUID,
    members: tuple[Mapping[UUID, MemberWeekRow], Collection[MemberWeekRow]],
    held: Mornings,
    zone: tzinfo,
    at: datetime,
) -> TeamWeekRow:
    """The team's row out of those of its `members`, which it had and has; of the present week it
    keeps how it stood this morning.
    """
    old, new = members
    row = weeks.compute_team_week(organisation_id, week, team_id, new)
    day = today(at, zone)
    if week_of(day) != week:
        return replace(row, mornings=held)
    was = (
        weeks.compute_team_week(organisation_id, week, team_id, list(old.values())) if old else None
    )
    return mornings.list_mornings(row, was, held, day)


def _member_week(
    who: Member,
    facts: Facts,
    week: date,
    team_id: UUID | None,
    held: Collection[DayContribution],
    was: MemberWeekRow | None,
) -> MemberWeekRow:
    """The member's week; its usual day is read only once."""
    if was is None:
        members = {who.id: who.joined_on}
        zone = who.organisation_zone
        day = usual.usual_days(who.organisation_id, members, facts, week, zone)[who.id]
    else:
        day = was.usual
    calendar = facts.board_calendar(who.id, who.joined_on, week, who.organisation_zone)
    return weeks.compute_member_week(
        who.organisation_id, who.id, week, team_id, calendar, held, day
    )
