"""Weeks of members and of teams (RULES R5): opened by a week's first log, frozen at its close."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction
from uuid import UUID

from sqlalchemy import delete, or_, select

from webapp.database import db, insert_missing, upsert
from webapp.game import standings
from webapp.game.calendars import Calendar
from webapp.game.days import closes, is_closed
from webapp.people.facts import Facts
from webapp.people.facts import read as read_facts
from webapp.people.models import Fact, Member
from webapp.people.who import Who
from webapp.progress.days import Practised
from webapp.progress.models import MemberDay, MemberWeek, TeamWeek

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
LOOK_BACK = 12
MEMBERS = MemberWeek.__table__
TEAMS = TeamWeek.__table__
MEMBER_KEY = ("organisation_id", "member_id", "week")
TEAM_KEY = ("organisation_id", "week", "team_id")

Row = dict[str, object]


def follow(
    who: Who, facts: Facts, practised: Collection[Practised], weeks: Iterable[date], at: datetime
) -> None:
    """Bring the member's and the team's rows of these weeks up to date, unless they are closed.

    `practised` holds the member's days from the first of these weeks on.
    """
    for week in sorted(weeks):
        if not is_closed(week, who.organisation_zone, at):
            _settle(who, facts, [day for day in practised if week <= day.day < week + WEEK], week)


def refresh(organisation_id: UUID, team_id: UUID, week: date, zone: tzinfo) -> None:
    """Write a team's open week again for all its members: after a change of team, calendar, dose.

    Does nothing for a week that nobody has touched: it is computed when it is read.
    """
    if _locked(organisation_id, team_id, week):
        db.session.execute(
            delete(MemberWeek).where(
                MemberWeek.organisation_id == organisation_id,
                MemberWeek.team_id == team_id,
                MemberWeek.week == week,
            )
        )
        _open(organisation_id, team_id, week, zone)


def candidates(
    organisation_id: UUID, team_ids: Collection[UUID], week: date, as_of: datetime | None = None
) -> dict[UUID, date]:
    """Who ever was in these teams and was a member in that week: their day of joining by id."""
    rows = db.session.execute(
        select(Member.id, Member.joined_on)
        .join(
            Fact,
            (Fact.organisation_id == Member.organisation_id) & (Fact.scope_id == Member.id),
        )
        .where(
            Fact.organisation_id == organisation_id,
            Fact.team_id.in_(team_ids),
            Member.joined_on < week + WEEK,
            Member.removed_at.is_(None)
            if as_of is None
            else or_(Member.removed_at.is_(None), Member.removed_at >= as_of),
        )
        .distinct()
    )
    return {member_id: joined for member_id, joined in rows if joined}


def working_days(calendar: Calendar, week: date) -> int:
    """The member's working days of that week since they joined (RULES R5.1)."""
    return sum(calendar.working(week + n * ONE_DAY) for n in range(7))


def member_rows(
    organisation_id: UUID,
    members: Mapping[UUID, date],
    facts: Facts,
    week: date,
    zone: tzinfo,
    practised: Mapping[UUID, Collection[tuple[date, int, bool, int]]],
) -> list[Row]:
    """The rows of members' weeks. `practised` holds (day, points, kept, shares) by member."""
    usual = usual_days(organisation_id, members, facts, week, zone)
    rows: list[Row] = []
    for member_id, joined in members.items():
        calendar = facts.calendar(member_id, joined, week, week + WEEK)
        held = practised.get(member_id, ())
        worked = [day for day in held if calendar.working(day[0])]
        rows.append(
            {
                "organisation_id": organisation_id,
                "member_id": member_id,
                "week": week,
                "team_id": facts.team(member_id, week, zone),
                "working_days": working_days(calendar, week),
                "points": sum(points for _, points, _, _ in worked),
                "kept_days": sum(kept for _, _, kept, _ in worked),
                "shared": any(shares for *_, shares in held),
                "usual": usual[member_id],
            }
        )
    return rows


def usual_days(
    organisation_id: UUID, members: Mapping[UUID, date], facts: Facts, week: date, zone: tzinfo
) -> dict[UUID, Fraction]:
    """Each member's usual day (RULES R5.3), from weeks that were closed when this one began."""
    newest = week - 2 * WEEK
    stored = _closed_weeks(organisation_id, list(members), newest - LOOK_BACK * WEEK, newest)
    usual, short = {}, {}
    for member_id, joined in members.items():
        held = _last_weeks(member_id, joined, facts, newest, LOOK_BACK, stored, zone)
        if len(held) < standings.USUAL_WEEKS and joined < newest - LOOK_BACK * WEEK:
            short[member_id] = joined
        usual[member_id] = standings.usual_day(held)
    if short:
        oldest = min(short.values())
        stored = _closed_weeks(organisation_id, list(short), oldest - WEEK, newest)
        for member_id, joined in short.items():
            depth = (newest - joined).days // 7 + 2
            held = _last_weeks(member_id, joined, facts, newest, depth, stored, zone)
            usual[member_id] = standings.usual_day(held)
    return usual


def team_row(organisation_id: UUID, team_id: UUID, week: date, rows: Collection[Row]) -> Row:
    """The team's row out of those of its members (RULES R5.5)."""
    made_of = standings.parts([_as_week(row) for row in rows])
    return {
        "organisation_id": organisation_id,
        "week": week,
        "team_id": team_id,
        "size": len(rows),
        "effort": made_of.effort if made_of else None,
        "kept": made_of.kept if made_of else None,
        "shared": made_of.shared if made_of else None,
    }


