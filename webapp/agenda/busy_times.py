"""Busy times as rows: written as a calendar was read, and read with their owner's hours."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, delete, insert, select

from webapp.agenda.models import Agenda, AgendaCalendar, BusyTime
from webapp.database.engine import db
from webapp.database.transactions import execute_core
from webapp.game.days import ONE_DAY
from webapp.game.gaps import Hours, Interval, merge_intervals
from webapp.people.members import Member

AGENDAS, CALENDARS = cast(Table, Agenda.__table__), cast(Table, AgendaCalendar.__table__)
BUSY = cast(Table, BusyTime.__table__)


@dataclass(frozen=True, slots=True)
class CalendarKey:
    """The key of a calendar's row."""

    organisation_id: UUID
    member_id: UUID
    id: UUID

    def own_calendar(self) -> list[ColumnElement[bool]]:
        """The condition of its row."""
        ids = {"organisation_id": self.organisation_id, "member_id": self.member_id, "id": self.id}
        return [CALENDARS.c[name] == value for name, value in ids.items()]

    def own_busy_times(self) -> list[ColumnElement[bool]]:
        """The condition of its busy times."""
        return [BUSY.c[name] == value for name, value in self.of_busy_time().items()]

    def of_busy_time(self) -> dict[str, UUID]:
        """The columns by which a busy time is its."""
        ids = {"organisation_id": self.organisation_id, "member_id": self.member_id}
        return ids | {"calendar_id": self.id}


@dataclass(frozen=True, slots=True)
class AgendaTimes:
    """A member's hours, from when to when each of their calendars tells of them, and what is busy
    in any.
    """

    hours: Hours
    known: frozenset[Interval]
    busy: frozenset[Interval]

    def is_known(self, at: datetime) -> bool:
        """Whether some calendar tells whether that instant is busy."""
        return any(each.begins <= at < each.ends for each in self.known)


def load_agenda(member: Member, since: datetime, until: datetime) -> AgendaTimes | None:
    """What is busy of what begins between these; one statement. None without a calendar."""
    in_time = BUSY.c.begins >= since, BUSY.c.begins < until
    of_agenda = CALENDARS.c.organisation_id == AGENDAS.c.organisation_id, _same_member(CALENDARS)
    of_calendar = BUSY.c.organisation_id == AGENDAS.c.organisation_id, _same_member(BUSY)
    rows = execute_core(
        select(
            *(AGENDAS.c.day_from, AGENDAS.c.day_to, AGENDAS.c.margin),
            *(CALENDARS.c.connected_at, CALENDARS.c.known_until, BUSY.c.begins, BUSY.c.ends),
        )
        .select_from(
            AGENDAS.join(CALENDARS, and_(*of_agenda)).outerjoin(
                BUSY, and_(*of_calendar, BUSY.c.calendar_id == CALENDARS.c.id, *in_time)
            )
        )
        .where(
            AGENDAS.c.organisation_id == member.organisation_id, AGENDAS.c.member_id == member.id
        )
    ).all()
    if not rows:
        return None
    first = rows[0]
    return AgendaTimes(
        Hours(first.day_from, first.day_to, timedelta(minutes=first.margin)),
        frozenset(Interval(row.connected_at, row.known_until) for row in rows),
        frozenset(Interval(row.begins, row.ends) for row in rows if row.begins),
    )


def save_busy_times(key: CalendarKey, busy: Collection[Interval], since: datetime) -> None:
    """What is busy from `since` on is this, in the open transaction; what was before stays. `since`
    is a midnight of UTC, where no row goes on.
    """
    db.session.execute(delete(BusyTime).where(*key.own_busy_times(), BusyTime.begins >= since))
    rows = [
        key.of_busy_time() | {"begins": each.begins, "ends": each.ends}
        for each in _split_by_day(busy, since)
    ]
    if rows:
        execute_core(insert(BUSY), rows)


def export_busy_times(member: Member) -> Select[*tuple[Any, ...]]:
    """Every time that was busy, with the host of its calendar."""
    return (
        select(AgendaCalendar.host, BusyTime.begins, BusyTime.ends)
        .join(
            AgendaCalendar,
            and_(
                AgendaCalendar.organisation_id == BusyTime.organisation_id,
                AgendaCalendar.member_id == BusyTime.member_id,
                AgendaCalendar.id == BusyTime.calendar_id,
            ),
        )
        .where(BusyTime.organisation_id == member.organisation_id, BusyTime.member_id == member.id)
        .order_by(BusyTime.begins, AgendaCalendar.id)
    )


def _split_by_day(busy: Collection[Interval], first: datetime) -> Iterator[Interval]:
    """The same from `first` on, merged, cut where a day begins in UTC."""
    for each in merge_intervals(busy):
        begins = max(each.begins, first)
        while begins < each.ends:
            midnight = begins.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            ends = min(each.ends, midnight + ONE_DAY)
            yield Interval(begins, ends)
            begins = ends


def _same_member(table: Table) -> Any:
    return table.c.member_id == AGENDAS.c.member_id
