"""Updates of open weeks: created by a week's first log, recomputed by each, frozen at the close.

The rows of a closed week are never written.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, tzinfo
from uuid import UUID

from webapp.game.days import is_closed, today, week_of
from webapp.people.members import Member
from webapp.people.schedule.facts import Facts
from webapp.progress.days.repository import MemberDayState
from webapp.progress.models import Mornings
from webapp.progress.weeks import leagues, rosters, usual_day
from webapp.progress.weeks import repository as week_repository
from webapp.progress.weeks import rows as week_rows
from webapp.progress.weeks.rows import DayContribution, MemberWeekKey, MemberWeekRow, TeamWeekRow


def update_weeks(
    member: Member,
    facts: Facts,
    practised: Collection[MemberDayState],
    days: Iterable[date],
    at: datetime,
) -> None:
    """Bring the rows of the open weeks of these days up to date, the member's and their team's.

    `practised` holds all the member's days of these weeks.
    """
    zone = member.organisation_zone
    for week in sorted({week_of(day) for day in days}):
        if is_closed(week, zone, at):
            continue
        contributions = [
            DayContribution(day.day, day.figures.points, day.kept, day.figures.shares)
            for day in practised
            if week_of(day.day) == week
        ]
        team_id = facts.team(member.id, week, zone)
        if team_id is None:
            week_repository.upsert_weeks(
                [_member_week(member, facts, week, None, contributions, None)]
            )
        elif not _update_existing(member, facts, week, team_id, contributions, at):
            recompute_team_weeks(member.organisation_id, [(week, team_id)], zone, at)


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
    is_new_by_week = {}
    for week, team_id in sorted(set(which)):
        if not is_closed(week, zone, at):
            named = (organisation_id, week, team_id)
            is_new = week_repository.create_team_week(*named)
            if is_new or week_repository.lock_team_week(*named):
                is_new_by_week[week, team_id] = is_new
            elif not week_repository.is_written_down(organisation_id, week):
                is_new_by_week[week, team_id] = True
    for (week, team_id), is_new in is_new_by_week.items():
        if is_new and (week, team_id) in untouched:
            week_repository.delete_team_week(organisation_id, week, team_id)
        else:
            _write(organisation_id, week, team_id, zone, at, is_new=is_new)


def update_teamless_week(member: Member, facts: Facts, week: date, at: datetime) -> None:
    """Write the open week of a member who plays for no team, if they have practised in it.

    Who was removed before it has no row in it, like those whom their team is written without.
    """
    zone = member.organisation_zone
    if is_closed(week, zone, at) or week_repository.is_written_down(member.organisation_id, week):
        return
    contributions = rosters.day_contributions(member.organisation_id, [member.id], week).get(
        member.id
    )
    if contributions and rosters.is_there(member.organisation_id, member.id, week, zone):
        week_repository.upsert_weeks([_member_week(member, facts, week, None, contributions, None)])
    else:
        week_repository.delete_member_week(member.organisation_id, week, member.id)


def _write(
    organisation_id: UUID, week: date, team_id: UUID, zone: tzinfo, at: datetime, *, is_new: bool
) -> None:
    """Write the locked week of a team for all its members; one that `is_new` has no old rows."""
    old, mornings = (
        ({}, {}) if is_new else week_repository.lock_and_list(organisation_id, week, team_id)
    )
    members, facts = rosters.members_in_week(organisation_id, team_id, week, zone)
    days = usual_day.usual_days(organisation_id, members, facts, week, zone)
    practised = rosters.day_contributions(organisation_id, members, week)
    rows = [
        week_rows.compute_member_week(
            MemberWeekKey(organisation_id, member_id, week),
            team_id,
            facts.board_calendar(member_id, joined, week, zone),
            practised.get(member_id, ()),
            days[member_id],
        )
        for member_id, joined in members.items()
    ]
    if not is_new:
        week_repository.delete_absent(organisation_id, week, team_id, members)
    row = week_rows.compute_team_week(organisation_id, week, team_id, rows)
    row = _with_mornings(row, old.values(), mornings, today(at, zone))
    week_repository.upsert_weeks(rows, row)
    leagues.enrol_team(organisation_id, week, team_id, zone)


def _update_existing(
    member: Member,
    facts: Facts,
    week: date,
    team_id: UUID,
    contributions: Collection[DayContribution],
    at: datetime,
) -> bool:
    """Write the member's row and the team's, unless nobody has opened the team's week yet."""
    rows, mornings = week_repository.lock_and_list(member.organisation_id, week, team_id)
    if not rows:
        return False
    old, previous = dict(rows), rows.get(member.id)
    own = _member_week(member, facts, week, team_id, contributions, previous)
    if own != previous:
        rows[member.id] = own
        new = list(rows.values())
        row = week_rows.compute_team_week(member.organisation_id, week, team_id, new)
        day = today(at, member.organisation_zone)
        week_repository.upsert_weeks([own], _with_mornings(row, old.values(), mornings, day))
    return True


def _with_mornings(
    row: TeamWeekRow, old: Collection[MemberWeekRow], mornings: Mornings, day: date
) -> TeamWeekRow:
    """The team's row with its mornings; of the present week also with how it stood this morning, by
    the `old` rows of its members.
    """
    if week_of(day) != row.week:
        return replace(row, mornings=mornings)
    key = row.organisation_id, row.week, row.team_id
    previous = week_rows.compute_team_week(*key, list(old)) if old else None
    return week_rows.with_morning(row, previous, mornings, day)


def _member_week(
    member: Member,
    facts: Facts,
    week: date,
    team_id: UUID | None,
    contributions: Collection[DayContribution],
    previous: MemberWeekRow | None,
) -> MemberWeekRow:
    """The member's week; its usual day is read only once."""
    if previous is None:
        members = {member.id: member.joined_on}
        zone = member.organisation_zone
        day = usual_day.usual_days(member.organisation_id, members, facts, week, zone)[member.id]
    else:
        day = previous.usual
    calendar = facts.board_calendar(member.id, member.joined_on, week, member.organisation_zone)
    return week_rows.compute_member_week(
        MemberWeekKey(member.organisation_id, member.id, week),
        team_id,
        calendar,
        contributions,
        day,
    )