def _settle(who: Who, facts: Facts, practised: Collection[Practised], week: date) -> None:
    zone = who.organisation_zone
    team_id = facts.team(who.id, week, zone)
    if team_id is not None and not _locked(who.organisation_id, team_id, week):
        if _made(who.organisation_id, team_id, week):
            _open(who.organisation_id, team_id, week, zone)
            return
        _locked(who.organisation_id, team_id, week)
    rows = _team_rows(who, team_id, week)
    own = next((row for row in rows if row["member_id"] == who.id), None)
    held = [(day.day, day.figures.points, day.kept, day.figures.shares) for day in practised]
    if own is None:
        (fresh,) = member_rows(
            who.organisation_id, {who.id: who.joined_on}, facts, week, zone, {who.id: held}
        )
    else:
        calendar = facts.calendar(who.id, who.joined_on, week, week + WEEK)
        worked = [day for day in held if calendar.working(day[0])]
        fresh = own | {
            "working_days": working_days(calendar, week),
            "points": sum(points for _, points, _, _ in worked),
            "kept_days": sum(kept for _, _, kept, _ in worked),
            "shared": any(shares for *_, shares in held),
        }
    if fresh == own:
        return
    db.session.execute(upsert(MEMBERS, [fresh], MEMBER_KEY))
    if team_id is not None:
        others = [row for row in rows if row["member_id"] != who.id]
        row = team_row(who.organisation_id, team_id, week, [*others, fresh])
        db.session.execute(upsert(TEAMS, [row], TEAM_KEY))


def _open(organisation_id: UUID, team_id: UUID, week: date, zone: tzinfo) -> None:
    """Write the week's rows of all the team's present members, and the team's."""
    who = candidates(organisation_id, [team_id], week)
    facts = read_facts(organisation_id, who)
    members = {
        member_id: joined
        for member_id, joined in who.items()
        if facts.team(member_id, week, zone) == team_id
    }
    practised = _practised(organisation_id, list(members), week)
    rows = member_rows(organisation_id, members, facts, week, zone, practised)
    if rows:
        db.session.execute(upsert(MEMBERS, rows, MEMBER_KEY))
    db.session.execute(upsert(TEAMS, [team_row(organisation_id, team_id, week, rows)], TEAM_KEY))


def _locked(organisation_id: UUID, team_id: UUID, week: date) -> bool:
    """Lock the team's row of the week, if it is there."""
    wanted = (
        select(TeamWeek.size)
        .where(
            TeamWeek.organisation_id == organisation_id,
            TeamWeek.week == week,
            TeamWeek.team_id == team_id,
        )
        .with_for_update()
    )
    return db.session.execute(wanted).first() is not None


def _made(organisation_id: UUID, team_id: UUID, week: date) -> bool:
    """Make the team's row of the week, empty; False if another writer was first."""
    empty: Row = {"organisation_id": organisation_id, "week": week, "team_id": team_id, "size": 0}
    made = insert_missing(TEAMS, empty, TEAM_KEY).returning(TEAMS.c.size)
    return db.session.execute(made).first() is not None


def _team_rows(who: Who, team_id: UUID | None, week: date) -> list[Row]:
    """The week's rows of the team's members; of the member alone who has no team."""
    whose = MemberWeek.team_id == team_id if team_id else MemberWeek.member_id == who.id
    rows = db.session.execute(
        select(*MEMBERS.columns).where(
            MemberWeek.organisation_id == who.organisation_id, MemberWeek.week == week, whose
        )
    )
    return [dict(row) for row in rows.mappings()]


def _practised(
    organisation_id: UUID, member_ids: Collection[UUID], week: date
) -> dict[UUID, list[tuple[date, int, bool, int]]]:
    rows = db.session.execute(
        select(
            MemberDay.member_id,
            MemberDay.day,
            MemberDay.points,
            MemberDay.kept,
            MemberDay.shares,
        ).where(
            MemberDay.organisation_id == organisation_id,
            MemberDay.member_id.in_(member_ids),
            MemberDay.day.between(week, week + WEEK - ONE_DAY),
        )
    )
    practised: dict[UUID, list[tuple[date, int, bool, int]]] = {}
    for member_id, *day in rows:
        practised.setdefault(member_id, []).append(tuple(day))
    return practised


def _closed_weeks(
    organisation_id: UUID, member_ids: Collection[UUID], oldest: date, newest: date
) -> dict[tuple[UUID, date], tuple[int, int]]:
    rows = db.session.execute(
        select(
            MemberWeek.member_id, MemberWeek.week, MemberWeek.points, MemberWeek.working_days
        ).where(
            MemberWeek.organisation_id == organisation_id,
            MemberWeek.member_id.in_(member_ids),
            MemberWeek.week.between(oldest, newest),
        )
    )
    return {(member_id, week): (points, days) for member_id, week, points, days in rows}


def _last_weeks(
    member_id: UUID,
    joined: date,
    facts: Facts,
    newest: date,
    depth: int,
    stored: Mapping[tuple[UUID, date], tuple[int, int]],
    zone: tzinfo,
) -> list[tuple[int, int]]:
    """The member's last weeks with working days, oldest first: stored, or untouched and so empty.

    An untouched week is read by the facts as they stood at its close.
    """
    held: list[tuple[int, int]] = []
    week = newest
    for _ in range(depth + 1):
        if week + WEEK <= joined or len(held) == standings.USUAL_WEEKS:
            break
        row = stored.get((member_id, week))
        if row is None:
            then = facts.as_of(closes(week, zone))
            calendar = then.calendar(member_id, joined, week, week + WEEK)
            row = (0, working_days(calendar, week))
        if row[1]:
            held.append(row)
        week -= WEEK
    return held[::-1]


def _as_week(row: Row) -> standings.MemberWeek:
    return standings.MemberWeek(
        points=row["points"],
        working_days=row["working_days"],
        kept_days=row["kept_days"],
        shared=row["shared"],
        usual=row["usual"],
    )
