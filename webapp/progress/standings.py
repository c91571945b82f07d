"""The team board of a week, as it is read: one league, at most 30 teams (RULES R5.8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from webapp.database import db
from webapp.game import standings
from webapp.game.calendars import Calendar
from webapp.game.days import closes, is_closed, today, week_of
from webapp.people import facts as people_facts
from webapp.people.models import Member, Team
from webapp.people.who import Who
from webapp.progress import weeks
from webapp.progress.models import MemberDay, MemberWeek, TeamWeek

DOSE_POINTS = 6  # three attempts without a human: the least that a dose is worth
NOTHING = standings.Parts(Fraction(0), Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Line:
    """A team on the board. place is None in training and at rest, score None at rest."""

    team_id: UUID
    name: str
    size: int
    place: int | None
    score: Decimal | None
    training: bool
    rests: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """What the viewer's team can still do: its best score, the team ahead, and what one more
    kept day or one shared lesson of the viewer's would add, in points of the board.
    """

    best: Decimal
    ahead: str | None
    gap: Decimal | None
    dose: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Board:
    """A week's board, its lines in order; parts are those of the viewer's team."""

    week: date
    closes_at: datetime
    closed: bool
    lines: tuple[Line, ...]
    parts: standings.Parts | None
    reach: Reach | None

    @property
    def mine(self) -> Line | None:
        """The viewer's team's line, if it is on this board."""
        return next((line for line in self.lines if line.mine), None)


@dataclass(frozen=True, slots=True)
class _Held:
    name: str
    size: int
    parts: standings.Parts | None


@dataclass(frozen=True, slots=True)
class _OwnRow:
    week: standings.MemberWeek
    joined: date
    kept_today: bool


@dataclass(frozen=True, slots=True)
class _Mate:
    """A member's week, and how many working days are left to them, today's if not yet kept."""

    member_id: UUID
    week: standings.MemberWeek
    left: int


def board(who: Who, week: date, now: datetime) -> Board:
    """The board of the week that begins on this Monday, as the viewer sees it.

    Four statements at most, whatever the organisation's size.
    """
    zone = who.organisation_zone
    close, closed = closes(week, zone), is_closed(week, zone, now)
    held, untouched = _teams(who.organisation_id, week, close)
    own = _own_rows(who, week, today(now, who.zone))
    found = weeks.candidates(who.organisation_id, untouched, week, close) if untouched else {}
    facts = people_facts.read(who.organisation_id, {who.id, *found, *own}).as_of(min(now, close))
    mine = facts.team(who.id, week, zone)
    joined = found | {member_id: row.joined for member_id, row in own.items()}
    calendars = {
        member_id: facts.calendar(member_id, day, week, week + weeks.WEEK)
        for member_id, day in joined.items()
    }
    idle = {
        team_id: [i for i in found if facts.team(i, week, zone) == team_id] for team_id in untouched
    }
    for team_id, name in untouched.items():
        if idle[team_id] or not closed:
            works = any(weeks.working_days(calendars[i], week) for i in idle[team_id])
            held[team_id] = _Held(name, len(idle[team_id]), NOTHING if works else None)
    if mine in idle:
        own = {i: _idle_row(calendars[i], joined[i], week) for i in idle[mine]}
    teams = [standings.Team(i, t.size, t.parts.raw if t.parts else None) for i, t in held.items()]
    lines = tuple(_line(place, held[place.id], mine) for place in standings.table(teams))
    mates = _mates(own, calendars, week, today(now, who.zone))
    return Board(
        week=week,
        closes_at=close,
        closed=closed,
        lines=lines,
        parts=held[mine].parts if mine in held else None,
        reach=None if closed else _reach(who, teams, lines, mates),
    )


def present_week(who: Who, now: datetime) -> date:
    """The Monday of the organisation's present week."""
    return week_of(today(now, who.organisation_zone))


def _teams(
    organisation_id: UUID, week: date, close: datetime
) -> tuple[dict[UUID, _Held], dict[UUID, str]]:
    """The teams that have a row of that week, and the names of those that have none."""
    rows = db.session.execute(
        select(Team.id, Team.name, TeamWeek.size, TeamWeek.effort, TeamWeek.kept, TeamWeek.shared)
        .outerjoin(
            TeamWeek,
            and_(
                TeamWeek.organisation_id == Team.organisation_id,
                TeamWeek.team_id == Team.id,
                TeamWeek.week == week,
            ),
        )
        .where(
            Team.organisation_id == organisation_id,
            Team.created_at < close,
            or_(TeamWeek.size.is_not(None), Team.archived_at.is_(None), Team.archived_at >= close),
        )
        .order_by(Team.name, Team.id)
    )
    stored, untouched = {}, {}
    for team_id, name, size, *parts in rows:
        if size is None:
            untouched[team_id] = name
        else:
            made_of = None if parts[0] is None else standings.Parts(*parts)
            stored[team_id] = _Held(name, size, made_of)
    return stored, untouched


