"""Repository of a member's days: totals, whether kept, and the streak's state after each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, cast

from sqlalchemy import Date, RowMapping, Table, bindparam, delete, func, select

from webapp.chunks import split_into_chunks
from webapp.database.transactions import execute_core
from webapp.database.upsert import upsert
from webapp.game import streaks
from webapp.game.calendars import Calendar
from webapp.game.days import week_of
from webapp.people.members import Member
from webapp.progress.days import totals as day_totals
from webapp.progress.days.totals import DayTotals
from webapp.progress.models import MemberDay

MEMBER_DAYS = cast(Table, MemberDay.__table__)
# What the row has of the streak's state by the names of its fields; its open days are JSON.
STATE_COLUMNS = tuple(each.name for each in fields(streaks.State) if each.name != "open")
UPSERT_KEY = ("organisation_id", "member_id", "day")
VALUES_PER_STATEMENT = 500  # values in one statement
OWN_ROWS = (
    MEMBER_DAYS.c.organisation_id == bindparam("organisation_id"),
    MEMBER_DAYS.c.member_id == bindparam("member_id"),
)
FIRST_DAY = bindparam("first", type_=Date)
LAST_DAY = bindparam("last", type_=Date)
BEFORE = (
    select(func.max(MEMBER_DAYS.c.day))
    .where(*OWN_ROWS, MEMBER_DAYS.c.day < FIRST_DAY)
    .scalar_subquery()
)
SINCE = (
    select(*MEMBER_DAYS.columns)
    .where(*OWN_ROWS, MEMBER_DAYS.c.day >= func.coalesce(BEFORE, FIRST_DAY))
    .order_by(MEMBER_DAYS.c.day)
)
NEWEST = select(func.max(MEMBER_DAYS.c.day)).where(*OWN_ROWS).scalar_subquery()
BETWEEN = (
    select(*MEMBER_DAYS.columns)
    .where(
        *OWN_ROWS, MEMBER_DAYS.c.day.between(FIRST_DAY, LAST_DAY) | (MEMBER_DAYS.c.day == NEWEST)
    )
    .order_by(MEMBER_DAYS.c.day)
)


@dataclass(frozen=True, slots=True)
class MemberDayState:
    """A stored day: its figures, whether it is kept, the streak's state and the points so far."""

    day: date
    figures: DayTotals
    kept: bool
    makes_up: bool
    state: streaks.State
    total: int

    def as_day(self, calendar: Calendar) -> streaks.Day:
        """The day as the streak folds it."""
        return streaks.Day(self.day, calendar.working(self.day), self.kept, self.makes_up)


def list_days(member: Member, first: date) -> list[MemberDayState]:
    """The member's days from the Monday of `first` on, and the last one before, by day."""
    return list_since(member, week_of(first))


def list_since(member: Member, first: date) -> list[MemberDayState]:
    """The member's days from `first` on, and the last one before; one statement, by index."""
    params = {"organisation_id": member.organisation_id, "member_id": member.id, "first": first}
    return [from_row(row) for row in execute_core(SINCE, params).mappings()]


def list_between(member: Member, first: date, last: date) -> tuple[list[MemberDayState], int]:
    """The member's days from `first` to `last`, and all their points so far; one statement."""
    params = {"organisation_id": member.organisation_id, "member_id": member.id}
    rows = execute_core(BETWEEN, params | {"first": first, "last": last}).mappings()
    days = [from_row(row) for row in rows]
    return [row for row in days if first <= row.day <= last], days[-1].total if days else 0


def from_row(row: Mapping[str, Any] | RowMapping) -> MemberDayState:
    """A stored row as the fold reads it."""
    state = streaks.State(
        open=tuple(
            streaks.OpenDay(date.fromisoformat(day), since) for day, since in row["open_days"]
        ),
        **{name: row[name] for name in STATE_COLUMNS},
    )
    totals = DayTotals(**{name: row[name] for name in day_totals.TOTAL_NAMES})
    return MemberDayState(row["day"], totals, row["kept"], row["makes_up"], state, row["total"])


def to_row(member: Member, day: MemberDayState) -> dict[str, object]:
    """The day as its row."""
    state = day.state
    return {
        "organisation_id": member.organisation_id,
        "member_id": member.id,
        "day": day.day,
        **{name: getattr(day.figures, name) for name in day_totals.TOTAL_NAMES},
        "kept": day.kept,
        "makes_up": day.makes_up,
        **{name: getattr(state, name) for name in STATE_COLUMNS},
        "open_days": [[missed.day.isoformat(), missed.since] for missed in state.open],
        "total": day.total,
    }


def upsert_days(
    member: Member, previous: Mapping[date, MemberDayState], folded: Collection[MemberDayState]
) -> None:
    """Write the days that are not as they were, and erase those on which nothing is left."""
    upsert(
        MEMBER_DAYS,
        [to_row(member, row) for row in folded if previous.get(row.day) != row],
        UPSERT_KEY,
    )
    empty_days = sorted(previous.keys() - {row.day for row in folded})
    for chunk in split_into_chunks(empty_days, VALUES_PER_STATEMENT):
        execute_core(
            delete(MemberDay).where(
                MemberDay.organisation_id == member.organisation_id,
                MemberDay.member_id == member.id,
                MemberDay.day.in_(chunk),
            )
        )
