"""Refresh of calendars by the loop of jobs: each is read every quarter of an hour while its owner
is active, and seldom after it could not be (HOUSE, background work).

Nothing of the database is held while a calendar is fetched and read. One is read at a time, and
then the loop looks whether a mail is to be sent.
"""

from collections.abc import Callable
from datetime import datetime

import webapp.clock as clock
from webapp.agenda import claims
from webapp.agenda.claims import ClaimedCalendar
from webapp.agenda.reading import CalendarError, read_address
from webapp.agenda.secret_address import reveal_address


def refresh_due(is_stopping: Callable[[], bool]) -> datetime | None:
    """Read one calendar that is due; says when the next one is."""
    due, now = claims.next_due(), clock.now()
    if due is None or due > now or is_stopping():
        return due
    calendar = claims.claim_due(now)
    if calendar:
        refresh(calendar)
    return claims.next_due()


def refresh(calendar: ClaimedCalendar) -> str | None:
    """Read a claimed calendar and write what is busy; says why it could not be read, if so. Of a
    file, and of who is away, only what is old goes.
    """
    if calendar.address is None or not calendar.is_active:
        claims.leave_for_later(calendar)
        return None
    try:
        address = reveal_address(calendar.key, calendar.address)
        reading = read_address(address, calendar.owner, calendar.claimed_at, calendar.digest)
    except CalendarError as error:
        claims.postpone(calendar, error.reason)
        return error.reason
    claims.finish(calendar, reading)
    return None