def _line(place: standings.Place[UUID], held: _Held, mine: UUID | None) -> Line:
    return Line(
        team_id=place.id,
        name=held.name,
        size=held.size,
        place=place.place,
        score=place.score,
        training=place.training,
        rests=place.rests,
        mine=place.id == mine,
    )


def _own_rows(who: Who, week: date, day: date) -> dict[UUID, _OwnRow]:
    """The week's rows of the viewer's team, with whether `day` is already kept."""
    mine = select(MemberWeek.team_id).where(
        MemberWeek.organisation_id == who.organisation_id,
        MemberWeek.member_id == who.id,
        MemberWeek.week == week,
    )
    rows = db.session.execute(
        select(
            MemberWeek.member_id,
            MemberWeek.points,
            MemberWeek.working_days,
            MemberWeek.kept_days,
            MemberWeek.shared,
            MemberWeek.usual,
            Member.joined_on,
            MemberDay.kept,
        )
        .join(
            Member,
            and_(
                Member.organisation_id == MemberWeek.organisation_id,
                Member.id == MemberWeek.member_id,
            ),
        )
        .outerjoin(
            MemberDay,
            and_(
                MemberDay.organisation_id == MemberWeek.organisation_id,
                MemberDay.member_id == MemberWeek.member_id,
                MemberDay.day == day,
            ),
        )
        .where(
            MemberWeek.organisation_id == who.organisation_id,
            MemberWeek.team_id == mine.scalar_subquery(),
            MemberWeek.week == week,
        )
    )
    return {
        member_id: _OwnRow(standings.MemberWeek(*held), joined, bool(kept))
        for member_id, *held, joined, kept in rows
    }


def _idle_row(calendar: Calendar, joined: date, week: date) -> _OwnRow:
    """The week of a member of a team in which nobody has logged yet."""
    days = weeks.working_days(calendar, week)
    return _OwnRow(standings.MemberWeek(0, days, 0, False, standings.USUAL_LEAST), joined, False)


def _mates(
    own: Mapping[UUID, _OwnRow], calendars: Mapping[UUID, Calendar], week: date, day: date
) -> list[_Mate]:
    """The viewer's team-mates, the viewer among them, with what is left of their week."""
    return [
        _Mate(member_id, row.week, _left(calendars[member_id], week, day, row.kept_today))
        for member_id, row in own.items()
    ]


def _left(calendar: Calendar, week: date, day: date, kept: bool) -> int:
    """How many working days of the week are still to be kept."""
    first = max(week, day + weeks.ONE_DAY if kept else day)
    days = (week + n * weeks.ONE_DAY for n in range(7))
    return sum(calendar.working(each) for each in days if each >= first)


def _reach(
    who: Who,
    teams: list[standings.Team[UUID]],
    lines: tuple[Line, ...],
    mates: list[_Mate],
) -> Reach | None:
    line = next((line for line in lines if line.mine), None)
    if line is None or line.score is None or not mates:
        return None
    me = next((mate for mate in mates if mate.member_id == who.id), None)
    ahead = next((above for above in reversed(lines) if _above(above, line)), None)

    def gained(changed: Fraction | None) -> Decimal:
        """What the team's score would be with that raw score, less what it is."""
        table = standings.table(standings.with_raw(teams, line.team_id, changed))
        score = next(place.score for place in table if place.id == line.team_id)
        return (score or Decimal(0)) - (line.score or Decimal(0))

    def with_mine(**more: Any) -> Fraction | None:
        return standings.raw(
            standings.more(mate.week, **more) if mate.member_id == who.id else mate.week
            for mate in mates
        )

    return Reach(
        best=line.score + gained(standings.best_possible((m.week, m.left) for m in mates)),
        ahead=ahead.name if ahead else None,
        gap=ahead.score - line.score if ahead and ahead.score is not None else None,
        dose=gained(with_mine(points=DOSE_POINTS, kept=1)) if me and me.left else Decimal(0),
        share=gained(with_mine(shared=True)) if me and not me.week.shared else Decimal(0),
    )


def _above(other: Line, line: Line) -> bool:
    return other.place is not None and line.place is not None and other.place < line.place
