"""Claims on calendars: who reads one now, and what becomes of its row afterwards (HOUSE)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, and_, delete, exists, func, select, update

from webapp.agenda.busy_times import BUSY, CalendarKey, save_busy_times
from webapp.agenda.models import AgendaCalendar
from webapp.agenda.reading import Owner, Reading
from webapp.database.engine import db
from webapp.database.transactions import read_transaction, write_transaction
from webapp.game.days import ONE_DAY
from webapp.game.retention import MONTHS, months_before
from webapp.people.models import Account, MemberRow, SignIn
from webapp.people.schedule.facts import read_facts

READ_EVERY, LONGEST_DELAY = timedelta(minutes=15), ONE_DAY
ACTIVE, LOOK_AGAIN = timedelta(days=7), timedelta(hours=1)
LEASE = timedelta(seconds=60)  # longer than fetching and reading one may take
CALENDARS = cast(Table, AgendaCalendar.__table__)
MEMBERS, ACCOUNTS = cast(Table, MemberRow.__table__), cast(Table, Account.__table__)
SIGN_INS = cast(Table, SignIn.__table__)


@dataclass(frozen=True, slots=True)
class ClaimedCalendar:
    """A calendar that this process reads now; `address` is encrypted, None of a file."""

    key: CalendarKey
    address: str | None
    digest: bytes
    failures: int
    owner: Owner
    is_active: bool
    claimed_at: datetime


def next_due() -> datetime | None:
    """When a calendar of any company is next to be looked at; one statement, by index."""
    with read_transaction() as session:
        return session.execute(select(func.min(CALENDARS.c.due_at))).scalar()


def claim_due(now: datetime) -> ClaimedCalendar | None:
    """Claim one that is due, so that no other process reads it meanwhile."""
    return _claim(now, CALENDARS.c.due_at <= now)


def claim_own(key: CalendarKey, now: datetime) -> ClaimedCalendar | None:
    """Claim this one for its owner, who asks for it; None where it is being read already."""
    is_free = CALENDARS.c.claimed_at.is_(None) | (CALENDARS.c.due_at <= now)
    return _claim(now, *key.own_calendar(), is_free)


def finish(calendar: ClaimedCalendar, reading: Reading | None) -> None:
    """It was read: what is busy from its window on is this, or with None what it was."""
    values: dict[str, Any] = {"read_at": calendar.claimed_at, "failures": 0, "error": None}
    if reading:
        values |= {"known_until": reading.window.ends, "skipped": reading.skipped}
        values |= {"digest": reading.digest}
    with write_transaction():
        is_ours = _release(calendar, due_at=calendar.claimed_at + READ_EVERY, **values)
        if reading and is_ours:
            save_busy_times(calendar.key, reading.busy, reading.window.begins)
            _delete_old(calendar)


def postpone(calendar: ClaimedCalendar, error: str) -> None:
    """It could not be read: what is known of it stays, and it is tried again later and later."""
    failures = min(calendar.failures + 1, 16)
    delay = min(READ_EVERY * (1 << failures), LONGEST_DELAY)
    with write_transaction():
        _release(calendar, due_at=calendar.claimed_at + delay, failures=failures, error=error)


def leave_for_later(calendar: ClaimedCalendar) -> None:
    """It is not read now; what is old of it goes."""
    delay = LOOK_AGAIN if calendar.address else ONE_DAY
    with write_transaction():
        if _release(calendar, due_at=calendar.claimed_at + delay):
            _delete_old(calendar)


def _claim(now: datetime, *conditions: Any) -> ClaimedCalendar | None:
    of_owner = MEMBERS.c.organisation_id == CALENDARS.c.organisation_id
    used = SIGN_INS.c.used_at > now - ACTIVE, SIGN_INS.c.ended_at.is_(None)
    own = SIGN_INS.c.organisation_id == CALENDARS.c.organisation_id
    is_active = exists().where(own, SIGN_INS.c.member_id == CALENDARS.c.member_id, *used)
    with write_transaction() as session:
        row = session.execute(
            select(
                *(CALENDARS.c[name] for name in ("organisation_id", "member_id", "id")),
                *(CALENDARS.c.address, CALENDARS.c.digest, CALENDARS.c.failures),
                *(MEMBERS.c.zone, ACCOUNTS.c.email, is_active.label("is_active")),
            )
            .join(MEMBERS, and_(of_owner, MEMBERS.c.id == CALENDARS.c.member_id))
            .outerjoin(ACCOUNTS, ACCOUNTS.c.id == MEMBERS.c.account_id)
            .where(*conditions)
            .order_by(CALENDARS.c.due_at)
            .limit(1)
            .with_for_update(of=CALENDARS, skip_locked=True)
        ).first()
        if row is None:
            return None
        key = CalendarKey(row.organisation_id, row.member_id, row.id)
        owner = Owner(row.zone, row.email or "")
        values = {"claimed_at": now, "due_at": now + LEASE}
        session.execute(update(CALENDARS).where(*key.own_calendar()).values(values))
    found = key, row.address, row.digest or b"", row.failures, owner, bool(row.is_active)
    return ClaimedCalendar(*found, claimed_at=now)


def _release(calendar: ClaimedCalendar, **values: Any) -> bool:
    """Write this into its row, unless somebody else has taken it meanwhile, or it is gone."""
    is_ours = CALENDARS.c.claimed_at == calendar.claimed_at
    row = db.session.execute(
        update(CALENDARS)
        .where(*calendar.key.own_calendar(), is_ours)
        .values(values | {"claimed_at": None})
        .returning(CALENDARS.c.id)
    ).first()
    return row is not None


def _delete_old(calendar: ClaimedCalendar) -> None:
    """Busy times are kept for as long as the organisation keeps entries, and for twelve months at
    most.
    """
    day = calendar.claimed_at.date()
    months = min(read_facts(calendar.key.organisation_id, []).months(day), MONTHS)
    first = months_before(day, months)
    begins = datetime(first.year, first.month, first.day, tzinfo=UTC)
    db.session.execute(delete(BUSY).where(*calendar.key.own_busy_times(), BUSY.c.begins < begins))
