"""What the sheet « not now » says of its own: the times to plan instead, whom to call back, and the
reasons of the last weeks.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from webapp.database.ids import new_id
from webapp.game.calendars import Calendar
from webapp.game.days import ONE_DAY, today
from webapp.game.legal_hours import HoursRule, LegalHours
from webapp.game.promises import Stage, next_working_day, stage_of
from webapp.game.slots import day_and_time, put_off_times
from webapp.people.members import Member
from webapp.people.schedule.facts import Facts, read_facts
from webapp.people.schedule.legal_hours import legal_hours_in
from webapp.plan.not_now import NotNowHistory, load_history
from webapp.providers import Providers, WallTime

DAYS_AHEAD = 14
DAYS_BACK = 35  # within which a promise stands by its working days
LATER_TIMES = 2
DUE = (Stage.TODAY, Stage.LATE, Stage.ASKED)


@dataclass(frozen=True, slots=True)
class LaterTime:
    """A time to plan calls at instead, with the key that is minted for its form."""

    day: date
    at: str
    is_today: bool
    key: UUID


@dataclass(frozen=True, slots=True)
class NotNowSheet:
    """The sheet with one `reason` chosen, or none. `outside` is the next time at which consumers
    may be called, if none may now, by the `rule` that holds on the date `wall_day`. `gap` is the
    present or next one of today, if a calendar tells of one, and `is_free` says that it is the
    present one; `due` is how many promises wait. The key is minted for its form.
    """

    reason: str | None
    outside: tuple[date, str] | None
    wall_day: date
    rule: HoursRule | None
    gap: WallTime | None
    is_free: bool
    later: tuple[LaterTime, ...]
    due: int
    key: UUID
    history: NotNowHistory | None


def load_sheet(member: Member, now: datetime, reason: str | None, handed: Providers) -> NotNowSheet:
    """The sheet as a page of its own; three statements, and those of the gaps."""
    wall, day = member.wall(now), today(now, member.zone)
    facts = read_facts(member.organisation_id, [member.id])
    calendar = _calendar(facts, member, day)
    coming = [day + n * ONE_DAY for n in range(-DAYS_BACK, DAYS_AHEAD)]
    working = frozenset(each for each in coming if calendar.working(each))
    stages = [stage_of(each.on, wall.date(), working) for each in handed.promises(member, now)]
    days = handed.gaps(member, now) if day in working else ()
    gaps = [gap for each in days if each.day == day for gap in each.gaps]
    walls = [member.wall(gap.begins) for gap in gaps if gap.begins > now]
    walls += put_off_times(wall, next_working_day(day, working))
    legal = legal_hours_in(facts, member, now)
    if legal:
        walls = list(dict.fromkeys(legal.next_allowed(each) for each in walls))
    gap = next((gap for gap in gaps if _is_allowed(gap, now, member, legal)), None)
    return NotNowSheet(
        reason=reason,
        outside=legal.next_outside(wall) if legal else None,
        wall_day=wall.date(),
        rule=legal.rule(wall.date()) if legal else None,
        gap=gap,
        is_free=gap is not None and gap.begins <= now,
        later=tuple(_later(each, day, now) for each in walls[:LATER_TIMES]),
        due=sum(stage in DUE for stage in stages),
        key=new_id(now),
        history=load_history(member, now, handed.had_gap),
    )


def _is_allowed(gap: WallTime, now: datetime, member: Member, legal: LegalHours | None) -> bool:
    """Whether consumers may be called as it begins, or now in the present one (RULES R18)."""
    return legal is None or legal.allows(member.wall(max(gap.begins, now)))


def _later(wall: datetime, day: date, now: datetime) -> LaterTime:
    on, at = day_and_time(wall)
    return LaterTime(on, at, on == day, new_id(now))


def _calendar(facts: Facts, member: Member, day: date) -> Calendar:
    first, last = day - DAYS_BACK * ONE_DAY, day + DAYS_AHEAD * ONE_DAY
    return facts.calendar(member.id, member.joined_on, min(first, member.joined_on), last)
