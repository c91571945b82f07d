"""Connection of a calendar while its owner waits: read at once, so that they see what is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import BoundedSemaphore
from uuid import UUID

from sqlalchemy import select

from webapp.agenda import calendars, claims, reading
from webapp.agenda.busy_times import CalendarKey
from webapp.agenda.reading import CalendarError, Owner
from webapp.agenda.refresh import refresh
from webapp.auth import rate_limits
from webapp.database.engine import db
from webapp.database.transactions import release_connection, write_transaction
from webapp.people.members import Member
from webapp.people.models import Account, MemberRow

AT_ONCE = 2  # that a process reads while somebody waits: the other threads answer everybody else
_places = BoundedSemaphore(AT_ONCE)


def connect_address(member: Member, text: str, now: datetime) -> None:
    """Connect the calendar at this address. Raises CalendarError, and RateLimitExceededError."""
    address = reading.normalize_address(text)
    owner = _prepare(member, now)
    with _waiting():
        found = reading.read_address(address, owner, now)
    assert found is not None  # noqa: S101 - nothing was known of it
    _connect(member, reading.host_of(address), address, found, now)


def connect_file(member: Member, data: bytes, now: datetime) -> None:
    """Connect a calendar that was given as a file. Raises the same."""
    owner = _prepare(member, now)
    with _waiting():
        found = reading.read_file(data, owner, now)
    _connect(member, "", None, found, now)


def refresh_now(member: Member, calendar_id: UUID, now: datetime) -> bool:
    """Read a calendar of the member's anew, unless it is being read; says whether there is one.
    Raises the same.
    """
    key = CalendarKey(member.organisation_id, member.id, calendar_id)
    if not any(each.id == calendar_id for each in calendars.list_calendars(member)):
        return False
    _count_read(member, now)
    with _waiting():
        claimed = claims.claim_own(key, now)
        if claimed:
            refresh(claimed)
    return True


def _prepare(member: Member, now: datetime) -> Owner:
    if len(calendars.list_calendars(member)) >= calendars.MAX_CALENDARS:
        raise CalendarError("too_many")
    email = db.session.execute(
        select(Account.email)
        .join(MemberRow, MemberRow.account_id == Account.id)
        .where(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)
    ).scalar()
    _count_read(member, now)
    return Owner(member.zone_name, email or "")


def _count_read(member: Member, now: datetime) -> None:
    with write_transaction():
        rate_limits.hit(rate_limits.CALENDARS_PER_MEMBER, str(member.id), now)


def _connect(
    member: Member, host: str, address: str | None, found: reading.Reading, now: datetime
) -> None:
    try:
        calendars.connect_calendar(member, host, address, found, now)
    except calendars.TooManyCalendarsError as error:
        raise CalendarError("too_many") from error


@contextmanager
def _waiting() -> Iterator[None]:
    """One of the places in which a thread waits for somebody else's server; nothing of the database
    is held. Raises CalendarError where all are taken.
    """
    if not _places.acquire(blocking=False):
        raise CalendarError("busy")
    try:
        release_connection()
        yield
    finally:
        _places.release()
