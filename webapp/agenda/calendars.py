"""A member's calendars as rows: connected, listed, their hours chosen, and disconnected."""

from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, delete, func, insert, select, update

from webapp.agenda.busy_times import AGENDAS, BUSY, CALENDARS, CalendarKey, save_busy_times
from webapp.agenda.claims import READ_EVERY
from webapp.agenda.reading import Reading
from webapp.agenda.secret_address import hide_address
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import lock_rows, write_transaction
from webapp.database.upsert import insert_ignore
from webapp.game.days import ONE_DAY
from webapp.game.gaps import Hours
from webapp.people.members import Member
from webapp.people.models import MemberRow

MAX_CALENDARS = 3
DEFAULT_HOURS = Hours(time(9), time(18))
MEMBERS = cast(Table, MemberRow.__table__)


class TooManyCalendarsError(Exception):
    """The member has as many calendars as there may be."""


@dataclass(frozen=True, slots=True)
class ConnectedCalendar:
    """A calendar as its owner sees it; `host` is "" of a file, `error` None where the last
    reading went well, and `skipped` how many of its events could not be read.
    """

    id: UUID
    host: str
    read_at: datetime
    known_until: datetime
    skipped: int
    error: str | None


def list_calendars(member: Member) -> list[ConnectedCalendar]:
    """The member's, the first connected first; one statement."""
    rows = db.session.execute(
        select(*(CALENDARS.c[each.name] for each in fields(ConnectedCalendar)))
        .where(*_own(CALENDARS, member))
        .order_by(CALENDARS.c.connected_at, CALENDARS.c.id)
    ).mappings()
    return [ConnectedCalendar(**row) for row in rows]


def get_hours(member: Member) -> Hours:
    """The member's hours and margin; one statement."""
    row = db.session.execute(
        select(AGENDAS.c.day_from, AGENDAS.c.day_to, AGENDAS.c.margin).where(*_own(AGENDAS, member))
    ).first()
    return Hours(row[0], row[1], timedelta(minutes=row[2])) if row else DEFAULT_HOURS


def connect_calendar(
    member: Member, host: str, address: str | None, reading: Reading, now: datetime
) -> UUID:
    """Connect a calendar that was just read, None being the address of a file; says its id. Raises
    TooManyCalendarsError.
    """
    key = CalendarKey(member.organisation_id, member.id, new_id(now))
    with write_transaction() as session:
        _lock_member(member)
        if _count(member) >= MAX_CALENDARS:
            raise TooManyCalendarsError
        session.execute(insert_ignore(AGENDAS, _defaults(member), ("organisation_id", "member_id")))
        values = _ids(member) | _row_of(key, address, reading, now) | {"host": host}
        session.execute(insert(CALENDARS).values(values))
        save_busy_times(key, reading.busy, reading.window.begins)
        _mark(member, connected=True)
    return key.id


def disconnect_calendar(member: Member, calendar_id: UUID) -> bool:
    """Erase a calendar with its busy times, and with the last one the hours; says whether there
    was one.
    """
    with write_transaction() as session:
        _lock_member(member)
        session.execute(delete(BUSY).where(*_own(BUSY, member), BUSY.c.calendar_id == calendar_id))
        was_one = CALENDARS.c.id == calendar_id
        gone = session.execute(
            delete(CALENDARS).where(*_own(CALENDARS, member), was_one).returning(CALENDARS.c.id)
        ).first()
        if not _count(member):
            session.execute(delete(AGENDAS).where(*_own(AGENDAS, member)))
            _mark(member, connected=False)
    return gone is not None


def save_hours(member: Member, hours: Hours) -> None:
    """Save the hours and the margin of a member who has a calendar; of others nothing is kept."""
    values = {"day_from": hours.first, "day_to": hours.last, "margin": hours.margin.seconds // 60}
    with write_transaction() as session:
        session.execute(update(AGENDAS).where(*_own(AGENDAS, member)).values(values))


def export_calendars(member: Member) -> Select[*tuple[Any, ...]]:
    """The member's calendars with their hours. The address of one is a secret of whoever gave it,
    and is taken from there; here its host says which one it is.
    """
    columns = ("host", "connected_at", "read_at", "known_until", "skipped", "failures", "error")
    hours = ("day_from", "day_to", "margin")
    return (
        select(*(CALENDARS.c[name] for name in columns), *(AGENDAS.c[name] for name in hours))
        .join(
            AGENDAS,
            (AGENDAS.c.organisation_id == CALENDARS.c.organisation_id)
            & (AGENDAS.c.member_id == CALENDARS.c.member_id),
        )
        .where(*_own(CALENDARS, member))
        .order_by(CALENDARS.c.connected_at, CALENDARS.c.id)
    )


def _row_of(
    key: CalendarKey, address: str | None, reading: Reading, now: datetime
) -> dict[str, Any]:
    hidden = hide_address(key, address) if address else None
    values: dict[str, Any] = {"id": key.id, "address": hidden, "connected_at": now, "read_at": now}
    values |= {"known_until": reading.window.ends, "skipped": reading.skipped, "failures": 0}
    due_at = now + (READ_EVERY if address else ONE_DAY)
    return values | {"digest": reading.digest, "due_at": due_at}


def _count(member: Member) -> int:
    count = select(func.count()).select_from(CALENDARS).where(*_own(CALENDARS, member))
    return db.session.execute(count).scalar_one()


def _defaults(member: Member) -> dict[str, Any]:
    hours = {"day_from": DEFAULT_HOURS.first, "day_to": DEFAULT_HOURS.last, "margin": 0}
    return _ids(member) | hours


def _ids(member: Member) -> dict[str, Any]:
    return {"organisation_id": member.organisation_id, "member_id": member.id}


def _own(table: Table, member: Member) -> list[ColumnElement[bool]]:
    return [table.c[name] == value for name, value in _ids(member).items()]


def _own_row(member: Member) -> list[ColumnElement[bool]]:
    return [MEMBERS.c.organisation_id == member.organisation_id, MEMBERS.c.id == member.id]


def _lock_member(member: Member) -> None:
    """Two of the member's phones at once connect one calendar after the other."""
    lock_rows(select(MEMBERS.c.id).where(*_own_row(member)))


def _mark(member: Member, *, connected: bool) -> None:
    db.session.execute(update(MemberRow).where(*_own_row(member)).values(has_agenda=connected))
