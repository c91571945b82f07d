"""What the viewer's team can still do this week, and what the viewer's own part in it would be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy import Date, and_, bindparam, select

from webapp.database import db
from webapp.game import standings
from webapp.game.calendars import Calendar
from webapp.game.days import ONE_DAY
from webapp.people.facts import Facts
from webapp.people.models import Member
from webapp.people.who import Who
from webapp.progress import usual
from webapp.progress.entrants import Entrant, Line
from webapp.progress.models import MemberDay
from webapp.progress.weeks import MEMBERS, MemberRow, days_of, working_days

NONE = Decimal(0)
DOSE_POINTS = 6  # three attempts without a human: the least that a dose is worth
ROW, PERSON, DAY = MEMBERS.c, Member.__table__.c, MemberDay.__table__.c
MATES = (
    select(*MEMBERS.columns, PERSON.joined_on, DAY.kept)
    .select_from(
        MEMBERS.join(
            Member.__table__,
            and_(PERSON.organisation_id == ROW.organisation_id, PERSON.id == ROW.member_id),
        ).outerjoin(
            MemberDay.__table__,
            and_(
                DAY.organisation_id == ROW.organisation_id,
                DAY.member_id == ROW.member_id,
                DAY.day == bindparam("day", type_=Date),
            ),
        )
    )
    .where(
        ROW.organisation_id == bindparam("organisation_id"),
        ROW.team_id == bindparam("team_id"),
        ROW.week == bindparam("week"),
    )
)


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
class Mate:
    """A member's week, their day of joining, and whether today is kept already."""

    week: standings.MemberWeek
    joined: date
    kept_today: bool = False


def mates(organisation_id: UUID, week: date, team_id: UUID | None, day: date) -> dict[UUID, Mate]:
    """The members of a team whose week has rows, by id; one statement."""
    asked = {"organisation_id": organisation_id, "team_id": team_id, "week": week, "day": day}
    return {
        member.member_id: Mate(member.on_the_board, joined, bool(kept))
        for *columns, joined, kept in db.session.execute(MATES, asked)
        for member in (MemberRow(*columns),)
    }


def idle_mates(
    organisation_id: UUID, members: Mapping[UUID, date], facts: Facts, week: date, zone: tzinfo
) -> dict[UUID, Mate]:
    """The members (days of joining by id) of a team in which nobody has logged yet."""
    days = usual.usual_days(organisation_id, members, facts, week, zone)
    found = {}
    for member_id, joined in members.items():
        working = working_days(facts.board_calendar(member_id, joined, week, zone), week)
        found[member_id] = Mate(standings.MemberWeek(0, working, 0, False, days[member_id]), joined)
    return found


def reach(
    who: Who,
    entrants: Sequence[Entrant],
    lines: Sequence[Line],
    found: Mapping[UUID, Mate],
    facts: Facts,
    week: date,
    day: date,
) -> Reach | None:
    """What is within reach of the viewer's team on that day; None when it rests or has no line.

    `found` holds the team's members, of whom there are none once the week is closed.
    """
    line = next((line for line in lines if line.mine), None)
    if line is None or line.score is None or not found:
        return None
    score, teams = line.score, [team.as_team for team in entrants]
    left = {
        i: _left(mate, facts.board_calendar(i, mate.joined, week, who.organisation_zone), week, day)
        for i, mate in found.items()
    }

    def gained(raw: Fraction | None) -> Decimal:
        """By how much the team's score would grow with that raw score."""
        table = standings.table(standings.with_raw(teams, line.team_id, raw))
        return next(place.score or score for place in table if place.id == line.team_id) - score

    def with_mine(week: standings.MemberWeek) -> Decimal:
        weeks = {i: mate.week for i, mate in found.items()} | {who.id: week}
        return gained(standings.raw(weeks.values()))

    best = standings.best_possible((mate.week, left[i]) for i, mate in found.items())
    me = found[who.id].week if who.id in found else None
    ahead = next((above for above in reversed(lines) if _above(above, line)), None)
    return Reach(
        best=score + gained(best),
        ahead=ahead.name if ahead else None,
        gap=ahead.score - score if ahead and ahead.score is not None else None,
        dose=with_mine(standings.more(me, DOSE_POINTS, 1)) if me and left[who.id] else NONE,
        share=with_mine(standings.more(me, shared=True)) if me else NONE,
    )


def _left(mate: Mate, calendar: Calendar, week: date, day: date) -> int:
    """How many working days of the week are still to be kept, today's among them."""
    first = day + ONE_DAY if mate.kept_today else day
    return sum(calendar.working(each) for each in days_of(week) if each >= first)


def _above(other: Line, line: Line) -> bool:
    return other.place is not None and line.place is not None and other.place < line.place
