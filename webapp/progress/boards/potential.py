"""Potential of the viewer's team this week, and the viewer's own part in its score.

It is made of the score that is shown, of calendars and of the viewer's own week. What a mate has
practised, or has missed, is in none of it (RULES R11.2): what is left to a team of which all but
one are off would say what that one has left undone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy import Date, and_, bindparam, select

from webapp.database.engine import db
from webapp.game import standings
from webapp.game.calendars import Calendar
from webapp.game.days import ONE_DAY, days_of
from webapp.people.members import Member
from webapp.people.models import MemberRow
from webapp.people.schedule.facts import Facts
from webapp.progress.boards.teams import BoardLine
from webapp.progress.models import MemberDay
from webapp.progress.weeks import usual_day
from webapp.progress.weeks.rows import MEMBERS, MemberWeekRow, list_working_days

MAX_EFFORT = Decimal(100)
DOSE_POINTS = 6  # three attempts without a human: the least that a dose is worth
ROW, PERSON, DAY = MEMBERS.c, MemberRow.__table__.c, MemberDay.__table__.c
TEAMMATES = (
    select(*MEMBERS.columns, PERSON.joined_on, DAY.kept)
    .select_from(
        MEMBERS.join(
            MemberRow.__table__,
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
class Own:
    """The viewer's week on the board, and what it gives to the parts of their team's score."""

    effort: Fraction
    kept: bool
    shared: bool
    gives: standings.Parts


@dataclass(frozen=True, slots=True)
class Potential:
    """What the viewer's team can still do: what is left to it at the most, the team ahead, and what
    one more kept day or one shared lesson of the viewer's would add, in whole points of the board.

    In training there is no score, and nothing is left or ahead.
    """

    left: Decimal | None
    ahead: str | None
    gap: Decimal | None
    dose: Decimal | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class TeammateWeek:
    """A member's week, their day of joining, and whether today is kept already."""

    week: standings.MemberWeek
    joined: date
    kept_today: bool = False


def load_teammates(
    organisation_id: UUID, week: date, team_id: UUID | None, day: date
) -> dict[UUID, TeammateWeek]:
    """The members of a team whose week has rows, by id; one statement."""
    params = {"organisation_id": organisation_id, "team_id": team_id, "week": week, "day": day}
    return {
        member.member_id: TeammateWeek(member.as_rule_input, joined, bool(kept))
        for *columns, joined, kept in db.session.execute(TEAMMATES, params)
        for member in (MemberWeekRow(*columns),)
    }


def teammates_without_rows(
    organisation_id: UUID, members: Mapping[UUID, date], facts: Facts, week: date, zone: tzinfo
) -> dict[UUID, TeammateWeek]:
    """The members (days of joining by id) of a team in which nobody has logged yet."""
    days = usual_day.usual_days(organisation_id, members, facts, week, zone)
    teammates = {}
    for member_id, joined in members.items():
        working = list_working_days(facts.board_calendar(member_id, joined, week, zone), week)
        teammates[member_id] = TeammateWeek(
            standings.MemberWeek(0, working, 0, False, days[member_id]), joined
        )
    return teammates


def own(member_id: UUID, teammates: Mapping[UUID, TeammateWeek]) -> Own | None:
    """What the member gives; None for who is not among these members of the team, or is off."""
    me = teammates[member_id].week if member_id in teammates else None
    if me is None or not me.working_days:
        return None
    return owned(me, *_at_work(mate.week for mate in teammates.values()))


def owned(me: standings.MemberWeek, days: int, at_work: int) -> Own:
    """What this week gives to the parts of a team with so many working days and people at work."""
    return Own(
        standings.effort(me.points, me.usual, me.working_days),
        standings.kept_enough(me.kept_days, me.working_days),
        me.shared,
        standings.own_parts(me, days, at_work),
    )


def compute_potential(
    member: Member,
    lines: Sequence[BoardLine],
    teammates: Mapping[UUID, TeammateWeek],
    facts: Facts,
    week: date,
    day: date,
) -> Potential | None:
    """What is within reach of the viewer's team on that day; None when it rests or has no line.

    `teammates` are the team's members, of whom there are none once the week is closed.
    """
    line = next((line for line in lines if line.mine), None)
    if line is None or (line.rests and not line.training) or not teammates:
        return None
    zone, ranked = member.organisation_zone, sum(each.score is not None for each in lines)
    calendars = {
        i: facts.board_calendar(i, each.joined, week, zone) for i, each in teammates.items()
    }
    me = teammates.get(member.id)
    may_keep = (
        me is not None and _days_left(calendars[member.id], week, day, kept=me.kept_today) > 0
    )
    own = _own_gains(teammates, member.id, may_keep=may_keep)
    raised = {name: _points(line, ranked, gain) for name, gain in own.items() if gain}
    ahead = next((above for above in reversed(lines) if _ranks_above(above, line)), None)
    return Potential(
        left=_attainable(line, ranked, teammates, calendars, week, day),
        ahead=ahead.name if ahead else None,
        gap=ahead.score - line.score if ahead and ahead.score and line.score is not None else None,
        dose=raised.get("dose"),
        share=raised.get("share"),
    )


def _attainable(
    line: BoardLine,
    ranked: int,
    teammates: Mapping[UUID, TeammateWeek],
    calendars: Mapping[UUID, Calendar],
    week: date,
    day: date,
) -> Decimal | None:
    """What the team can still take at the most, by the score that is shown and by calendars."""
    if line.score is None:
        return None
    left = {i: _days_left(calendar, week, day) for i, calendar in calendars.items()}
    still = standings.open_raw((mate.week.working_days, left[i]) for i, mate in teammates.items())
    return min(MAX_EFFORT - line.score, _points(line, ranked, still))


def _points(line: BoardLine, ranked: int, raw_gain: Fraction) -> Decimal:
    """So much raw score in whole points of the board; in training as it is."""
    grown = raw_gain if line.score is None else standings.score_gain(raw_gain, line.size, ranked)
    return standings.round_to_tenth(grown, running=True)


def _own_gains(
    teammates: Mapping[UUID, TeammateWeek], member_id: UUID, *, may_keep: bool
) -> dict[str, Fraction]:
    """How much raw score one more kept day and a shared lesson of the member's would add."""
    me = teammates[member_id].week if member_id in teammates else None
    if me is None or not me.working_days:
        return {}
    totals = _at_work(mate.week for mate in teammates.values())
    then = {"share": standings.with_additional(me, shared=True)}
    if may_keep:
        then["dose"] = standings.with_additional(me, DOSE_POINTS, 1)
    now = standings.own_parts(me, *totals).raw
    return {name: standings.own_parts(week, *totals).raw - now for name, week in then.items()}


def _at_work(weeks: Iterable[standings.MemberWeek]) -> tuple[int, int]:
    """The working days of these weeks together, and how many of them have one."""
    days = [week.working_days for week in weeks if week.working_days]
    return sum(days), len(days)


def _days_left(calendar: Calendar, week: date, day: date, *, kept: bool = False) -> int:
    """How many working days of the week are still to be kept; today's too unless it is `kept`."""
    first = day + ONE_DAY if kept else day
    return sum(calendar.working(each) for each in days_of(week) if each >= first)


def _ranks_above(other: BoardLine, line: BoardLine) -> bool:
    return other.place is not None and line.place is not None and other.place < line.place
